import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../tests/broker/project-root.js";

const read = (file: string) => readFileSync(join(projectRoot, file), "utf8");
const sources = [
  "ingest/src/config.ts",
  "stream/src/config.ts",
  "query/src/main.ts",
  "jobs/src/main.ts",
  "packages/event-log/src/open-log.ts",
  "packages/event-log/src/event-id-secret.ts",
  "packages/accounts/src/jwt-settings.ts",
];
/** What a parent tells its child, and nobody else. */
const internal = new Set(["ECOMIND_SUPERVISED", "INGEST_WORKER"]);

test("every setting of a service stands in docs/distributed.md, and no other", () => {
  const settings = sources.flatMap((file) => [...read(file).matchAll(/^\s+([A-Z][A-Z0-9_]+): settings\./gm)]);
  const named = new Set(settings.map(([, name = ""]) => name).filter((name) => !internal.has(name)));
  expect(named.size).toBeGreaterThan(40);
  const page = read("docs/distributed.md");
  const documented = new Set([...page.matchAll(/`([A-Z]+(?:_[A-Z0-9]+)+|LOG)`/g)].map(([, name = ""]) => name));
  expect([...named].filter((name) => !documented.has(name))).toEqual([]);
  // Of commands, not of services; and the rule on files, with an example.
  const others = new Set(["CLICKHOUSE_CLUSTER", "NAME_FILE", "EVENT_ID_SECRET_FILE"]);
  expect([...documented].filter((name) => !named.has(name) && !others.has(name))).toEqual([]);
});
