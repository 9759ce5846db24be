/** Names on the log. The epoch is part of the topic's name: a new epoch is a new topic. */
export const eventsTopic = (epoch: number): string => `ecomind.events.${epoch}`;
export const deadLettersTopic = "ecomind.dead-letters";
/**
 * Without the epoch, on purpose: two epochs must never be counted at once, and kafkajs gives a group whose members want
 * different topics the partitions of one of them only. Progress cannot be mistaken: a group's offsets are kept by topic.
 */
export const streamGroup = "ecomind-stream";

/** Record headers (UTF-8 text). */
export const headers = {
  orgId: "org_id",
  traceparent: "traceparent",
  tracestate: "tracestate",
  /** On dead letters and their replays: `topic/partition/offset` of the record that was refused. */
  origin: "origin",
  /** On dead letters: the key that the record had, what is wrong with it, and where that was found. */
  key: "key",
  reason: "reason",
  stage: "stage",
} as const;
