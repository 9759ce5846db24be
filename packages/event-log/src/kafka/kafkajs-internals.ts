import { createRequire } from "node:module";

/**
 * The parts of kafkajs 2.2.4 below its public interface that this adapter stands on: connections, TLS, SASL and
 * metadata are kafkajs's, and so is the membership of groups; produce and fetch requests are composed here, because its
 * producer and consumer spend several times as long on a record. The version is pinned exactly.
 */
const require = createRequire(import.meta.url);

/** A request as a connection of kafkajs takes it. */
export interface WireRequest<T> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    /** Its bytes, in the shape of kafkajs's encoder. */
    readonly encode: () => Promise<{ readonly buf: Buffer; readonly buffer: Buffer; size(): number }>;
  };
  readonly response: {
    readonly decode: (payload: Buffer) => Promise<T & { readonly clientSideThrottleTime?: number }>;
    readonly parse: (decoded: T) => Promise<T>;
  };
}

interface TopicPartitions<P> {
  readonly topic: string;
  readonly partitions: readonly P[];
}

export interface WireBroker {
  readonly nodeId: number;
  readonly connectionPool: {
    readonly host: string;
    readonly port: number;
    send<T>(request: WireRequest<T>): Promise<T>;
  };
  disconnect(): Promise<void>;
  offsetFetch(request: {
    groupId: string;
    topics: readonly TopicPartitions<{ partition: number }>[];
  }): Promise<{ responses: readonly TopicPartitions<{ partition: number; offset: string }>[] }>;
}

export interface WirePartition {
  readonly partitionId: number;
  /** -1 while there is none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

export interface WireCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  removeBroker(address: { host: string; port: number }): void;
  findTopicPartitionMetadata(topic: string): readonly WirePartition[];
  findBroker(node: { nodeId: number }): Promise<WireBroker>;
  findGroupCoordinator(group: { groupId: string }): Promise<WireBroker>;
  fetchTopicsOffset(
    topics: readonly (TopicPartitions<{ partition: number }> & { fromBeginning: boolean })[],
  ): Promise<readonly TopicPartitions<{ partition: number; offset: string }>[]>;
}

export const Cluster = require("kafkajs/src/cluster/index.js") as new (
  options: Readonly<Record<string, unknown>>,
) => WireCluster;

export const createLogger = require("kafkajs/src/loggers/index.js").createLogger as (options: {
  level: number;
  logCreator: unknown;
}) => unknown;
