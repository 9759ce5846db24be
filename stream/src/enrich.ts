import { type CanonicalEvent, type DeadLetterReason, headers, type TokensBasis, upcast } from "@ecomind/contract";
import type { LogRecord } from "@ecomind/event-log";
import { embeddingPrefix, type FactorSet, resolveUse, tokensFromBytes, tokensOutRamp } from "@ecomind/footprint";
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

/** How a count that the store keeps came about. */
export type CountBasis = TokensBasis | "from_bytes" | "unknown";

/** A count of one side, and how it came about. */
interface Counted {
  readonly tokens: number;
  readonly basis: CountBasis;
}

/** Tokens that a client counted or estimated stand; where it saw only sizes they are computed here, and can be again. */
const counted = (tokens: number | undefined, basis: TokensBasis, fromBytes: number | undefined): Counted =>
  tokens !== undefined
    ? { tokens, basis }
    : fromBytes === undefined
      ? { tokens: 0, basis: "unknown" }
      : { tokens: fromBytes, basis: "from_bytes" };

/** What is not known is not estimated either. */
const isReported = ({ basis }: Counted): boolean => basis === "reported" || basis === "unknown";

function countsOf(event: CanonicalEvent, model: string): { readonly input: Counted; readonly output: Counted } {
  const { tokens_basis, tokens_in_basis = tokens_basis, tokens_out_basis = tokens_basis, bytes_in, bytes_out } = event;
  const { tokensIn, tokensOut } = tokensFromBytes(bytes_in ?? 0, bytes_out ?? 0);
  return {
    input: counted(event.tokens_in, tokens_in_basis, bytes_in === undefined ? undefined : tokensIn),
    // An embedding has no tokens of output, and few clients say so.
    output: model.startsWith(embeddingPrefix)
      ? { tokens: event.tokens_out ?? 0, basis: tokens_out_basis }
      : counted(event.tokens_out, tokens_out_basis, bytes_out === undefined ? undefined : tokensOut),
  };
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
  const { provider, model, region } = resolveUse(factors, {
    provider: event.provider,
    model: event.model,
    region: event.region,
    timeMs: read.tsMs,
  });
  const { input, output } = countsOf(event, model);
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
    tokensBasis: isReported(input) && isReported(output) ? "reported" : "estimated",
    tokensIn: input.tokens,
    tokensCached: Math.min(event.tokens_cached ?? 0, input.tokens),
    tokensOut: output.tokens,
    tokensOutRamp: tokensOutRamp(output.tokens),
    bytesIn: event.bytes_in ?? 0,
    bytesOut: event.bytes_out ?? 0,
    estimator: event.estimator ?? "",
    labels: event.labels,
  };
}
