import { type CanonicalEvent, SCHEMA_VERSION } from "./event.js";
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

/** How an event of an older version becomes one of the next; the key is the older version. */
const upcasters: Readonly<Record<number, (event: Record<string, unknown>) => Record<string, unknown>>> = {};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lengths are counted in code points, as the schema does: an emoji is one, and two of JavaScript's own units. */
const isText = (value: unknown, least: number, most: number): boolean =>
  typeof value === "string" &&
  value.length >= least &&
  (value.length <= most || (value.length <= 2 * most && [...value].length <= most));
const isCount = (value: unknown, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
const isAbsentOr = (value: unknown, check: (value: unknown) => boolean): boolean => value === undefined || check(value);

function isLabels(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  for (const label in value)
    if (!isText((value as Record<string, unknown>)[label], 1, limits.labelValueLength)) return false;
  return true;
}

function isCanonical(event: Record<string, unknown>): boolean {
  return (
    uuid.test(event.id as string) &&
    isText(event.org_id, 1, 64) &&
    isText(event.user_id, 0, limits.userIdLength) &&
    isText(event.provider, 1, limits.providerLength) &&
    isText(event.model, 1, limits.modelLength) &&
    isText(event.source, 1, limits.sourceLength) &&
    isCount(event.tokens_in, limits.tokensMax) &&
    isCount(event.tokens_cached, limits.tokensMax) &&
    (event.tokens_cached as number) <= (event.tokens_in as number) &&
    isCount(event.tokens_out, limits.tokensMax) &&
    (event.tokens_basis === "reported" || event.tokens_basis === "estimated") &&
    isAbsentOr(event.team, (value) => isText(value, 0, limits.teamLength)) &&
    isAbsentOr(event.region, (value) => isText(value, 0, limits.regionLength)) &&
    isAbsentOr(event.estimator, (value) => isText(value, 0, limits.estimatorLength)) &&
    isAbsentOr(event.bytes_in, (value) => isCount(value, limits.bytesMax)) &&
    isAbsentOr(event.bytes_out, (value) => isCount(value, limits.bytesMax)) &&
    isAbsentOr(event.labels, isLabels)
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
