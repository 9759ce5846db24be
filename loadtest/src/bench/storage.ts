import { idKey } from "@ecomind/contract";
import { syntheticCompany } from "ecomind/synthetic-company";
import { BenchSystem, benchOptions } from "../bench-system.js";
import { figure, ratio, target, whole } from "../figures.js";
import { fillLog } from "../fill-log.js";
import { machine } from "../machine.js";

/**
 * `npm run bench:storage`: bytes on disk of one event, rollups included, after the engine has merged, for invented
 * companies as `ecomind demo` makes them (random ids, log-normal tokens, labels). Floor: 16 bytes, the random id alone.
 */
const { companies } = benchOptions({ companies: 10 });
const idBytes = 16;
console.log(machine(`npm run bench:storage -- --companies=${companies}`));
const bench = await BenchSystem.start("embedded");
const { system } = bench;
try {
  const nowMs = Date.now();
  const ids = idKey("of a benchmark");
  function* events() {
    for (let company = 0; company < companies; company += 1)
      yield* syntheticCompany({ seed: `company-${company}`, idKey: ids, days: 30, nowMs });
  }
  const count = await bench.atRest(() => fillLog(bench, events()));
  await bench.untilAccounted(count);
  await system.sql("OPTIMIZE TABLE events FINAL");
  const parts = "FROM system.parts WHERE database = 'ecomind' AND table = 'events' AND active";
  const total = Number(await system.sql(`SELECT sum(bytes_on_disk) ${parts}`));
  const projections = Number(
    await system.sql(`SELECT sum(bytes_on_disk) ${parts.replace("system.parts", "system.projection_parts")}`),
  );
  const perEvent = total / count;
  figure("events", whole(count), `of ${companies} invented companies, 30 days each`);
  figure(
    "on disk",
    `${perEvent.toFixed(1)} bytes an event`,
    `${ratio(perEvent, idBytes)} (the id alone); ${target(perEvent <= 36, "<= 36 bytes")}`,
  );
  figure("  rows", `${((total - projections) / count).toFixed(1)} bytes an event`);
  figure("  the rollups", `${(projections / count).toFixed(1)} bytes an event`);
  const columns = await system.sql(
    `SELECT column, sum(column_data_compressed_bytes) AS bytes FROM system.parts_columns
     WHERE database = 'ecomind' AND table = 'events' AND active GROUP BY column ORDER BY bytes DESC LIMIT 6`,
  );
  for (const line of columns.split("\n")) {
    const [column = "", bytes] = line.split("\t");
    figure(`    ${column}`, `${(Number(bytes) / count).toFixed(2)} bytes an event`);
  }
} finally {
  await bench.dispose();
}
