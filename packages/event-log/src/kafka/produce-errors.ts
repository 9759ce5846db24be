import { LogIntegrityError, LogUnavailableError } from "../errors.js";

/** Names of Kafka's error codes that a produce may bring (https://kafka.apache.org/protocol#protocol_error_codes). */
const names: Readonly<Record<number, string>> = {
  2: "CORRUPT_MESSAGE",
  3: "UNKNOWN_TOPIC_OR_PARTITION",
  5: "LEADER_NOT_AVAILABLE",
  6: "NOT_LEADER_OR_FOLLOWER",
  7: "REQUEST_TIMED_OUT",
  10: "MESSAGE_TOO_LARGE",
  13: "NETWORK_EXCEPTION",
  18: "RECORD_LIST_TOO_LARGE",
  19: "NOT_ENOUGH_REPLICAS",
  20: "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  29: "TOPIC_AUTHORIZATION_FAILED",
  32: "INVALID_TIMESTAMP",
  56: "KAFKA_STORAGE_ERROR",
  87: "INVALID_RECORD",
};

/** Codes that trying again cannot mend. */
const final = new Set([2, 10, 18, 29, 32, 87]);

/** What a broker's refusal of one partition's batch means to who appended it. */
export function produceError(topic: string, partition: number, code: number): { error: Error; final: boolean } {
  const message = `${topic}/${partition}: ${names[code] ?? `Kafka's error ${code}`}`;
  if (code === 2) return { error: new LogIntegrityError(message), final: true };
  if (code === 10 || code === 18)
    return { error: new RangeError(`${message}: more than the broker takes`), final: true };
  return { error: new LogUnavailableError(message), final: final.has(code) };
}
