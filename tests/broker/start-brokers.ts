import { answering } from "./answering.js";
import { startApacheKafka } from "./apache-kafka.js";
import type { Brokers, BrokersRequest } from "./brokers.js";
import { kafkaJars } from "./kafka-jars.js";
import { hasDocker, startRedpanda } from "./redpanda.js";

/** No broker can be had on this machine; the message says what was looked for. */
export class NoBrokerError extends Error {
  override readonly name = "NoBrokerError";
}

export interface StartBrokersOptions extends BrokersRequest {
  /** The test kills brokers: only those started here as processes will do. */
  readonly faults?: boolean;
}

/** Whether any one broker will do, whoever it belongs to. */
export const isPlain = ({ brokers, security, faults, proxied }: StartBrokersOptions): boolean =>
  brokers === 1 && security === undefined && faults !== true && proxied !== true;

/**
 * Real brokers for tests, the first that can be had: those that `KAFKA_BROKERS` names (`host:port`, separated by
 * commas), Redpanda in Docker, Apache Kafka from Maven Central. The first two serve tests that need one plain broker.
 * @throws NoBrokerError
 */
export async function startBrokers(options: StartBrokersOptions): Promise<Brokers> {
  const simple = isPlain(options);
  const named = process.env.KAFKA_BROKERS?.split(",").filter((address) => address !== "") ?? [];
  if (simple && named.length > 0) {
    await answering(named, 1, 15_000);
    const description = `brokers of KAFKA_BROKERS: ${named.join(", ")}`;
    return {
      description,
      bootstrap: named,
      pids: [],
      secured: undefined,
      proxies: [],
      faults: undefined,
      stop: async () => {},
    };
  }
  if (simple && hasDocker()) return await startRedpanda();
  const jars = kafkaJars();
  if ("missing" in jars) {
    const looked = simple ? "KAFKA_BROKERS is not set; no Docker daemon answers; " : "";
    throw new NoBrokerError(`${looked}${jars.missing}`);
  }
  return await startApacheKafka(jars.dir, options);
}
