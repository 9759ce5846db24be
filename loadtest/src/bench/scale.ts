import { randomInt } from "node:crypto";
import { loadavg } from "node:os";
import { createStoreClient, migrateUp } from "@ecomind/clickhouse";
import { startTestClickHouse } from "@ecomind/clickhouse/testing";
import { openKafkaLog } from "@ecomind/event-log/kafka";
import { startBrokers } from "@ecomind/tests/broker";
import { benchOptions } from "../bench-system.js";
import { figure, ratio, whole } from "../figures.js";
import { appendAll, plainEvents } from "../fill-log.js";
import { machine } from "../machine.js";
import { cpuUs } from "../process-usage.js";
import { StreamFleet } from "../stream-fleet.js";

/**
 * `npm run bench:scale`: 1 to N stream processes drain the same backlog from one broker into one engine. With all of them
 * on one machine throughput ends where its cores do; what carries over to more machines is the CPU per record, and by
 * how much it grows with N. Floor: one process in the same run.
 */
const { most, records, partitions } = benchOptions({ most: 3, records: 400_000, partitions: 12 });
console.log(machine(`npm run bench:scale -- --most=${most} --records=${records} --partitions=${partitions}`));

const brokers = await startBrokers({ brokers: 1, heap: "1g", forLoad: true });
const engine = await startTestClickHouse();
const store = createStoreClient({ url: engine.url, username: "ecomind", password: "", application: "bench" });
// Topics of its own: the brokers may be somebody's, by KAFKA_BROKERS.
const prefix = `bench-${randomInt(1e9)}.`;
const enginePids = [engine.process.pid ?? 0];

async function one<T>(query: string): Promise<T> {
  const result = await store.query({ query, format: "JSONEachRow" });
  const [row] = await result.json<T>();
  return row as T;
}

/** A backlog of its own for each number of processes: a topic of another epoch, with ids that the store has not seen. */
async function drain(processes: number) {
  const log = await openKafkaLog({
    brokers: brokers.bootstrap,
    prefix,
    epoch: processes,
    partitions,
    development: true,
  });
  await appendAll(await log.writer("events"), plainEvents(records, Date.now()), "acme");
  await log.close();
  const fleet = await StreamFleet.start(processes, {
    KAFKA_BROKERS: brokers.bootstrap.join(","),
    KAFKA_PREFIX: prefix,
    KAFKA_EPOCH: String(processes),
    KAFKA_DEVELOPMENT: "true",
    CLICKHOUSE_URL: engine.url,
    CLICKHOUSE_USER: "ecomind",
  });
  const accounted = async () => {
    const { sum } = await one<{ sum: string }>(
      `SELECT sum(records_read) AS sum FROM batches WHERE epoch = ${processes}`,
    );
    return Number(sum);
  };
  try {
    // Counted from where every process has its share, and the compiler has seen the code.
    while ((await accounted()) < records / 8) await new Promise((resolve) => setTimeout(resolve, 20));
    const from = await accounted();
    const parts = { stream: fleet.pids, engine: enginePids, broker: brokers.pids };
    const before = Object.values(parts).map(cpuUs);
    const beganMs = performance.now();
    while ((await accounted()) < records) await new Promise((resolve) => setTimeout(resolve, 20));
    const count = records - from;
    const [stream = 0, engineUs = 0, broker = 0] = Object.values(parts).map(
      (pids, index) => (cpuUs(pids) - (before[index] ?? 0)) / count,
    );
    const { owners } = await one<{ owners: string }>(
      `SELECT uniqExact(owner) AS owners FROM (SELECT argMax(owner, fence) AS owner FROM log_owners WHERE epoch = ${processes} GROUP BY partition)`,
    );
    return { perSecond: (count / (performance.now() - beganMs)) * 1_000, stream, engine: engineUs, broker, owners };
  } finally {
    await fleet.stop();
  }
}

try {
  await migrateUp(store, { exclusive: true });
  let floor: { perSecond: number; cpu: number } | undefined;
  for (let processes = 1; processes <= most; processes += 1) {
    const found = await drain(processes);
    const cpu = found.stream + found.engine;
    floor ??= { perSecond: found.perSecond, cpu };
    figure(
      `${processes} stream process${processes === 1 ? "" : "es"}, ${found.owners} with partitions`,
      `${whole(found.perSecond)} records/s`,
      `${ratio(found.perSecond, floor.perSecond)}; load of the machine ${loadavg()[0]?.toFixed(1)}`,
    );
    const ofBroker = brokers.pids.length === 0 ? "-" : found.broker.toFixed(1);
    figure(
      "  CPU of stream + engine, broker",
      `${found.stream.toFixed(1)} + ${found.engine.toFixed(1)}, ${ofBroker} us`,
      `a record; ${ratio(cpu, floor.cpu)}`,
    );
  }
  const { stored } = await one<{ stored: string }>("SELECT count() AS stored FROM events");
  const expected = records * most;
  figure("rows", whole(Number(stored)), Number(stored) === expected ? "every record once" : `NOT ${whole(expected)}`);
} finally {
  await store.close();
  await engine.stop();
  await brokers.stop();
}
