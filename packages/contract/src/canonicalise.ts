import { derivedId, type IdKey, plainId } from "./derived-id.js";
import { type CanonicalEvent, SCHEMA_VERSION, type UsageEvent } from "./event.js";
import generated from "./generated/validate-event.js";
import { limits } from "./limits.js";
import { type Reject, reject } from "./reject-reasons.js";
import { canonicalTimestamp, parseTimestamp, uuidV7Time } from "./timestamp.js";

export interface CanonicaliseContext {
  /** From the credential. */
  readonly orgId: string;
  /** The edge's clock, milliseconds since 1970. */
  readonly nowMs: number;
  /** Oldest `ts` accepted, in milliseconds. */
  readonly maxAgeMs: number;
  /** Whose the credential is: the person of events that name none. Absent: nobody's. */
  readonly subject?: string;
  /** Whether events of other persons are refused. @default false */
  readonly onlySubject?: boolean;
  /** What the id of an event without one derives under: the same at every edge of an installation. */
  readonly idKey: IdKey;
  /**
   * Events up to this `ts` may be stored under an id that was derived without a secret; milliseconds since 1970.
   * @default 0: none are
   */
  readonly formerIdsUntilMs?: number;
}

export type CanonicaliseResult =
  | {
      readonly event: CanonicalEvent;
      readonly dropped: readonly string[];
      /** The id that an edge without a secret derived for the same event, where one may have. */
      readonly formerId?: string | undefined;
      readonly reject?: undefined;
    }
  | { readonly reject: Reject; readonly event?: undefined };

interface SchemaFault {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Compiled ahead of time; the first fault is in `errors` after a call that returned false. */
const validate = generated as { (value: unknown): boolean; readonly errors?: readonly SchemaFault[] | null };

const nothingDropped: readonly string[] = [];

function schemaFault(): Reject {
  const fault = validate.errors?.[0];
  const pointer = fault?.instancePath ?? "";
  if (fault?.keyword === "additionalProperties") return reject("unknown_field", pointer);
  if (fault?.keyword === "required") {
    const missing = String(fault.params.missingProperty);
    return missing === "ts" || missing === "id" ? reject("missing_ts", "/ts") : reject("missing_field", `/${missing}`);
  }
  if (fault?.keyword === "anyOf") return reject("missing_ts", "/ts");
  if (fault?.keyword === "type" && pointer === "") return reject("not_an_object", "");
  return reject("invalid_field", pointer);
}

/** Writing a time costs as much as reading an event, and all events of a millisecond share one. */
let clock = { ms: Number.NaN, text: "" };

function clockText(ms: number): string {
  if (ms !== clock.ms) clock = { ms, text: new Date(ms).toISOString() };
  return clock.text;
}

function timeOf(input: UsageEvent, { nowMs, maxAgeMs }: CanonicaliseContext): number | Reject {
  let ms: number;
  if (input.ts !== undefined) {
    ms = parseTimestamp(input.ts);
    if (Number.isNaN(ms)) return reject("invalid_ts", "/ts");
  } else {
    ms = input.id === undefined ? Number.NaN : uuidV7Time(input.id);
    if (Number.isNaN(ms)) return reject("missing_ts", "/ts");
  }
  if (ms < nowMs - maxAgeMs) return reject("ts_too_old", "/ts");
  if (ms > nowMs + limits.futureSkewMs)
    return reject("ts_in_future", "/ts", { server_time: new Date(nowMs).toISOString() });
  return ms;
}

/**
 * Checks an event against the contract and brings it into the form that the log holds. Never throws for content; the
 * first fault is told.
 */
export function canonicalise(sent: unknown, context: CanonicaliseContext): CanonicaliseResult {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) return { reject: reject("not_an_object", "") };
  const { subject, onlySubject = false } = context;
  const value = subject === undefined || Object.hasOwn(sent, "user_id") ? sent : { ...sent, user_id: subject };
  const version = (value as { schema_version?: unknown }).schema_version;
  if (typeof version === "number" && Number.isInteger(version) && version > SCHEMA_VERSION)
    return { reject: reject("schema_version_unsupported", "/schema_version", { known_versions: [SCHEMA_VERSION] }) };
  if (!validate(value)) return { reject: schemaFault() };
  const input = value as UsageEvent & { node_type?: string; metadata?: object };
  if (input.org_id !== undefined && input.org_id !== context.orgId)
    return { reject: reject("org_mismatch", "/org_id") };
  if (onlySubject && input.user_id !== subject) return { reject: reject("user_mismatch", "/user_id") };
  const time = timeOf(input, context);
  if (typeof time !== "number") return { reject: time };
  const {
    tokens_in = 0,
    tokens_cached = 0,
    tokens_out = 0,
    tokens_basis = "reported",
    bytes_in,
    bytes_out,
    estimator,
  } = input;
  if (tokens_cached > tokens_in) return { reject: reject("cached_exceeds_in", "/tokens_cached") };
  if (tokens_basis === "estimated" && (estimator === undefined || (bytes_in === undefined && bytes_out === undefined)))
    return { reject: reject("estimate_incomplete", "/tokens_basis") };
  const ts = input.ts === undefined ? new Date(time).toISOString() : canonicalTimestamp(input.ts, time);
  const event = {
    id: input.id?.toLowerCase() ?? "",
    ts,
    received_at: "",
    org_id: context.orgId,
    user_id: input.user_id,
    ...(input.team === undefined ? undefined : { team: input.team }),
    provider: input.provider.toLowerCase(),
    model: input.model,
    tokens_in,
    tokens_cached,
    tokens_out,
    tokens_basis,
    ...(bytes_in === undefined ? undefined : { bytes_in }),
    ...(bytes_out === undefined ? undefined : { bytes_out }),
    ...(estimator === undefined ? undefined : { estimator }),
    ...(input.region === undefined ? undefined : { region: input.region }),
    source: input.source ?? "api",
    ...(input.labels === undefined ? undefined : { labels: input.labels }),
    schema_version: SCHEMA_VERSION,
  };
  let formerId: string | undefined;
  if (event.id === "") {
    const text = JSON.stringify(event);
    event.id = derivedId(text, context.idKey);
    if (time < (context.formerIdsUntilMs ?? 0)) formerId = plainId(text);
  }
  event.received_at = clockText(context.nowMs);
  const dropped =
    input.node_type === undefined && input.metadata === undefined
      ? nothingDropped
      : (["node_type", "metadata"] as const).filter((name) => input[name] !== undefined);
  return { event, dropped, formerId };
}

/** The log's key: duplicates meet in one partition, and a large organisation spreads over all. */
export function recordKey(event: Pick<CanonicalEvent, "org_id" | "id">): string {
  return `${event.org_id}/${event.id}`;
}
