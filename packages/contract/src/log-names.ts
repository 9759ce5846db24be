/** Names on the log. The epoch is part of the topic's name: a new epoch is a new topic. */
export const eventsTopic = (epoch: number): string => `ecomind.events.${epoch}`;
export const deadLettersTopic = "ecomind.dead-letters";
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
