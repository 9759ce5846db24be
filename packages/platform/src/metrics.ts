import { readFileSync } from "node:fs";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { ownEnergy, processCpuSeconds } from "./own-energy.js";

export { Counter, Gauge, Histogram, Registry } from "prom-client";

/** Gauges of the client library whose names promise a counter: `promtool check metrics` refuses them. */
const misnamed = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/**
 * A registry with the process's own metrics, which build it is, and what it used in energy. Series carry no label for the
 * service: Prometheus adds `job` and `instance`.
 * @param service name in `ecomind_build_info`
 */
export function createMetrics(service: string): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  new Gauge({
    name: "ecomind_build_info",
    help: "1, with the service, its version and the revision that ECOMIND_REVISION names",
    labelNames: ["service", "version", "revision"],
    aggregator: "first",
    registers: [registry],
  }).set({ service, version, revision: process.env.ECOMIND_REVISION ?? "unknown" }, 1);
  ownEnergy(registry, "process", processCpuSeconds);
  return registry;
}

/** Tells which factor set a process computes with. */
export function factorSetInfo(registry: Registry, factorSet: string): void {
  new Gauge({
    name: "ecomind_factor_set_info",
    help: "1, with the version of the factor set in use",
    labelNames: ["factor_set"],
    aggregator: "first",
    registers: [registry],
  }).set({ factor_set: factorSet }, 1);
}
