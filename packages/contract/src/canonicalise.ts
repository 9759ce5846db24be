import {
  derivedId,
  type IdKey,
  identityText,
  idOfText,
  isUuid,
  personalId,
  personalResponseId,
  plainId,
} from "./derived-id.js";
import { type CanonicalEvent, SCHEMA_VERSION, type UsageEvent } from "./event.js";
import { step, usableEvent } from "./fields.js";
import generated from "./generated/validate-event.js";
import { limits } from "./limits.js";
import { type Reject, reject, type Warning } from "./reject-reasons.js";
import { canonicalTimestamp, parseTimestamp, uuidV7Time } from "./timestamp.js";
import { allowedOf, measuredEnergy, tokenCounts } from "./token-counts.js";
import { providerName, refusedName } from "./used-names.js";

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
   * Events up to this `ts` may be stored under an id that an older edge gave them; milliseconds since 1970.
   * @default 0: none are
   */
  readonly formerIdsUntilMs?: number;
  /**
   * The reporter's precedence among several reports of one response. Left out of events that neither name a response nor correct an event.
   * @default 0
   */
  readonly reporterRank?: number;
}

export type CanonicaliseResult =
  | {
      readonly event: CanonicalEvent;
      /** Optional fields that could not be used. */
      readonly warnings: readonly Warning[];
      /** Fields of the first clients that were left out. */
      readonly dropped: readonly string[];
      /** The id that an older edge gave the same event, where one may have. */
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
  if (fault?.keyword === "additionalProperties")
    return reject("unknown_field", pointer + step(String(fault.params.additionalProperty)));
  if (fault?.keyword === "required") {
    const missing = String(fault.params.missingProperty);
    return missing === "ts" || missing === "id" ? reject("missing_ts", "/ts") : reject("missing_field", `/${missing}`);
  }
  if (fault?.keyword === "anyOf") return reject("missing_ts", "/ts");
  if (pointer === "/ts") return reject("invalid_ts", "/ts", { allowed: "a time of RFC 3339" });
  const allowed = allowedOf(pointer.slice(1));
  return reject("invalid_field", pointer, allowed === undefined ? {} : { allowed });
}

/** Writing a time costs as much as reading an event, and all events of a millisecond share one. */
let clock = { ms: Number.NaN, text: "" };

function clockText(ms: number): string {
  if (ms !== clock.ms) clock = { ms, text: new Date(ms).toISOString() };
  return clock.text;
}

/** When the event was used, and whether its `ts` says so. */
function timeOf(
  input: UsageEvent,
  { nowMs, maxAgeMs }: CanonicaliseContext,
  warnings: Warning[],
): { readonly ms: number; readonly ts: string | undefined } | Reject {
  const ofId = input.id !== undefined && isUuid(input.id) ? uuidV7Time(input.id) : Number.NaN;
  let ms = ofId;
  let ts: string | undefined;
  if (input.ts === undefined) {
    if (Number.isNaN(ms)) return reject("missing_ts", "/ts");
  } else {
    const told = parseTimestamp(input.ts);
    if (!Number.isNaN(told)) [ms, ts] = [told, input.ts];
    else if (Number.isNaN(ofId)) return reject("invalid_ts", "/ts", { allowed: "a time of RFC 3339" });
    else warnings.push({ reason: "unusable_field", pointer: "/ts", allowed: "a time of RFC 3339" });
  }
  if (ms < nowMs - maxAgeMs) return reject("ts_too_old", "/ts");
  if (ms > nowMs + limits.futureSkewMs)
    return reject("ts_in_future", "/ts", { server_time: new Date(nowMs).toISOString() });
  return { ms, ts };
}

/**
 * Checks an event against the contract and brings it into the form that the log holds. Never throws for content. Optional
 * fields that cannot be used are left out; of what the event cannot do without the first fault is told.
 */
export function canonicalise(sent: unknown, context: CanonicaliseContext): CanonicaliseResult {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) return { reject: reject("not_an_object", "") };
  const { subject, onlySubject = false } = context;
  const named = (sent as { user_id?: unknown }).user_id;
  const isNamed = named !== undefined && named !== null;
  let value: object = subject === undefined || isNamed ? sent : { ...sent, user_id: subject };
  const version = (value as { schema_version?: unknown }).schema_version;
  if (typeof version === "number" && Number.isInteger(version) && version > SCHEMA_VERSION)
    return {
      reject: reject("schema_version_unsupported", "/schema_version", { known_versions: [1, SCHEMA_VERSION] }),
    };
  const warnings: Warning[] = [];
  let dropped = nothingDropped;
  if (!validate(value)) {
    value = usableEvent(value, warnings);
    if (!validate(value)) return { reject: schemaFault() };
  }
  if (Object.hasOwn(sent, "node_type") || Object.hasOwn(sent, "metadata"))
    dropped = ["node_type", "metadata"].filter((name) => Object.hasOwn(sent, name));
  const input = value as UsageEvent;
  if (input.org_id !== undefined && input.org_id !== context.orgId)
    return { reject: reject("org_mismatch", "/org_id") };
  if (onlySubject && isNamed && named !== subject && input.user_id !== subject)
    return { reject: reject("user_mismatch", "/user_id") };
  const time = timeOf(input, context, warnings);
  if ("reason" in time) return { reject: time };
  const provider = providerName(input.provider);
  if (provider === undefined) return { reject: refusedName("provider") };
  const { bytes_in, bytes_out, estimator, service_tier, response_id, revision = 0, requests = 1 } = input;
  const event = {
    id: input.id === undefined ? "" : idOfText(context.orgId, input.id, context.idKey),
    ts: time.ts === undefined ? new Date(time.ms).toISOString() : canonicalTimestamp(time.ts, time.ms),
    received_at: "",
    org_id: context.orgId,
    user_id: input.user_id,
    ...(input.team === undefined ? undefined : { team: input.team }),
    provider,
    model: input.model,
    ...tokenCounts(input, warnings),
    ...(bytes_in === undefined ? undefined : { bytes_in }),
    ...(bytes_out === undefined ? undefined : { bytes_out }),
    ...(estimator === undefined ? undefined : { estimator }),
    ...(input.region === undefined ? undefined : { region: input.region }),
    source: input.source ?? "api",
    ...(input.labels === undefined ? undefined : { labels: input.labels }),
    ...(input.energy_wh === undefined ? undefined : measuredEnergy(input, warnings)),
    ...(service_tier === undefined ? undefined : { service_tier }),
    ...(response_id === undefined ? undefined : { response_id }),
    ...(revision === 0 ? undefined : { revision }),
    ...(requests === 1 ? undefined : { requests }),
    ...((response_id === undefined && revision === 0) || !context.reporterRank
      ? undefined
      : { reporter_rank: context.reporterRank }),
    schema_version: SCHEMA_VERSION,
  };
  let formerId: string | undefined;
  if (event.id === "") {
    const text = identityText(event);
    event.id = derivedId(text, context.idKey);
    formerId = plainId(text);
  }
  event.received_at = clockText(context.nowMs);
  const mayBeFormer = time.ms < (context.formerIdsUntilMs ?? 0);
  // Whoever may report others has told of others under ids as they are. Own use has ids of its own, whatever else its reporter may.
  if (subject === undefined || !(onlySubject || input.user_id === subject))
    return { event, warnings, dropped, formerId: mayBeFormer ? formerId : undefined };
  const own = ofPerson(event, context.idKey, mayBeFormer);
  return { event: own, warnings, dropped, formerId: own.former_id };
}

/** An event that somebody reports of their own use, out of reach of what others report. */
function ofPerson(event: CanonicalEvent, key: IdKey, mayBeFormer: boolean): CanonicalEvent {
  const { id: given, org_id, user_id, response_id } = event;
  const id = personalId(org_id, user_id, given, key);
  return {
    ...event,
    id,
    ...(response_id === undefined ? undefined : { response_id: personalResponseId(org_id, user_id, response_id, key) }),
    ...(mayBeFormer && id !== given ? { former_id: given } : undefined),
  };
}

/** The log's key: duplicates meet in one partition, and a large organisation spreads over all. */
export function recordKey(event: Pick<CanonicalEvent, "org_id" | "id">): string {
  return `${event.org_id}/${event.id}`;
}

/**
 * What decides the partition in place of the key: reports of one response meet where one stream reads them, one after the other.
 * Undefined: the key does.
 */
export function recordRoute({
  org_id,
  response_id,
}: Pick<CanonicalEvent, "org_id" | "response_id">): string | undefined {
  return response_id === undefined ? undefined : recordKey({ org_id, id: response_id });
}
