import { isOfLength } from "./characters.js";
import { type CanonicalEvent, SCHEMA_VERSION, serviceTiers } from "./event.js";
import { limits } from "./limits.js";
import { parseTimestamp } from "./timestamp.js";

/** Why the stream sets a record aside: stable codes, as in `dead_letters.reason`. */
export const deadLetterReasons = {
  unreadable: "The value is not JSON.",
  not_an_event: "The value is not an event of the contract.",
  schema_version_newer: "The event's schema_version is newer than this stream knows: deploy the stream, then replay.",
  store_refused: "The store refused the row's content.",
} as const;

export type DeadLetterReason = keyof typeof deadLetterReasons;

export type UpcastResult =
  | { readonly event: CanonicalEvent; readonly tsMs: number; readonly receivedMs: number; readonly reason?: undefined }
  | { readonly reason: DeadLetterReason; readonly event?: undefined };

/** A count that version 1 wrote as 0 where a client sent none. */
const wasAbsent = (tokens: unknown, bytes: unknown): boolean => tokens === 0 && typeof bytes === "number" && bytes > 0;

/**
 * Version 1 had no unknown counts: its edge wrote 0. No use has neither input nor output, and where there are bytes the count
 * was to be estimated from them.
 */
function fromVersion1(event: Record<string, unknown>): Record<string, unknown> {
  const { tokens_in, tokens_cached, tokens_out, ...rest } = event;
  const nothing = tokens_in === 0 && tokens_out === 0;
  const knowsIn = !nothing && !wasAbsent(tokens_in, event.bytes_in);
  const knowsOut = !nothing && !wasAbsent(tokens_out, event.bytes_out);
  return {
    ...rest,
    ...(knowsIn ? { tokens_in } : {}),
    ...(tokens_cached === 0 ? {} : { tokens_cached }),
    ...(knowsOut ? { tokens_out } : {}),
    schema_version: 2,
  };
}

/** How an event of an older version becomes one of the next; the key is the older version. */
const upcasters: Readonly<Record<number, (event: Record<string, unknown>) => Record<string, unknown>>> = {
  1: fromVersion1,
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const isText = (value: unknown, least: number, most: number): boolean =>
  typeof value === "string" && (value === "" ? least === 0 : isOfLength(value, most));
const isCount = (value: unknown, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
const isAbsentOr = (value: unknown, check: (value: unknown) => boolean): boolean => value === undefined || check(value);
const isBasis = (value: unknown): boolean => value === "reported" || value === "estimated";

function isLabels(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  for (const label in value)
    if (!isText((value as Record<string, unknown>)[label], 1, limits.labelValueLength)) return false;
  return true;
}

/** What few events have. */
function isSeldom(event: Record<string, unknown>, isTokens: (value: unknown) => boolean): boolean {
  return (
    isAbsentOr(event.tokens_in_basis, isBasis) &&
    isAbsentOr(event.tokens_out_basis, isBasis) &&
    isAbsentOr(event.tokens_in_low, isTokens) &&
    isAbsentOr(event.tokens_in_high, isTokens) &&
    isAbsentOr(event.tokens_out_low, isTokens) &&
    isAbsentOr(event.tokens_out_high, isTokens) &&
    isAbsentOr(
      event.energy_wh,
      (value) => typeof value === "number" && value >= 0 && value <= limits.energyWhMaxOfEvent,
    ) &&
    isAbsentOr(event.energy_boundary, (value) => value === "it" || value === "facility") &&
    isAbsentOr(event.energy_method, (value) => isText(value, 1, limits.methodLength)) &&
    isAbsentOr(event.service_tier, (value) => (serviceTiers as readonly unknown[]).includes(value)) &&
    isAbsentOr(event.response_id, (value) => isText(value, 1, limits.responseIdLength)) &&
    isAbsentOr(event.revision, (value) => isCount(value, limits.revisionMax)) &&
    isAbsentOr(event.reporter_rank, (value) => isCount(value, 255)) &&
    isAbsentOr(event.former_id, (value) => uuid.test(value as string))
  );
}

function isCanonical(event: Record<string, unknown>): boolean {
  const { tokens_in, tokens_cached, requests = 1 } = event;
  if (requests === 0 || !isCount(requests, limits.requestsMax)) return false;
  const isTokens = (value: unknown): boolean => isCount(value, limits.tokensMax * (requests as number));
  return (
    uuid.test(event.id as string) &&
    isText(event.org_id, 1, 64) &&
    isText(event.user_id, 0, limits.userIdLength) &&
    isText(event.provider, 1, limits.providerLength) &&
    isText(event.model, 1, limits.modelLength) &&
    isText(event.source, 1, limits.sourceLength) &&
    isAbsentOr(tokens_in, isTokens) &&
    isAbsentOr(tokens_cached, isTokens) &&
    (tokens_in === undefined || tokens_cached === undefined || (tokens_cached as number) <= (tokens_in as number)) &&
    isAbsentOr(event.tokens_out, isTokens) &&
    isBasis(event.tokens_basis) &&
    isAbsentOr(event.team, (value) => isText(value, 0, limits.teamLength)) &&
    isAbsentOr(event.region, (value) => isText(value, 0, limits.regionLength)) &&
    isAbsentOr(event.estimator, (value) => isText(value, 0, limits.estimatorLength)) &&
    isAbsentOr(event.bytes_in, (value) => isCount(value, limits.bytesMax)) &&
    isAbsentOr(event.bytes_out, (value) => isCount(value, limits.bytesMax)) &&
    isAbsentOr(event.labels, isLabels) &&
    isSeldom(event, isTokens)
  );
}

/** Within what the store's columns of time can tell apart: `received_at` is 32 bits of seconds. False for NaN. */
const isStorable = (ms: number): boolean => ms >= 0 && ms < 2 ** 32 * 1000;

/**
 * Reads a record's value as an event of the newest version. The edge has checked it before; this check is for what other
 * writers put there, and for what an older edge wrote. Never throws.
 * @param text the record's value, UTF-8 decoded
 */
export function upcast(text: string): UpcastResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { reason: "unreadable" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { reason: "not_an_event" };
  let event = value as Record<string, unknown>;
  let version = event.schema_version ?? 1;
  if (!isCount(version, 1_000)) return { reason: "not_an_event" };
  if ((version as number) > SCHEMA_VERSION) return { reason: "schema_version_newer" };
  for (; (version as number) < SCHEMA_VERSION; version = (version as number) + 1) {
    const step = upcasters[version as number];
    if (step === undefined) return { reason: "not_an_event" };
    event = step(event);
  }
  const tsMs = typeof event.ts === "string" ? parseTimestamp(event.ts) : Number.NaN;
  const receivedMs = typeof event.received_at === "string" ? parseTimestamp(event.received_at) : Number.NaN;
  if (!isStorable(tsMs) || !isStorable(receivedMs) || !isCanonical(event)) return { reason: "not_an_event" };
  return { event: event as unknown as CanonicalEvent, tsMs, receivedMs };
}
