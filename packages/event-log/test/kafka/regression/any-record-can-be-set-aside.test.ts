import { headers as names } from "@ecomind/contract";
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { expect, test } from "vitest";
import { describeWithBrokers } from "../../../../../tests/broker/index.js";
import { topicNames } from "../../../src/kafka/topics.js";
import { optionsOn, withLog } from "./log-on.js";

await describeWithBrokers("any record can be set aside", { brokers: 1 }, (brokers) => {
  test("the largest record that somebody may put beside the edge's fits the dead letters, with why it is there", async () => {
    const options = optionsOn(brokers, { partitions: 1 });
    await withLog(options, async (log) => {
      const kafka = new Kafka({ brokers: [...brokers.bootstrap], logLevel: logLevel.NOTHING });
      const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
      await producer.connect();
      const topic = topicNames(1, options.prefix ?? "").events;
      await producer.send({ topic, messages: [{ key: "k", value: Buffer.alloc(1_048_400, "x") }] });
      await producer.disconnect();
      const record = await (await log.inspector("events")).recordAt(0, 0);
      expect(record?.value).toHaveLength(1_048_400);
      const writer = await log.writer("dead-letters");
      const headers = { [names.origin]: `${topic}/0/0`, [names.reason]: "unreadable", [names.key]: "k".repeat(500) };
      await writer.append([{ key: "k", value: record?.value ?? "", headers }]);
      const kept = await (await log.inspector("dead-letters")).recordAt(0, 0);
      expect(Buffer.compare(kept?.value ?? Buffer.alloc(0), record?.value ?? Buffer.alloc(1))).toBe(0);
      expect(await log.check()).not.toContainEqual(
        expect.objectContaining({ message: expect.stringContaining("max.message.bytes") }),
      );
    });
  }, 60_000);
});
