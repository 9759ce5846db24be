import { type CanonicalEvent, canonicalTimestamp, type DeadLetterReason, headers, upcast } from "@ecomind/contract";
import type { LogRecord } from "@ecomind/event-log";
import {
  canonicalModel,
  canonicalProvider,
  canonicalRegion,
  type FactorSet,
  tokensFromBytes,
  tokensOutRamp,
} from "@ecomind/footprint";

/** A row of `events` on its way: one line of TabSeparated text in the order of {@link stageColumns}. */
export interface Row {
  readonly partition: number;
  readonly offset: number;
  readonly orgId: string;
  /** With `orgId` and `id` the identity; as the table takes it. */
  readonly ts: string;
  readonly id: string;
  readonly line: string;
}

/** A record that is set aside. */
export interface Refusal {
  readonly record: LogRecord;
  readonly orgId: string;
  readonly reason: DeadLetterReason;
  readonly stage: "upcast" | "publish";
  readonly detail: string;
}

export const stageColumns = [
  "org_id",
  "ts",
  "id",
  "received_at",
  "user_id",
  "team",
  "provider",
  "model",
  "region",
  "model_reported",
  "region_reported",
  "source",
  "tokens_basis",
  "tokens_in",
  "tokens_cached",
  "tokens_out",
  "tokens_out_ramp",
  "bytes_in",
  "bytes_out",
  "estimator",
  "labels",
  "epoch",
  "partition",
  "offset",
] as const;

const special = /[\\\t\n\r\0\b\f]/;
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\0": "\\0",
  "\b": "\\b",
  "\f": "\\f",
};

/** Text as TabSeparated takes it. */
function text(value: string): string {
  return special.test(value)
    ? value.replaceAll(/[\\\t\n\r\0\b\f]/g, (character) => escapes[character] as string)
    : value;
}

/** A map as TabSeparated takes it: within quotes, a quote is escaped as well. */
function map(labels: Readonly<Record<string, string>> | undefined): string {
  if (labels === undefined) return "{}";
  const quote = (value: string) => `'${text(value).replaceAll("'", "\\'")}'`;
  const entries = Object.entries(labels).map(([key, value]) => `${quote(key)}:${quote(value)}`);
  return `{${entries.join(",")}}`;
}

/** A time as the table takes it: `2026-01-31 23:59:59.123`. */
const tableTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;

/** The same to the second. */
const tableSecond = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The organisation that a record's header names; "" without one. */
export function orgOfHeader({ headers: named }: LogRecord): string {
  const bytes = named[headers.orgId];
  return bytes === undefined ? "" : Buffer.from(bytes).toString("utf8").slice(0, 64);
}

function tokensOf(event: CanonicalEvent): { tokensIn: number; tokensOut: number } {
  const { tokens_basis, tokens_in, tokens_out, bytes_in = 0, bytes_out = 0 } = event;
  // Tokens that a client did estimate itself stand; where it saw only sizes they are computed here, and can be again.
  if (tokens_basis !== "estimated" || tokens_in > 0 || tokens_out > 0)
    return { tokensIn: tokens_in, tokensOut: tokens_out };
  return tokensFromBytes(bytes_in, bytes_out);
}

/** A record as a row, or why not. Pure. */
export function enrich(record: LogRecord, epoch: number, factors: FactorSet): Row | Refusal {
  let value: string;
  try {
    value = decoder.decode(record.value);
  } catch {
    return { record, orgId: orgOfHeader(record), reason: "unreadable", stage: "upcast", detail: "" };
  }
  const read = upcast(value);
  if (read.event === undefined)
    return { record, orgId: orgOfHeader(record), reason: read.reason, stage: "upcast", detail: "" };
  const { event } = read;
  const { tokensIn, tokensOut } = tokensOf(event);
  const provider = canonicalProvider(event.provider);
  const { model } = canonicalModel(factors, provider, event.model);
  const region = canonicalRegion(factors, event.region);
  const ts = tableTime(canonicalTimestamp(event.ts, read.tsMs));
  const received = tableSecond(canonicalTimestamp(event.received_at, read.receivedMs));
  const orgId = event.org_id;
  const line =
    `${text(orgId)}\t${ts}\t${event.id}\t${received}\t${text(event.user_id)}\t${text(event.team ?? "")}\t` +
    `${text(provider)}\t${text(model)}\t${text(region)}\t${text(event.model)}\t${text(event.region ?? "")}\t${text(event.source)}\t` +
    `${event.tokens_basis}\t${tokensIn}\t${Math.min(event.tokens_cached, tokensIn)}\t${tokensOut}\t${tokensOutRamp(tokensOut)}\t` +
    `${event.bytes_in ?? 0}\t${event.bytes_out ?? 0}\t${text(event.estimator ?? "")}\t${map(event.labels)}\t` +
    `${epoch}\t${record.partition}\t${record.offset}`;
  // Looking at a character makes one string of the fifty parts; a batch that keeps the parts is ten times as large.
  line.charCodeAt(0);
  return { partition: record.partition, offset: record.offset, orgId, ts, id: event.id, line };
}
