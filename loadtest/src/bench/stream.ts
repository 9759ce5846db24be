import { BenchSystem, benchOptions } from "../bench-system.js";
import { figure, mib, ratio, target, whole } from "../figures.js";
import { fillLog, plainEvents } from "../fill-log.js";
import { machine } from "../machine.js";
import { cpuUs, type Resident, resident } from "../process-usage.js";

/**
 * `npm run bench:stream`: a backlog in the embedded log drains into rows with the rollups, counted exactly once.
 * Floor: the same rows, read back as JSON and inserted plainly in batches of 20,000 into a table of the same structure
 * with the projections, in the same engine and run.
 */
const { records } = benchOptions({ records: 2_000_000 });
console.log(machine(`npm run bench:stream -- --records=${records}`));
const bench = await BenchSystem.start("embedded");
const { system } = bench;
try {
  await bench.atRest(() => fillLog(bench, plainEvents(records, Date.now())));
  const [stream, engine] = [bench.pids("stream"), bench.pids("clickhouse")];
  const [streamBefore, engineBefore, beganMs] = [cpuUs(stream), cpuUs(engine), performance.now()];
  const left = records - (await bench.accounted());
  let most: Resident = { anonymous: 0, mapped: 0 };
  const watch = setInterval(() => {
    const now = resident(stream);
    if (now.anonymous > most.anonymous) most = now;
  }, 250);
  await bench.untilAccounted(records);
  clearInterval(watch);
  const seconds = (performance.now() - beganMs) / 1_000;
  const streamUs = (cpuUs(stream) - streamBefore) / left;
  const engineUs = (cpuUs(engine) - engineBefore) / left;
  figure("drained", `${whole(left / seconds)} records/s`, `${whole(left)} in ${seconds.toFixed(1)} s`);
  figure("  CPU of the stream", `${streamUs.toFixed(1)} us a record`);
  figure("  CPU of the engine", `${engineUs.toFixed(1)} us a record`, "merges that ran meanwhile included");
  figure(
    "  together",
    `${(streamUs + engineUs).toFixed(1)} us a record`,
    target(streamUs + engineUs <= 20, "<= 20 us"),
  );
  figure("  most resident memory of the stream", mib(most), target(most.anonymous <= 400, "<= 400 MiB"));
  const [stored, rollup] = await Promise.all([
    system.sql("SELECT count() FROM events"),
    system.sql("SELECT sum(requests) FROM usage_15m"),
  ]);
  figure(
    "rows, and requests in the rollup",
    `${whole(Number(stored))}, ${whole(Number(rollup))}`,
    target(Number(stored) === records && Number(rollup) === records, `= ${whole(records)}`),
  );

  await system.sql("CREATE TABLE bench_floor AS events");
  const floorRows = Math.min(records, 500_000);
  const batch = 20_000;
  const bodies: string[] = [];
  for (let from = 0; from < floorRows; from += batch)
    bodies.push(
      await system.sql(
        `SELECT * FROM events ORDER BY epoch, partition, offset LIMIT ${from}, ${batch} FORMAT JSONEachRow`,
      ),
    );
  const floorBefore = cpuUs(engine);
  for (const body of bodies) await system.sql(`INSERT INTO bench_floor FORMAT JSONEachRow\n${body}`);
  const floorUs = (cpuUs(engine) - floorBefore) / floorRows;
  figure("plain insert of the same rows (floor)", `${floorUs.toFixed(1)} us a record`, "CPU of the engine");
  figure("exactly once, stream and engine", ratio(streamUs + engineUs, floorUs));
} finally {
  await bench.dispose();
}
