import { describe, expect, it } from "vitest";
import { read, type Service, services, settingsOf } from "./settings-of-services.js";

const names = (text: string): string[] =>
  [...text.matchAll(/\b([A-Z][A-Z0-9_]{2,}) += /g)].map(([, name = ""]) => name);

/** The text of `name = …` at an indentation, to the next line that is as far left. */
function block(text: string, name: string, indent: number): string {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => new RegExp(`^ {${indent}}${name} += `).test(line));
  if (first < 0) throw new Error(`no ${name}`);
  const rest = lines.slice(first + 1);
  const length = rest.findIndex((line) => new RegExp(`^ {0,${indent}}[^ ]`).test(line));
  return [lines[first], ...rest.slice(0, length)].join("\n");
}

const system = read("terraform/modules/system/services.tf");
const ofLog = read("terraform/modules/kafka/outputs.tf");
const ofStore = read("terraform/modules/clickhouse/outputs.tf");
const usesLog = (service: Service): boolean => block(system, "uses_log", 2).includes(`"${service}"`);

/** What Terraform hands to a service: `environment` in the open, `secrets` by reference. */
function givenBy(kind: "environment" | "secrets", service: Service): string[] {
  const own = block(block(system, kind === "environment" ? "environment" : "secrets_of", 2), service, 4);
  const shared = ["jwt", "login"].filter((name) => own.includes(`local.${name}`)).map((name) => block(system, name, 2));
  const output = (text: string): string => text.slice(text.indexOf(`output "${kind}"`)).split(/\n}\n/)[0] ?? "";
  const everybodys = kind === "secrets" ? "METRICS_TOKEN = " : "";
  return names([own, ...shared, usesLog(service) ? output(ofLog) : "", output(ofStore), everybodys].join("\n"));
}

describe.each(services)("Terraform's settings of %s", (service) => {
  const known = settingsOf(service);

  it("are read by it, each of them", () => {
    const given = [...givenBy("environment", service), ...givenBy("secrets", service)];
    expect(given).toContain("CLICKHOUSE_URL");
    expect(given.filter((name) => !known.has(name))).toEqual([]);
  });

  it("are handed over as secrets where they are secret", () => {
    expect(givenBy("environment", service).filter((name) => known.get(name))).toEqual([]);
  });

  it("include the store's password and the token of its metrics", () => {
    expect(givenBy("secrets", service)).toEqual(expect.arrayContaining(["CLICKHOUSE_PASSWORD", "METRICS_TOKEN"]));
  });
});

describe("documented settings", () => {
  const page = read("docs/distributed.md");
  // Set by a process for its own children.
  const internal = new Set(["ECOMIND_SUPERVISED", "INGEST_WORKER", "OIDC_PUBLIC_URL"]);

  it.each(services)("of %s are all that it reads", (service) => {
    const documented = `${page}\n${read("docs/tracing.md")}`;
    const missing = [...settingsOf(service).keys()].filter(
      (name) => !internal.has(name) && !documented.includes(`\`${name}\``),
    );
    expect(missing).toEqual([]);
  });
});
