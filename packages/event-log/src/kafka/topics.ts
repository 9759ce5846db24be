import { deadLettersTopic, eventsTopic } from "@ecomind/contract";
import type { Admin } from "kafkajs";

/** A topic as the log needs it. */
export interface TopicPlan {
  readonly topic: string;
  readonly partitions: number;
  readonly replication: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface TopicPlanOptions {
  readonly epoch: number;
  readonly prefix: string;
  /** Of the events topic. @default 64 */
  readonly partitions?: number;
  /** @default 3 */
  readonly replication?: number;
  /** Of events, milliseconds. @default 7 days */
  readonly retentionMs?: number;
}

/** Full names of the log's topics. */
export function topicNames(epoch: number, prefix: string): { readonly events: string; readonly deadLetters: string } {
  return { events: `${prefix}${eventsTopic(epoch)}`, deadLetters: `${prefix}${deadLettersTopic}` };
}

const dayMs = 86_400_000;
/** Largest batch of dead letters, bytes: a record of a mebibyte, the most that brokers take by default, and why it is there. */
export const deadLetterBatchBytes = 2 * 1024 ** 2;

/** The topics of a log: events, and dead letters, which are few, of one partition, and stay for 90 days. */
export function planTopics(options: TopicPlanOptions): readonly TopicPlan[] {
  const { partitions = 64, replication = 3, retentionMs = 7 * dayMs } = options;
  const names = topicNames(options.epoch, options.prefix);
  const config = {
    "cleanup.policy": "delete",
    "min.insync.replicas": String(Math.max(1, replication - 1)),
    "unclean.leader.election.enable": "false",
    "message.timestamp.type": "CreateTime",
  };
  return [
    { topic: names.events, partitions, replication, config: { ...config, "retention.ms": String(retentionMs) } },
    {
      topic: names.deadLetters,
      partitions: 1,
      replication,
      config: {
        ...config,
        "retention.ms": String(90 * dayMs),
        "max.message.bytes": String(deadLetterBatchBytes),
      },
    },
  ];
}

/** Makes what is missing of the plan and leaves the rest as it is. @returns names of the topics made */
export async function createTopics(admin: Admin, plan: readonly TopicPlan[]): Promise<readonly string[]> {
  const existing = new Set(await admin.listTopics());
  const missing = plan.filter(({ topic }) => !existing.has(topic));
  if (missing.length > 0)
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map(({ topic, partitions, replication, config }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: replication,
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
      })),
    });
  return missing.map(({ topic }) => topic);
}

/** A topic as the brokers have it. */
export interface TopicState {
  readonly topic: string;
  readonly partitions: number;
  /** The least of its partitions. */
  readonly replication: number;
  /** Partitions with fewer replicas in sync than they have. */
  readonly underReplicated: number;
  readonly config: Readonly<Record<string, string>>;
}

/** `ConfigResourceTypes.TOPIC`, which Node does not find among the names that kafkajs exports. */
const topicResource = 2;

const settings = [
  "cleanup.policy",
  "min.insync.replicas",
  "unclean.leader.election.enable",
  "retention.ms",
  "retention.bytes",
  "max.message.bytes",
];

/** @returns undefined where there is no such topic */
export async function describeTopic(admin: Admin, topic: string): Promise<TopicState | undefined> {
  if (!(await admin.listTopics()).includes(topic)) return undefined;
  const [metadata, { resources }] = await Promise.all([
    admin.fetchTopicMetadata({ topics: [topic] }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: topicResource, name: topic, configNames: settings }],
    }),
  ]);
  const partitions = metadata.topics[0]?.partitions ?? [];
  const entries = resources[0]?.configEntries ?? [];
  return {
    topic,
    partitions: partitions.length,
    replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
    underReplicated: partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length,
    config: Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue])),
  };
}
