import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { read, services, settingsOf } from "./settings-of-services.js";

interface ComposeService {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly read_only?: boolean;
  readonly mem_limit?: string;
  readonly restart?: string;
  readonly logging?: object;
}

/** `<<: [a, b]` and `<<: a` are joined: earlier ones win, and a service's own settings over all. */
const file = parse(read("docker-compose.yml"), { merge: true }) as {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { internal?: boolean }>>;
};
const composed = (name: string): ComposeService => file.services[name] ?? {};

describe.each(services)("docker-compose.yml's settings of %s", (service) => {
  const known = settingsOf(service);
  const given = Object.keys(composed(service).environment ?? {});

  it("are read by it, each of them", () => {
    expect(given).toEqual(expect.arrayContaining(["CLICKHOUSE_URL", "METRICS_TOKEN_FILE"]));
    expect(given.filter((name) => !known.has(name) && !known.has(name.replace(/_FILE$/, "")))).toEqual([]);
  });

  it("hand secrets over by file", () => {
    expect(given.filter((name) => known.get(name))).toEqual([]);
  });

  it("drop every right, and bound memory and logs", () => {
    expect(composed(service)).toMatchObject({ read_only: true, cap_drop: ["ALL"], restart: "unless-stopped" });
    expect(composed(service).mem_limit).toMatch(/^\d+m$/);
    expect(composed(service).logging).toMatchObject({ options: { "max-size": "10m" } });
  });
});

describe("docker-compose.yml", () => {
  it("opens ports on this machine alone, unless told otherwise", () => {
    const ports = Object.values(file.services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(3);
    for (const port of ports) expect(port).toMatch(/^\$\{BIND:-127\.0\.0\.1\}:/);
  });

  it("keeps the log and the store where nobody from outside reaches them", () => {
    for (const name of ["redpanda", "clickhouse"])
      for (const network of composed(name).networks ?? []) expect(file.networks[network]?.internal).toBe(true);
  });

  it("names a version of every image", () => {
    for (const { image } of Object.values(file.services)) expect(image).toMatch(/:(\$\{\w+:-)?v?[\w.]+\}?$/);
  });
});
