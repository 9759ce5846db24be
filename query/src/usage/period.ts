import { ProblemError } from "@ecomind/platform";
import { asLongFrom, dayOf, earlierPeriod, isZone, type Shift, shiftDays, startOfDay } from "@ecomind/zoned-time";
import type { Parameter } from "../http/operation.js";
import { problem } from "../http/problems.js";
import type { RequestContext } from "../http/request-context.js";

const quarterMs = 900_000;
const dayMs = 86_400_000;
/** Nobody used anything before, and the store's times end not much later. */
const earliestMs = Date.UTC(2000, 0, 1);
export const latestMs = Date.UTC(2100, 0, 1);

/** A half-open range of time. Milliseconds since 1970, whole quarter hours. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: string;
  /** The range goes to now: its last part has not ended. */
  readonly partial: boolean;
  /** Where the range that was asked for ends, which may be later than now; absent where none was named. */
  readonly endMs?: number;
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
  {
    name: "tz",
    in: "query",
    description: "IANA time zone. Default: that of /v1/reporting, which is UTC until somebody settles another.",
    schema: { type: "string", maxLength: 64 },
  },
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

/**
 * The instant that a parameter names, cut to the quarter hour. @param isEnd a day's end, not its begin
 * @throws ProblemError naming the parameter
 */
function momentOf(
  { parameters }: Pick<RequestContext, "parameters">,
  name: string,
  zone: string,
  isEnd: boolean,
): number | undefined {
  const value = parameters[name] as string | undefined;
  if (value === undefined) return undefined;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value);
  // The runtime takes 30 February for 2 March.
  const [year = 0, month = 0, day = 0] = value.slice(0, 10).split("-").map(Number);
  const isCalendar = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
  const ms = (isDay || isTime) && isCalendar ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) throw invalid(name, `Expected ${moment}.`);
  if (ms < earliestMs || ms > latestMs) throw invalid(name, "Expected a time in the years from 2000 to 2099.");
  if (!isDay) return Math.floor(ms / quarterMs) * quarterMs;
  return startOfDay(isEnd ? new Date(ms + dayMs).toISOString().slice(0, 10) : value, zone);
}

function requireRange(from: string, fromMs: number, toMs: number): void {
  if (fromMs >= toMs) throw invalid(from, "Expected a time before the end, and not in the future.");
  if (toMs - fromMs > 800 * dayMs) throw invalid(from, "A range has at most 800 days.");
}

/** End of the quarter hour that is going on. */
const endOfNow = ({ nowMs }: Pick<RequestContext, "nowMs">): number => Math.ceil(nowMs / quarterMs) * quarterMs;

/** @throws ProblemError naming the parameter */
export function periodOf(context: Pick<RequestContext, "parameters" | "nowMs">): Period {
  const { nowMs } = context;
  const zone = zoneOf(context);
  const endMs = momentOf(context, "to", zone, true);
  const toMs = Math.min(endMs ?? Number.POSITIVE_INFINITY, endOfNow(context));
  const fromMs =
    momentOf(context, "from", zone, false) ?? shiftDays(startOfDay(dayOf(toMs - 1, zone), zone), -29, zone);
  requireRange("from", fromMs, toMs);
  return { fromMs, toMs, zone, partial: endMs === undefined || endMs > nowMs, ...(endMs && { endMs }) };
}

const comparisons = ["previous", "year", "custom"] as const;

export const comparisonParameters: readonly Parameter[] = [
  {
    name: "compare",
    in: "query",
    description:
      "Also an earlier range: the one before, the one a year before, or your own. Of a range that has not ended, its same part: as many days, or months from the first of a month, back to the same time of day, up to the last quarter hour that has ended. `comparable` has what to compare it with. Absent while no quarter hour of the range has ended.",
    schema: { enum: [...comparisons] },
  },
  {
    name: "compare_from",
    in: "query",
    description: `With compare=custom: ${moment}.`,
    schema: { type: "string", maxLength: 40 },
  },
  {
    name: "compare_to",
    in: "query",
    description: `With compare=custom, exclusive: ${moment}; a day ends with it.`,
    schema: { type: "string", maxLength: 40 },
  },
  {
    name: "match_weekday",
    in: "query",
    description: "The earlier range begins on the same day of the week: whole weeks before, of a year 52.",
    schema: { type: "boolean" },
  },
];

/** The earlier range of a comparison. */
export interface ComparedPeriod extends Period {
  /** How far the range's clocks and calendar were turned back. */
  readonly shift: Shift;
  /** Up to where the range is compared: the quarter hour that is going on is not. */
  readonly settledMs: number;
}

/**
 * The earlier range to compare with; undefined where none is asked for, and where no quarter hour of the range has ended.
 * @throws ProblemError naming the parameter
 */
export function comparedPeriodOf(
  context: Pick<RequestContext, "parameters" | "nowMs">,
  asked: Period,
): ComparedPeriod | undefined {
  const { parameters } = context;
  const { zone } = asked;
  const compare = parameters.compare as (typeof comparisons)[number] | undefined;
  for (const name of ["compare_from", "compare_to"])
    if ((parameters[name] !== undefined) !== (compare === "custom"))
      throw invalid(name, "Goes with compare=custom, and that with it.");
  const matchWeekday = parameters.match_weekday as boolean | undefined;
  if (matchWeekday !== undefined && compare !== "previous" && compare !== "year")
    throw invalid("match_weekday", "Goes with compare=previous and compare=year.");
  if (compare === undefined) return undefined;
  const settledMs = asked.partial ? Math.floor(context.nowMs / quarterMs) * quarterMs : asked.toMs;
  const period = { ...asked, settledMs };
  const rest = { zone, partial: false, settledMs };
  if (compare === "custom") {
    const from = momentOf(context, "compare_from", zone, false) as number;
    const to = Math.min(momentOf(context, "compare_to", zone, true) as number, endOfNow(context));
    requireRange("compare_from", from, to);
    if (settledMs <= period.fromMs) return undefined;
    const { toMs, shift } = asLongFrom(period, from);
    return { ...rest, fromMs: from, toMs: period.partial ? Math.min(to, toMs) : to, shift };
  }
  return settledMs <= period.fromMs ? undefined : { ...rest, ...earlierPeriod(period, { by: compare, matchWeekday }) };
}
