import { startBareEdge } from "../bare-edge.js";
import { BenchSystem, benchOptions } from "../bench-system.js";
import { figure, mib, ratio, target, whole } from "../figures.js";
import { machine } from "../machine.js";
import { cpuUs, resident } from "../process-usage.js";
import { wrk } from "../wrk.js";

/**
 * `npm run bench:ingest [-- --log=kafka]`: single POSTs with a key, each acknowledged when it is durable, 512
 * connections, from wrk. The edge runs alone; afterwards the stream and the engine run and everything that was acknowledged
 * must be counted. Floor: bare uWebSockets.js under the same load, in the same run.
 */
const { seconds, connections, log } = benchOptions({ seconds: 15, connections: 512 });
console.log(machine(`npm run bench:ingest -- --log=${log} --seconds=${seconds} --connections=${connections}`));

const bare = await startBareEdge();
await wrk({ url: bare.url, apiKey: "none", seconds: 2, connections });
const bareBefore = cpuUs([bare.pid]);
const floor = await wrk({ url: bare.url, apiKey: "none", seconds, connections });
const floorUs = (cpuUs([bare.pid]) - bareBefore) / floor.requests;
bare.stop();
figure(
  "bare uWebSockets.js",
  `${whole(floor.perSecond)} req/s`,
  `${floorUs.toFixed(1)} us CPU a request, p99 ${floor.p99}`,
);

const bench = await BenchSystem.start(log);
const { apiKey } = bench;
try {
  const acknowledged = await bench.withEdgeAlone(async ({ url, pid }) => {
    const warm = await wrk({ url, apiKey, seconds: 3, connections });
    const before = cpuUs([pid]);
    const result = await wrk({ url, apiKey, seconds, connections });
    const us = (cpuUs([pid]) - before) / result.requests;
    const memory = resident([pid]);
    const mostUs = log === "kafka" ? 45 : 35;
    figure(
      `edge, ${bench.log}`,
      `${whole(result.perSecond)} req/s`,
      `p50 ${result.p50}, p99 ${result.p99}, refused ${result.refused}, socket errors ${result.socketErrors}`,
    );
    const met = target(result.perSecond >= 25_000, ">= 25,000 req/s");
    figure("  rate", ratio(result.perSecond, floor.perSecond), met);
    figure(
      "  CPU of the edge",
      `${us.toFixed(1)} us a request`,
      `${ratio(us, floorUs)}; ${target(us <= mostUs, `<= ${mostUs} us`)}`,
    );
    figure("  resident memory of the edge", mib(memory), target(memory.anonymous <= 250, "<= 250 MiB"));
    return warm.requests + result.requests;
  });
  await bench.untilAccounted(acknowledged);
  const stored = Number(await bench.system.sql("SELECT count() FROM events"));
  // Requests in flight when wrk ended its run are stored and not counted by it.
  const met = target(stored >= acknowledged, `>= ${whole(acknowledged)} acknowledged`);
  figure("acknowledged and stored", whole(stored), met);
} finally {
  await bench.dispose();
}
