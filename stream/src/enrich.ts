import { type CanonicalEvent, type DeadLetterReason, headers, type TokensBasis, upcast } from "@ecomind/contract";
import type { LogRecord } from "@ecomind/event-log";
import {
  canonicalModel,
  canonicalPlace,
  canonicalProvider,
  type FactorSet,
  tokensFromBytes,
  tokensOutRamp,
} from "@ecomind/footprint";
import type { FormerIdRule } from "./FormerIds.js";

/** What the store keeps of a record, by the columns of `events`. Text that is not there is empty, numbers are 0. */
export interface Enriched {
  readonly orgId: string;
  /** With `orgId` and `id` the identity. Milliseconds since 1970. */
  readonly tsMs: number;
  readonly id: string;
  /** Under which the same event may be stored already. */
  readonly formerId: string | undefined;
  readonly receivedMs: number;
  readonly userId: string;
  readonly team: string;
  readonly provider: string;
  readonly model: string;
  readonly region: string;
  readonly modelReported: string;
  readonly regionReported: string;
  readonly source: string;
  readonly tokensBasis: TokensBasis;
  readonly tokensIn: number;
  readonly tokensCached: number;
  readonly tokensOut: number;
  readonly tokensOutRamp: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly estimator: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
}

/** A record that is set aside. */
export interface Refusal {
  readonly record: LogRecord;
  readonly orgId: string;
  readonly reason: DeadLetterReason;
  readonly stage: "upcast" | "publish";
  readonly detail: string;
}

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

/** A record as the store keeps it, or why not. Pure. */
export function enrich(record: LogRecord, factors: FactorSet, formerIds?: FormerIdRule): Enriched | Refusal {
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
  const identity = formerIds?.(event, read.tsMs);
  const { tokensIn, tokensOut } = tokensOf(event);
  const provider = canonicalProvider(event.provider);
  const { model } = canonicalModel(factors, provider, event.model, read.tsMs);
  const region = canonicalPlace(factors, { provider, model: event.model, region: event.region });
  return {
    orgId: event.org_id,
    tsMs: read.tsMs,
    id: identity?.id ?? event.id,
    formerId: identity?.formerId,
    receivedMs: read.receivedMs,
    userId: event.user_id,
    team: event.team ?? "",
    provider,
    model,
    region,
    modelReported: event.model,
    regionReported: event.region ?? "",
    source: event.source,
    tokensBasis: event.tokens_basis,
    tokensIn,
    tokensCached: Math.min(event.tokens_cached, tokensIn),
    tokensOut,
    tokensOutRamp: tokensOutRamp(tokensOut),
    bytesIn: event.bytes_in ?? 0,
    bytesOut: event.bytes_out ?? 0,
    estimator: event.estimator ?? "",
    labels: event.labels,
  };
}
