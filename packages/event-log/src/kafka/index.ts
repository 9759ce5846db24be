import { LogUnavailableError } from "../errors.js";
import type { EventLog } from "../port.js";
import { KafkaCluster } from "./cluster.js";
import { KafkaInspector } from "./inspector.js";
import { openKafkaTopics } from "./open-topics.js";
import type { KafkaLogOptions } from "./options.js";
import { KafkaReader } from "./reader.js";
import { deadLetterBatchBytes, topicNames } from "./topics.js";
import { KafkaWriter } from "./writer.js";

export { type KafkaTopics, openKafkaTopics } from "./open-topics.js";
export type { KafkaLogOptions, KafkaLogSink, KafkaSasl } from "./options.js";
export type { TopicPlan, TopicPlanOptions, TopicState } from "./topics.js";

type Topic = "events" | "dead-letters";

/** Opens the log on Redpanda or Apache Kafka. @throws LogUnavailableError when no broker answers */
export async function openKafkaLog(options: KafkaLogOptions): Promise<EventLog> {
  const { epoch = 1, prefix = "", produceTimeoutMs = 4_500 } = options;
  const names = topicNames(epoch, prefix);
  const topics = await openKafkaTopics(options);
  const open = new Set<{ close(): Promise<void> }>();
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    open.add(part);
    return part;
  };
  /** Connected to one topic, which must exist. */
  const cluster = async (topic: Topic, requestTimeoutMs: number): Promise<KafkaCluster> => {
    const connected = new KafkaCluster(
      options,
      topic === "events" ? names.events : names.deadLetters,
      requestTimeoutMs,
    );
    try {
      await connected.connect();
      if (connected.partitions.length === 0) throw new LogUnavailableError(`there is no topic ${connected.topic}`);
      return connected;
    } catch (error) {
      await connected.close();
      throw error;
    }
  };
  if (options.development === true)
    try {
      await topics.create({ partitions: options.partitions ?? 4 });
    } catch (error) {
      await topics.close();
      throw error;
    }
  return {
    epoch,
    writer: async (topic) => {
      const connected = await cluster(topic, produceTimeoutMs);
      return keep(
        new KafkaWriter(connected, {
          partitions: connected.partitions.length,
          produceTimeoutMs,
          maxInFlightBytes: options.maxInFlightBytes ?? 64 * 1024 ** 2,
          maxBatchBytes: topic === "events" ? 1_000_000 : deadLetterBatchBytes - 1_000,
          compression: options.compression ?? "none",
        }),
      );
    },
    reader: async (topic, group) => {
      const looking = await cluster(topic, 5_000);
      const fetching = await cluster(topic, 6_000).catch(async (error) => {
        await looking.close();
        throw error;
      });
      return keep(await KafkaReader.open(options, looking, fetching, `${prefix}${group}`));
    },
    inspector: async (topic) => keep(new KafkaInspector(await cluster(topic, 5_000), prefix)),
    check: () => topics.check(),
    close: async () => {
      await Promise.all([...open].map((part) => part.close()));
      await topics.close();
    },
  };
}
