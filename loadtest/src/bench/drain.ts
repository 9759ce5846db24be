import { loadavg } from "node:os";
import { BenchSystem, benchOptions } from "../bench-system.js";
import { figure, target, whole } from "../figures.js";
import { fillLog, plainEvents } from "../fill-log.js";
import { LiveEvents } from "../live-events.js";
import { machine } from "../machine.js";
import { memoryOverTime } from "../memory-over-time.js";
import { cpuUs, resident } from "../process-usage.js";

/**
 * `npm run bench:drain`: the stream was away and a backlog waits in the log; it is drained while new events still come
 * in, appended straight to the log. The backlog counts as drained when what is not accounted is less than two seconds of
 * new events. `--log=embedded` for the embedded log.
 */
const { records, rate, partitions, log } = benchOptions({ records: 6_000_000, rate: 10_000, partitions: 8 }, "kafka");
console.log(
  machine(`npm run bench:drain -- --log=${log} --records=${records} --rate=${rate} --partitions=${partitions}`),
);

interface Sample {
  readonly atMs: number;
  readonly accounted: number;
  readonly streamMib: number;
  readonly engineMib: number;
}

const bench = await BenchSystem.start(log, partitions);
const { system } = bench;
try {
  const fillBeganMs = performance.now();
  await bench.atRest(() => fillLog(bench, plainEvents(records, Date.now())));
  const fillSeconds = (performance.now() - fillBeganMs) / 1_000;
  figure(`backlog on ${bench.log}`, `${whole(records)} records`, `generated in ${fillSeconds.toFixed(0)} s`);

  const appending = await bench.openLog();
  const live = new LiveEvents(await appending.writer("events"), bench.org, rate);
  const [stream, engine] = [bench.pids("stream"), bench.pids("clickhouse")];
  const parts = { stream, engine, broker: bench.brokerPids, "generator of new events": [process.pid] };
  const before = Object.values(parts).map(cpuUs);
  const beganMs = performance.now();
  const already = await bench.accounted();
  const samples: Sample[] = [];
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const accounted = await bench.accounted();
    const atMs = performance.now() - beganMs;
    samples.push({ atMs, accounted, streamMib: resident(stream).anonymous, engineMib: resident(engine).anonymous });
    if (records + live.acknowledged - accounted < 2 * rate) break;
    const minuteAgo = samples.findLast((sample) => sample.atMs < atMs - 60_000);
    if (minuteAgo?.accounted === accounted) throw new Error(`stands at ${accounted} records for a minute`);
  }
  const { atMs, accounted: reached } = samples.at(-1) as Sample;
  const accounted = reached - already;
  const perSecond = (accounted / atMs) * 1_000;
  figure(
    "drained, new events still arriving",
    `${whole(perSecond)} records/s`,
    `${whole(accounted)} in ${(atMs / 1_000).toFixed(1)} s; ${target(perSecond >= 4 * rate, `>= ${whole(4 * rate)}`)}`,
  );
  figure("  load of the machine", loadavg()[0]?.toFixed(1) ?? "", "processes that want a core, over the last minute");
  const costs = Object.values(parts).map((pids, index) => (cpuUs(pids) - (before[index] ?? 0)) / accounted);
  for (const [index, name] of Object.keys(parts).entries())
    if (Object.values(parts)[index]?.length) figure(`  CPU of the ${name}`, `${costs[index]?.toFixed(1)} us a record`);
  const together = (costs[0] ?? 0) + (costs[1] ?? 0);
  figure("  stream and engine together", `${together.toFixed(1)} us a record`, target(together <= 20, "<= 20 us"));

  memoryOverTime(
    "stream",
    samples.map(({ streamMib }) => streamMib),
    400,
  );
  figure("  resident memory of the engine at the end", `${whole(samples.at(-1)?.engineMib ?? 0)} MiB`);

  const all = records + (await live.stop());
  await appending.close();
  await bench.untilAccounted(all);
  const [stored, rollup] = await Promise.all([
    system.sql("SELECT count() FROM events"),
    system.sql("SELECT sum(requests) FROM usage_15m"),
  ]);
  figure(
    "rows, and requests in the rollup",
    `${whole(Number(stored))}, ${whole(Number(rollup))}`,
    target(Number(stored) === all && Number(rollup) === all, `= ${whole(all)} acknowledged`),
  );
} catch (error) {
  console.error(system.output);
  throw error;
} finally {
  await bench.dispose();
}
