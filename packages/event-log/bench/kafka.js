import { randomUUID } from "node:crypto";
import { cpus } from "node:os";
import { openKafkaLog } from "@ecomind/event-log/kafka";
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { startBrokers } from "../../../tests/broker/dist/index.js";

/**
 * `npm run bench:kafka`: what this adapter costs beside bare kafkajs, on one real broker, in the same run. One batch is
 * in flight at a time, as at the edge. CPU is this process's, user and system, in microseconds per record.
 */
const secondsEach = Number(process.env.BENCH_SECONDS ?? 4);
const batchSizes = [100, 250, 500];
const partitions = 8;

const value = (index) =>
  Buffer.from(
    JSON.stringify({
      id: randomUUID(),
      ts: new Date(1_790_000_000_000 + index).toISOString(),
      org_id: "acme",
      user_id: `u-${index % 500}`,
      ...{ team: "search", provider: "openai", model: "gpt-4o-mini", region: "eu-west-1", source: "sdk" },
      ...{ tokens_in: 1000 + index, tokens_cached: 0, tokens_out: 100 + (index % 900), tokens_basis: "reported" },
      schema_version: 1,
    }),
  );
const records = Array.from({ length: 20_000 }, (_, index) => ({
  key: `acme/${randomUUID()}`,
  value: value(index),
  headers: { org_id: "acme" },
}));

function* batches(size) {
  for (let from = 0; ; from = (from + size) % (records.length - size)) yield records.slice(from, from + size);
}

/** Runs `step`, which answers with a number of records, for some seconds. */
async function measure(step, seconds = secondsEach) {
  for (let warm = 0; warm < 20; warm += 1) await step();
  const cpu = process.cpuUsage();
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < seconds * 1_000) count += await step();
  return result(count, performance.now() - began, process.cpuUsage(cpu));
}

const result = (count, ms, { user, system }) => ({ perSecond: (count / ms) * 1_000, cpuUs: (user + system) / count });

const lines = [];
function line(what, { perSecond, cpuUs }, floor) {
  const ratio = floor === undefined ? "floor" : `${(cpuUs / floor.cpuUs).toFixed(2)} of floor`;
  const text = `${what.padEnd(46)} ${Math.round(perSecond).toLocaleString("en").padStart(9)}/s ${cpuUs.toFixed(2).padStart(7)} us  ${ratio}`;
  lines.push(text);
  console.log(text);
}

const brokers = await startBrokers({ brokers: 1, heap: "1g", forLoad: true });
const started = { brokers: [...brokers.bootstrap] };
console.log(`${cpus().length} x ${cpus()[0]?.model ?? "?"}, Node ${process.version}, ${brokers.description}`);
console.log(`records of ${records[0].value.length} bytes, ${partitions} partitions, acks=all, one batch in flight\n`);
const log = await openKafkaLog({ ...started, epoch: 1, development: true, partitions });
const packed = await openKafkaLog({ ...started, epoch: 1, development: true, partitions, compression: "gzip" });
const writer = await log.writer("events");
const packing = await packed.writer("events");
const kafka = new Kafka({ ...started, logLevel: logLevel.NOTHING });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
await producer.connect();
const topic = "ecomind.events.1";

for (const size of batchSizes) {
  const source = batches(size);
  const bare = async () => {
    await producer.send({ topic, acks: -1, messages: source.next().value });
    return size;
  };
  const append = (to) => async () => {
    await to.append(source.next().value);
    return size;
  };
  const floor = await measure(bare);
  line(`produce ${size}: kafkajs send`, floor);
  line(`produce ${size}: this adapter`, await measure(append(writer)), floor);
  line(`produce ${size}: this adapter, gzip`, await measure(append(packing)), floor);
}
await producer.disconnect();
await packed.close();

// Consuming: the same records, first by kafkajs alone.
const inspector = await log.inspector("events");
let total = 0;
for (const { end } of (await inspector.bounds()).values()) total += end;
const goal = Math.min(total, 600_000);
const bareConsumer = async () => {
  const consumer = kafka.consumer({ groupId: `bare-${randomUUID()}`, maxWaitTimeInMs: 100, minBytes: 65_536 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let count = 0;
  let cpu;
  let began;
  await new Promise((resolve) => {
    consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        cpu ??= process.cpuUsage();
        began ??= performance.now();
        count += batch.messages.length;
        if (count >= goal) resolve();
      },
    });
  });
  const measured = result(count, performance.now() - began, process.cpuUsage(cpu));
  await consumer.disconnect();
  return measured;
};
const ourReader = async () => {
  const reader = await log.reader("events", `ours-${randomUUID()}`);
  let count = 0;
  let cpu;
  let began;
  while (count < goal) {
    const polled = await reader.poll();
    if (polled.kind === "assigned") {
      await reader.seek(polled.assignment, new Map(polled.partitions.map((partition) => [partition, 0])));
      cpu = process.cpuUsage();
      began = performance.now();
    } else if (polled.kind === "records") count += polled.records.length;
  }
  const measured = result(count, performance.now() - began, process.cpuUsage(cpu));
  await reader.close();
  return measured;
};
await bareConsumer();
const floor = await bareConsumer();
line(`consume ${goal}: kafkajs eachBatch, doing nothing`, floor);
line(`consume ${goal}: this adapter`, await ourReader(), floor);
await log.close();
await brokers.stop();
