import { readFileSync } from "node:fs";
import { join } from "node:path";
import { canaryMetrics } from "@ecomind/canary";
import { Registry } from "@ecomind/platform";
import { eventually, System } from "ecomind/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seriesOf } from "./metrics-text.js";

let system: System;
beforeAll(async () => {
  system = await System.create();
  await system.start(["--canary"]);
});
afterAll(() => system.dispose());

async function canary(): Promise<ReadonlyMap<string, number>> {
  const targets = JSON.parse(readFileSync(join(system.dataDir, "metrics-targets.json"), "utf8")) as {
    targets: [string];
    labels: { job: string };
  }[];
  const target = targets.find(({ labels }) => labels.job === "ecomind-canary")?.targets[0];
  const authorization = `Bearer ${readFileSync(join(system.dataDir, "metrics-token"), "utf8").trim()}`;
  return seriesOf(await (await fetch(`http://${target}/metrics`, { headers: { authorization } })).text());
}
const seen = async () => (await canary()).get("canary_seen_total") ?? 0;

test("its events go in at the edge and come out of a question, and are nobody else's", async () => {
  const series = await eventually(canary, (now) => (now.get("canary_seen_total") ?? 0) >= 3, 60_000);
  expect(series.get("canary_seconds_count")).toBe(series.get("canary_seen_total"));
  expect(series.get("canary_missing_total")).toBe(0);
  const orgs = await system.sql("SELECT org_id, count() > 2 FROM events GROUP BY org_id");
  expect(orgs).toBe("ecomind-canary\t1");
  const events = await (await system.get("/v1/events")).json();
  expect(events).toMatchObject({ events: [] });
  const today = JSON.stringify(await (await system.get("/v1/today")).json());
  expect(today).not.toContain("canary");
  const dimensions = JSON.stringify(await (await system.get("/v1/dimensions")).json());
  expect(dimensions).not.toContain("canary");
});

test("while nothing is counted, its last sighting stands still; then all are found", async () => {
  const pids = system.pids("ecomind-stream");
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  let stood: ReadonlyMap<string, number>;
  try {
    stood = await eventually(canary, (now) => (now.get("canary_waiting") ?? 0) >= 4, 60_000);
    expect(await seen()).toBe(stood.get("canary_seen_total"));
  } finally {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  }
  const after = await eventually(
    canary,
    (now) => (now.get("canary_seen_total") ?? 0) >= (stood.get("canary_seen_total") ?? 0) + 4,
    60_000,
  );
  expect(after.get("canary_last_seen_timestamp_seconds")).toBeGreaterThan(
    stood.get("canary_last_seen_timestamp_seconds") ?? 0,
  );
}, 120_000);

test("docs/metrics.md lists what the canary tells", async () => {
  const registry = new Registry();
  canaryMetrics(registry);
  const page = readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| `canary_"));
  const listed = rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`(\w+)/g)].map(([, name]) => name));
  expect(listed.sort()).toEqual((await registry.getMetricsAsJSON()).map(({ name }) => name).sort());
});
