import { randomUUID } from "node:crypto";
import { type CanonicalEvent, headers, recordKey, SCHEMA_VERSION, serialise } from "@ecomind/contract";
import type { AppendRecord, LogRecord } from "@ecomind/event-log";

/** An event as the edge writes it. */
export function canonicalEvent(extra: Partial<CanonicalEvent> = {}): CanonicalEvent {
  return {
    id: randomUUID(),
    ts: "2026-03-04T10:20:30.123Z",
    received_at: "2026-03-04T10:20:31.000Z",
    org_id: "acme",
    user_id: "u1",
    provider: "openai",
    model: "gpt-4o",
    tokens_in: 100,
    tokens_cached: 0,
    tokens_out: 50,
    tokens_basis: "reported",
    source: "api",
    schema_version: SCHEMA_VERSION,
    ...extra,
  };
}

/** An event on its way into the log, under the edge's own key and headers. */
export function appended(event: CanonicalEvent): AppendRecord {
  return {
    key: recordKey(event),
    value: Buffer.from(serialise(event)),
    headers: { [headers.orgId]: event.org_id },
  };
}

/** An event as it is read from a partition. */
export function read(event: CanonicalEvent, partition: number, offset: number): LogRecord {
  const { key } = appended(event);
  return {
    partition,
    offset,
    timestampMs: Date.parse("2026-03-04T10:20:32.000Z"),
    key: Buffer.from(key),
    value: Buffer.from(serialise(event)),
    headers: { [headers.orgId]: Buffer.from(event.org_id) },
  };
}
