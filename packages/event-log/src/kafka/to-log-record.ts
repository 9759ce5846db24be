import type { LogRecord } from "../port.js";
import type { FetchedMessage } from "./kafkajs-internals.js";

const nothing = Buffer.alloc(0);

/** A record of the log from what kafkajs decoded; of a header that came several times the last counts. */
export function toLogRecord(partition: number, message: FetchedMessage): LogRecord {
  const headers: Record<string, Uint8Array> = {};
  const from = message.headers ?? {};
  for (const name in from) {
    const found = from[name];
    const value = Array.isArray(found) ? found[found.length - 1] : found;
    headers[name] = typeof value === "string" ? Buffer.from(value) : (value ?? nothing);
  }
  return {
    partition,
    offset: Number(message.offset),
    timestampMs: Number(message.timestamp),
    key: message.key ?? nothing,
    value: message.value ?? nothing,
    headers,
  };
}
