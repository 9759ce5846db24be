import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, System } from "ecomind/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seriesOf, sumOf } from "./metrics-text.js";
import { hasPromtool, promtool } from "./promtool.js";

let system: System;
beforeAll(async () => {
  system = await System.create();
  await system.start(["--ingest-workers", "3"]);
});
afterAll(() => system.dispose());

interface Target {
  readonly targets: readonly [string];
  readonly labels: { readonly job: string };
}

const targets = (): ReadonlyMap<string, string> =>
  new Map(
    (JSON.parse(readFileSync(join(system.dataDir, "metrics-targets.json"), "utf8")) as Target[]).map(
      ({ targets: [target], labels: { job } }) => [job, target],
    ),
  );

async function metricsOf(job: string): Promise<string> {
  const authorization = `Bearer ${readFileSync(join(system.dataDir, "metrics-token"), "utf8").trim()}`;
  // A connection of its own each time: the kernel gives it to any of the workers.
  const response = await fetch(`http://${targets().get(job)}/metrics`, {
    headers: { authorization, connection: "close" },
  });
  expect(response.status).toBe(200);
  return await response.text();
}

const post = () =>
  system.post(
    "/v1/ingest",
    { id: randomUUID(), ts: new Date().toISOString(), user_id: "u", provider: "openai", model: "gpt-4o", tokens_in: 1 },
    { connection: "close" },
  );
const accepted = async () => seriesOf(await metricsOf("ecomind-ingest")).get('ingest_events_total{verdict="accepted"}');

const jobs = ["ecomind-ingest", "ecomind-stream", "ecomind-query", "ecomind-jobs"];

test("whichever worker is asked, it answers for all", async () => {
  const count = 60;
  for (let index = 0; index < count; index += 1) expect((await post()).status).toBe(202);
  const answers = await Promise.all(Array.from({ length: 12 }, () => accepted()));
  expect(answers).toEqual(answers.map(() => count));
  const series = seriesOf(await metricsOf("ecomind-ingest"));
  expect(sumOf(series, "ingest_request_seconds_count")).toBe(count);
  expect(series.get("ecomind_workers_expected")).toBe(3);
  expect(series.get("ecomind_workers_answering")).toBe(3);
  // Of what is not to be added up there is one.
  expect(series.get("ingest_log_available")).toBe(1);
  expect(sumOf(series, "ecomind_build_info")).toBe(1);
});

test("a killed worker takes none of the counts with it", async () => {
  const before = await accepted();
  const [, ...workers] = system.pids("ecomind-ingest").sort((a, b) => a - b);
  for (const pid of workers.slice(0, 2)) process.kill(pid, "SIGKILL");
  const series = await eventually(
    async () => seriesOf(await metricsOf("ecomind-ingest")),
    (now) => now.get("ecomind_workers_answering") === 3 && now.get("ecomind_worker_ends_total") === 2,
  );
  expect(series.get('ingest_events_total{verdict="accepted"}')).toBe(before);
  for (let index = 0; index < 20; index += 1) expect((await post()).status).toBe(202);
  expect(await accepted()).toBe((before ?? 0) + 20);
});

test("each event that is counted is in the freshness once", async () => {
  const count = (await accepted()) ?? 0;
  await eventually(
    async () => seriesOf(await metricsOf("ecomind-stream")).get("stream_freshness_seconds_count"),
    (fresh) => fresh === count,
  );
});

test.each(jobs)("%s tells its build, and its labels stay few", async (job) => {
  const text = await metricsOf(job);
  expect(text).toMatch(new RegExp(`^ecomind_build_info\\{.*service="${job.replace("ecomind-", "")}".*\\} 1$`, "m"));
  expect(seriesOf(text).size).toBeLessThan(2_500);
});

test("what the log and the engine hold is told", async () => {
  const series = await eventually(
    async () => seriesOf(`${await metricsOf("ecomind-stream")}\n${await metricsOf("ecomind-jobs")}`),
    (now) => now.has('log_oldest_record_age_seconds{partition="0"}') && now.get("clickhouse_up") === 1,
    40_000,
  );
  for (const name of ["log_map_bytes", "log_disk_free_bytes", "clickhouse_disk_free_bytes", "clickhouse_active_parts"])
    expect(series.get(name), name).toBeGreaterThan(0);
  expect(series.get("stream_partitions")).toBe(series.get("stream_partitions_held"));
}, 60_000);

describe.skipIf(!hasPromtool)("as Prometheus sees it", () => {
  test.each(jobs)("%s keeps to the conventions", async (job) => {
    expect(promtool(["check", "metrics"], await metricsOf(job))).toEqual({ status: 0, output: "" });
  });
});

test("docs/metrics.md lists exactly the metrics that the services tell", async () => {
  const page = readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => /^\| `(ecomind|ingest|stream|log|query|jobs|clickhouse)_/.test(line));
  const listed = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`(\w+)(?:\{[\w,]*\})?`/g)].map(([, name = ""]) => name),
  );
  const texts = await Promise.all(jobs.map((job) => metricsOf(job)));
  const families = texts.flatMap((text) => [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = ""]) => name));
  const own = new Set(families.filter((name) => !/^(process|nodejs)_/.test(name)));
  expect([...listed].sort()).toEqual([...own].sort());
});
