import { ProblemError } from "@ecomind/platform";
import type { Parameter, RequestContext } from "./operation.js";
import { problem } from "./problems.js";
import { dateOf, isZone, shiftDays, startOfDate } from "./zoned-time.js";

const quarterMs = 900_000;
/** Nobody used anything before; the store's times begin not much earlier. */
const earliestMs = Date.UTC(2000, 0, 1);

/** A half-open range of time. Milliseconds since 1970, whole quarter hours. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: string;
  /** The range goes to now: its last part has not ended. */
  readonly partial: boolean;
}

const moment = "a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour";

export const periodParameters: readonly Parameter[] = [
  {
    name: "from",
    in: "query",
    description: `Begin: ${moment}. Default: 29 days before today.`,
    schema: { type: "string", maxLength: 40 },
  },
  {
    name: "to",
    in: "query",
    description: `End, exclusive: ${moment}; a day ends with it. Default: now.`,
    schema: { type: "string", maxLength: 40 },
  },
  { name: "tz", in: "query", description: "IANA time zone. Default: UTC.", schema: { type: "string", maxLength: 64 } },
];

export function invalid(parameter: string, detail: string): ProblemError {
  return new ProblemError(problem("invalid_parameter", { parameter, detail }));
}

/** @throws ProblemError naming the parameter */
export function zoneOf({ parameters }: Pick<RequestContext, "parameters">): string {
  const zone = (parameters.tz as string | undefined) ?? "UTC";
  if (!isZone(zone)) throw invalid("tz", "Expected an IANA time zone such as Europe/Berlin.");
  return zone;
}

/** @throws ProblemError naming the parameter */
export function periodOf(context: Pick<RequestContext, "parameters" | "nowMs">): Period {
  const { parameters, nowMs } = context;
  const zone = zoneOf(context);
  const read = (name: "from" | "to"): number | undefined => {
    const value = parameters[name] as string | undefined;
    if (value === undefined) return undefined;
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
    const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value);
    // The runtime takes 30 February for 2 March.
    const [year = 0, month = 0, day = 0] = value.slice(0, 10).split("-").map(Number);
    const isCalendar = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
    const ms = (isDay || isTime) && isCalendar ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(ms)) throw invalid(name, `Expected ${moment}.`);
    if (!isDay) return Math.floor(ms / quarterMs) * quarterMs;
    const start = startOfDate(value, zone);
    return name === "to" ? shiftDays(start, 1, zone) : start;
  };
  const end = Math.ceil(nowMs / quarterMs) * quarterMs;
  const toMs = Math.min(read("to") ?? end, end);
  const fromMs = read("from") ?? startOfDate(dateOf(shiftDays(toMs - 1, -29, zone), zone), zone);
  if (fromMs >= toMs) throw invalid("from", "Expected a time before `to`, and not in the future.");
  if (fromMs < earliestMs) throw invalid("from", "Expected a time after the year 1999.");
  if (toMs - fromMs > 800 * 86_400_000) throw invalid("from", "A range has at most 800 days.");
  return { fromMs, toMs, zone, partial: toMs > nowMs };
}
