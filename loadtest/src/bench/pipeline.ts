import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startBareEdge } from "../bare-edge.js";
import { BenchSystem, benchOptions, type Service } from "../bench-system.js";
import { figure, mib, ratio, target, whole } from "../figures.js";
import { machine } from "../machine.js";
import { memoryOverTime } from "../memory-over-time.js";
import { cpuUs, resident } from "../process-usage.js";
import { wrk } from "../wrk.js";

/**
 * `npm run bench:pipeline [-- --log=kafka --seconds=60]`: everything at once on one machine: wrk, the edge, the log, the
 * stream and the engine, sustained. The lag (acknowledged by the edge, not yet accounted) must stay flat and be gone
 * soon after, and memory within its limits and flat (`--seconds=3600`: over an hour). Floor: bare uWebSockets.js under the same generator.
 */
const { seconds, connections, log } = benchOptions({ seconds: 60, connections: 512 });
console.log(machine(`npm run bench:pipeline -- --log=${log} --seconds=${seconds} --connections=${connections}`));
const bare = await startBareEdge();
const floor = await wrk({ url: bare.url, apiKey: "none", seconds: 5, connections });
bare.stop();
figure("bare uWebSockets.js (floor)", `${whole(floor.perSecond)} req/s`);

const bench = await BenchSystem.start(log);
const parts: Service[] = ["ingest", "stream", "clickhouse", "query"];
try {
  const before = new Map(parts.map((part) => [part, cpuUs(bench.pids(part))]));
  const lags: number[] = [];
  const memories = [
    { part: "ingest", limitMib: 250, samples: [] as number[] },
    { part: "stream", limitMib: 400, samples: [] as number[] },
  ] as const;
  const authorization = `Bearer ${readFileSync(join(bench.system.dataDir, "metrics-token"), "utf8").trim()}`;
  const accepted = async () => {
    const text = await (await fetch(`${bench.url}/metrics`, { headers: { authorization } })).text();
    let sum = 0;
    for (const match of text.matchAll(/^ingest_events_total\{[^}]*verdict="accepted"[^}]*\} (\d+)/gm))
      sum += Number(match[1]);
    return sum;
  };
  const watch = setInterval(async () => {
    for (const { part, samples } of memories) samples.push(resident(bench.pids(part)).anonymous);
    const taken = await accepted();
    lags.push(Math.max(0, taken - (await bench.accounted())));
  }, 2_000);
  const result = await wrk({ url: bench.url, apiKey: bench.apiKey, seconds, connections });
  clearInterval(watch);
  const drainBegan = performance.now();
  await bench.untilAccounted(result.requests);
  const drainSeconds = (performance.now() - drainBegan) / 1_000;
  figure(
    `everything, ${bench.log}`,
    `${whole(result.perSecond)} req/s`,
    `p50 ${result.p50Ms} ms, p99 ${result.p99Ms} ms, refused ${result.refused}, socket errors ${result.socketErrors}`,
  );
  figure("  rate", ratio(result.perSecond, floor.perSecond), target(result.perSecond >= 12_000, ">= 12,000 req/s"));
  const third = Math.max(1, Math.floor(lags.length / 3));
  const mean = (samples: readonly number[]) => samples.reduce((sum, lag) => sum + lag, 0) / samples.length;
  const [early, late] = [mean(lags.slice(0, third)), mean(lags.slice(-third))];
  const flat = late <= Math.max(2 * early, 2 * result.perSecond);
  figure(
    "  lag, first and last third",
    `${whole(early)} and ${whole(late)}`,
    `records; most ${whole(Math.max(...lags))}; ${target(flat, "flat")}`,
  );
  figure("  behind when the load ended", `${drainSeconds.toFixed(1)} s`);
  for (const part of parts) {
    const pids = bench.pids(part);
    const us = (cpuUs(pids) - (before.get(part) ?? 0)) / result.requests;
    figure(`  ${part}`, `${us.toFixed(1)} us CPU an event`, `${mib(resident(pids))} resident`);
  }
  for (const { part, samples, limitMib } of memories) memoryOverTime(part, samples, limitMib);
  const stored = Number(await bench.system.sql("SELECT count() FROM events"));
  figure("stored", whole(stored), target(stored >= result.requests, `>= ${whole(result.requests)} acknowledged`));
} finally {
  await bench.dispose();
}
