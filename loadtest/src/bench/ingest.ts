import { startBareEdge } from "../bare-edge.js";
import { BenchSystem, benchOptions } from "../bench-system.js";
import { figure, ratio, target, whole } from "../figures.js";
import { machine } from "../machine.js";
import { cpuUs, residentMib } from "../process-usage.js";
import { wrk } from "../wrk.js";

/**
 * `npm run bench:ingest [-- --log=kafka]`: single POSTs with a key, each acknowledged when it is durable, 512
 * connections, from wrk. The stream, the engine and the query service are held meanwhile; afterwards they run and
 * everything that was acknowledged must be counted. Floor: bare uWebSockets.js under the same load, in the same run.
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
try {
  const release = bench.hold("stream", "query", "clickhouse");
  const warm = await wrk({ url: bench.url, apiKey: bench.apiKey, seconds: 3, connections });
  const edge = bench.pids("ingest");
  const before = cpuUs(edge);
  const result = await wrk({ url: bench.url, apiKey: bench.apiKey, seconds, connections });
  const us = (cpuUs(edge) - before) / result.requests;
  figure(
    `edge, ${bench.log}`,
    `${whole(result.perSecond)} req/s`,
    `p50 ${result.p50}, p99 ${result.p99}, refused ${result.refused}, socket errors ${result.socketErrors}`,
  );
  const [leastPerSecond, mostUs] = log === "kafka" ? [25_000, 45] : [25_000, 35];
  figure(
    "  rate",
    ratio(result.perSecond, floor.perSecond),
    target(result.perSecond >= leastPerSecond, `>= ${whole(leastPerSecond)} req/s`),
  );
  figure(
    "  CPU of the edge",
    `${us.toFixed(1)} us a request`,
    `${ratio(us, floorUs)}; ${target(us <= mostUs, `<= ${mostUs} us`)}`,
  );
  figure(
    "  resident memory of the edge",
    `${whole(residentMib(edge))} MiB`,
    target(residentMib(edge) <= 250, "<= 250 MiB"),
  );
  release();
  const acknowledged = warm.requests + result.requests;
  await bench.untilAccounted(acknowledged);
  const stored = Number(await bench.system.sql("SELECT count() FROM events"));
  // Requests in flight when wrk ended its run are stored and not counted by it.
  figure(
    "acknowledged and stored",
    `${whole(stored)}`,
    target(stored >= acknowledged, `>= ${whole(acknowledged)} acknowledged`),
  );
} finally {
  await bench.dispose();
}
