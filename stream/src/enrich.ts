import { createHash } from "node:crypto";
import {
  type CanonicalEvent,
  type DeadLetterReason,
  type EnergyBoundary,
  headers,
  type ServiceTier,
  type TokensBasis,
  upcast,
} from "@ecomind/contract";
import type { LogRecord } from "@ecomind/event-log";
import {
  bytesSpread,
  embeddingPrefix,
  type FactorSet,
  resolveUse,
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
  /** Of the event: `unknown` where a side is, else `estimated` where a side is. */
  readonly tokensBasis: TokensBasis | "unknown";
  readonly tokensInBasis: CountBasis;
  readonly tokensOutBasis: CountBasis;
  /** Of an estimate: how many tokens fewer or more it may be. */
  readonly tokensInBelow: number;
  readonly tokensInAbove: number;
  readonly tokensOutBelow: number;
  readonly tokensOutAbove: number;
  /** Uses that the event sums. */
  readonly requests: number;
  /** Measured, in millionths of a Wh. */
  readonly energyUwh: number;
  readonly energyBoundary: "" | EnergyBoundary;
  readonly energyMethod: string;
  readonly serviceTier: "" | ServiceTier;
  readonly revision: number;
  /** 16 hex digits that stand for the response's id; "": none. */
  readonly responseKey: string;
  readonly reporterRank: number;
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
  /** How many fewer and more it may be. */
  readonly below: number;
  readonly above: number;
}

interface Side {
  readonly tokens: number | undefined;
  readonly basis: TokensBasis;
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** Tokens as their bytes have it. */
  readonly fromBytes: number | undefined;
}

/** Tokens that a client counted or estimated stand; where it saw only sizes they are computed here, and can be again. */
function counted({ tokens, basis, low, high, fromBytes }: Side): Counted {
  const central = tokens ?? fromBytes;
  if (central === undefined) return { tokens: 0, basis: "unknown", below: 0, above: 0 };
  const spread = tokens === undefined ? bytesSpread : 1;
  return {
    tokens: central,
    basis: tokens === undefined ? "from_bytes" : basis,
    below: central - Math.min(central, low ?? Math.round(central / spread)),
    above: Math.max(central, high ?? Math.round(central * spread)) - central,
  };
}

/** Of both sides the one of which less is known. */
function basisOf(...bases: readonly CountBasis[]): Enriched["tokensBasis"] {
  if (bases.includes("unknown")) return "unknown";
  return bases.every((basis) => basis === "reported") ? "reported" : "estimated";
}

/** What stands for a response's id in the store: the id itself would take four times the room. */
const responseKeyOf = (responseId: string | undefined): string =>
  responseId === undefined ? "" : createHash("sha256").update(responseId).digest("hex").slice(0, 16);

function countsOf(event: CanonicalEvent, model: string): { readonly input: Counted; readonly output: Counted } {
  const { tokens_basis, tokens_in_basis = tokens_basis, tokens_out_basis = tokens_basis, bytes_in, bytes_out } = event;
  const { tokensIn, tokensOut } = tokensFromBytes(bytes_in ?? 0, bytes_out ?? 0);
  return {
    input: counted({
      tokens: event.tokens_in,
      basis: tokens_in_basis,
      low: event.tokens_in_low,
      high: event.tokens_in_high,
      fromBytes: bytes_in === undefined ? undefined : tokensIn,
    }),
    output: counted({
      // An embedding has no tokens of output, and few clients say so.
      tokens: event.tokens_out ?? (model.startsWith(embeddingPrefix) ? 0 : undefined),
      basis: tokens_out_basis,
      low: event.tokens_out_low,
      high: event.tokens_out_high,
      fromBytes: bytes_out === undefined ? undefined : tokensOut,
    }),
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
  const { requests = 1 } = event;
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
    tokensBasis: basisOf(input.basis, output.basis),
    tokensInBasis: input.basis,
    tokensOutBasis: output.basis,
    tokensInBelow: input.below,
    tokensInAbove: input.above,
    tokensOutBelow: output.below,
    tokensOutAbove: output.above,
    requests,
    energyUwh: Math.round((event.energy_wh ?? 0) * 1e6),
    energyBoundary: event.energy_wh === undefined ? "" : (event.energy_boundary ?? "it"),
    energyMethod: event.energy_method ?? "",
    serviceTier: event.service_tier ?? "",
    revision: event.revision ?? 0,
    responseKey: responseKeyOf(event.response_id),
    reporterRank: event.reporter_rank ?? 0,
    tokensIn: input.tokens,
    tokensCached: Math.min(event.tokens_cached ?? 0, input.tokens),
    tokensOut: output.tokens,
    // Of a sum of several uses by their mean: how long each was is not known.
    tokensOutRamp: requests * tokensOutRamp(output.tokens / requests),
    bytesIn: event.bytes_in ?? 0,
    bytesOut: event.bytes_out ?? 0,
    estimator: event.estimator ?? "",
    labels: event.labels,
  };
}
