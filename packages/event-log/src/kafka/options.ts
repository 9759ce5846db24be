import type { ConnectionOptions } from "node:tls";

/** How a client proves who it is. */
export interface KafkaSasl {
  readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
  readonly username: string;
  readonly password: string;
}

/** What the log tells of its connections; a pino logger fits. */
export interface KafkaLogSink {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface KafkaLogOptions {
  /** `host:port` of some brokers; the others are found through them. */
  readonly brokers: readonly string[];
  /** Part of the events topic's name. @default 1 */
  readonly epoch?: number;
  /** What brokers' logs and quotas know this process by. @default "ecomind" */
  readonly clientId?: string;
  /** Put before the names of topics and groups, where a cluster is shared: `team-a.`. @default "" */
  readonly prefix?: string;
  /** TLS: `true` trusts the system's authorities; else Node's TLS options (`ca`, `cert`, `key`, `servername`). @default no TLS */
  readonly ssl?: boolean | ConnectionOptions;
  readonly sasl?: KafkaSasl;
  /** Partitions that the events topic must have. With `development` it is made with as many. @default not checked; 4 when made */
  readonly partitions?: number;
  /** One broker without replicas will do, and missing topics are made. @default false */
  readonly development?: boolean;
  /** After this many milliseconds an append that no broker acknowledged rejects. @default 4500 */
  readonly produceTimeoutMs?: number;
  /** Bytes of appends under way beyond which further ones are refused. @default 64 MiB */
  readonly maxInFlightBytes?: number;
  /** @default "none" */
  readonly compression?: "none" | "gzip";
  /** A reader that shows no life for this long loses its partitions, in milliseconds. @default 10_000 */
  readonly sessionTimeoutMs?: number;
  /** Milliseconds that a broker holds back an answer to a reader until `fetchMinBytes` are there. @default 100 */
  readonly fetchWaitMs?: number;
  /** @default 65_536 */
  readonly fetchMinBytes?: number;
  /** Bytes read ahead of `poll`; reading stops there until they are taken. @default 32 MiB */
  readonly maxQueuedBytes?: number;
  /** @default silent */
  readonly logger?: KafkaLogSink;
}
