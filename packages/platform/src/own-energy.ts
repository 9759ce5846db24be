import { Counter, type Registry } from "prom-client";

/**
 * Watts that a busy hardware thread adds, with the share of memory, power supplies and the building that it causes. An
 * estimate by class, not a measurement: low is a dense cloud server at an annual PUE near 1.1, whose vCPUs draw about 2 W
 * more under load than idle; central is 3.5 to 4.3 W a vCPU under load (the maxima of the Cloud Carbon Footprint project for
 * three providers) at a PUE of 1.2; high is a thread of a small server or laptop at its highest clock, in a machine room of PUE 1.6.
 */
const wattsPerBusyThread = { low: 2.2, central: 4.7, high: 20 } as const;

type Bound = keyof typeof wattsPerBusyThread;

/** CPU time of this process so far, user and system, in seconds. */
export function processCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** @param cpuSeconds CPU time @returns watt-hours, low, central and high */
export function energyOf(cpuSeconds: number): Readonly<Record<Bound, number>> {
  const wh = (bound: Bound) => (cpuSeconds * wattsPerBusyThread[bound]) / 3_600;
  return { low: wh("low"), central: wh("central"), high: wh("high") };
}

/**
 * Counts what EcoMind itself uses: watt-hours of CPU time, with a band. Idle draw, disks and networks are not in it.
 * @param of whose CPU time it is: this process's, or that of the engine behind it
 * @param cpuSeconds so far; read whenever metrics are asked for
 */
export function ownEnergy(registry: Registry, of: "process" | "clickhouse", cpuSeconds: () => number): void {
  const name = of === "process" ? "ecomind_own_energy_wh_total" : "clickhouse_energy_wh_total";
  new Counter({
    name,
    help: "Watt-hours of CPU time, estimated: low, central and high",
    labelNames: ["bound"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [bound, wh] of Object.entries(energyOf(cpuSeconds()))) this.inc({ bound }, wh);
    },
  });
}
