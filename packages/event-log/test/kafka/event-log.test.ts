import { randomInt } from "node:crypto";
import { describeWithBrokers } from "../../../../tests/broker/index.js";
import { openKafkaLog } from "../../src/kafka/index.js";
import { eventLogSuite } from "../event-log.suite.js";

await describeWithBrokers("the Kafka log", { brokers: 1 }, ({ bootstrap }) => {
  eventLogSuite("keeps the port", async () => {
    // Topics and groups of its own for each test.
    const prefix = `test-${randomInt(1e9)}.`;
    const open = () =>
      openKafkaLog({ brokers: bootstrap, epoch: 7, prefix, partitions: 4, development: true, sessionTimeoutMs: 3_000 });
    const log = await open();
    return { log, again: open, dispose: () => log.close() };
  });
});
