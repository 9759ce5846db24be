import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from "kafkajs";
import type { KafkaLogOptions } from "./options.js";
import { Sockets } from "./sockets.js";

export interface ClientParts {
  /** Milliseconds without an answer after which a request fails and its connection is cut. */
  readonly requestTimeoutMs: number;
}

/** What kafkajs is given, by the log's options. */
export function clientConfig(options: KafkaLogOptions, sockets: Sockets, parts: ClientParts) {
  const { logger } = options;
  return {
    brokers: [...options.brokers],
    clientId: options.clientId ?? "ecomind",
    ...(options.ssl === undefined ? {} : { ssl: options.ssl }),
    ...(options.sasl === undefined ? {} : { sasl: options.sasl as SASLOptions }),
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: parts.requestTimeoutMs,
    socketFactory: sockets.factory,
    // Every value is given: with NODE_ENV=test kafkajs would retry in other ways than in production.
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, factor: 0.2, multiplier: 2 },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, log }) => {
        if (sockets.closed) return;
        const { message, timestamp: _, logger: __, stack: ___, ...fields } = log;
        const severity = level === logLevel.ERROR ? "error" : "warn";
        logger?.[severity](fields, `kafka: ${message}`);
      },
  } satisfies KafkaConfig;
}

/** A client with its sockets. Each reader has its own: kafkajs shares committed offsets between the consumers of one. */
export function createClient(options: KafkaLogOptions, parts: ClientParts): { kafka: Kafka; sockets: Sockets } {
  const sockets = new Sockets();
  return { kafka: new Kafka(clientConfig(options, sockets, parts)), sockets };
}
