import { startBareEdge } from "../bare-edge.js";
import { BenchSystem, benchOptions } from "../bench-system.js";
import { figure, median, mib, ratio, target, whole } from "../figures.js";
import { machine } from "../machine.js";
import { cpuUs, resident } from "../process-usage.js";
import { type WrkResult, wrk } from "../wrk.js";

/**
 * `npm run bench:ingest [-- --log=kafka]`: single POSTs with a key, each acknowledged when it is durable, 512
 * connections, from wrk. The edge runs alone; afterwards the stream and the engine run and everything that was acknowledged
 * must be counted. Floor: bare uWebSockets.js under the same load. Edge and floor take turns, since a machine's speed
 * changes by the minute: medians are told, and what they lie between.
 */
const { seconds, rounds, connections, log } = benchOptions({ seconds: 5, rounds: 5, connections: 512 });
const options = `--log=${log} --rounds=${rounds} --seconds=${seconds} --connections=${connections}`;
console.log(machine(`npm run bench:ingest -- ${options}`));

/** A run of wrk, and what it cost the process that answered. */
async function round(url: string, apiKey: string, pid: number, length = seconds): Promise<WrkResult & { us: number }> {
  const before = cpuUs([pid]);
  const result = await wrk({ url, apiKey, seconds: length, connections });
  return { ...result, us: (cpuUs([pid]) - before) / result.requests };
}

const between = (values: readonly number[], write: (value: number) => string): string =>
  `${write(Math.min(...values))} to ${write(Math.max(...values))}`;
const tenths = (value: number): string => value.toFixed(1);

const bare = await startBareEdge();
const bench = await BenchSystem.start(log);
const { apiKey } = bench;
try {
  const acknowledged = await bench.withEdgeAlone(async ({ url, pid }) => {
    await round(bare.url, "none", bare.pid, 2);
    const warm = await round(url, apiKey, pid, 5);
    const floors: Awaited<ReturnType<typeof round>>[] = [];
    const edges: typeof floors = [];
    for (let turn = 0; turn < rounds; turn += 1) {
      floors.push(await round(bare.url, "none", bare.pid));
      edges.push(await round(url, apiKey, pid));
    }
    const rates = edges.map(({ perSecond }) => perSecond);
    const costs = edges.map(({ us }) => us);
    const floorRate = median(floors.map(({ perSecond }) => perSecond));
    const floorUs = median(floors.map(({ us }) => us));
    figure("bare uWebSockets.js", `${whole(floorRate)} req/s`, `${tenths(floorUs)} us CPU a request`);
    const rate = median(rates);
    figure(`edge, ${bench.log}`, `${whole(rate)} req/s`, `${between(rates, whole)}; ${ratio(rate, floorRate)}`);
    figure("  rate", target(rate >= 25_000, ">= 25,000 req/s"));
    const us = median(costs);
    const mostUs = log === "kafka" ? 45 : 35;
    figure("  CPU of the edge", `${tenths(us)} us a request`, `${between(costs, tenths)}; ${ratio(us, floorUs)}`);
    figure("  cost", target(us <= mostUs, `<= ${mostUs} us`));
    const p99 = median(edges.map((edge) => edge.p99Ms));
    figure("  p99", `${p99.toFixed(0)} ms`, target(p99 <= 50, "<= 50 ms"));
    const total = (count: (edge: WrkResult) => number) => edges.reduce((sum, edge) => sum + count(edge), 0);
    figure("  refused, socket errors", `${total((edge) => edge.refused)}, ${total((edge) => edge.socketErrors)}`);
    const memory = resident([pid]);
    figure("  resident memory of the edge", mib(memory), target(memory.anonymous <= 250, "<= 250 MiB"));
    return warm.requests + total((edge) => edge.requests);
  });
  await bench.untilAccounted(acknowledged);
  const stored = Number(await bench.system.sql("SELECT count() FROM events"));
  // Requests in flight when wrk ended its run are stored and not counted by it.
  const met = target(stored >= acknowledged, `>= ${whole(acknowledged)} acknowledged`);
  figure("acknowledged and stored", whole(stored), met);
} finally {
  bare.stop();
  await bench.dispose();
}
