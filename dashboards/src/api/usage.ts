import type { ApiClient } from "@ecomind/api-client";
import { addDays, dayOf, type Shift, startOfDay } from "@ecomind/zoned-time";
import { compareQuery, compareText } from "../view/compare.js";
import { filterQuery } from "../view/filters.js";
import type { Interval } from "../view/interval.js";
import { periodsOf } from "../view/periods.js";
import { mostDays, type Period } from "../view/range.js";
import type { ViewState } from "../view/view-state.js";
import type { Measures, SumName, UsageAnswer, UsageQuery } from "./answers.js";

/** Names of the factor sets behind an answer, each once. */
export const setNames = ({ factor_sets }: Pick<UsageAnswer, "factor_sets">): string =>
  [...new Set(factor_sets.map(({ factor_set }) => factor_set))].join(" ");

/** Which groups come first, and which are looked for, of a list that the service sorts and searches. */
export type ListQuery = Pick<UsageQuery, "sort" | "order" | "search" | "cursor">;

/** What a usage question may name besides its period and filters. */
export interface UsageOptions {
  readonly interval?: Interval | "total";
  readonly group?: readonly string[];
  readonly top?: number;
  /** The sums that are wanted. @default all */
  readonly sums?: readonly SumName[];
  /** One page of all groups. */
  readonly list?: ListQuery;
}

export interface UsageQuestion extends UsageOptions {
  readonly period: Period;
  readonly view: Pick<ViewState, "filters" | "factorSet">;
}

const iso = (ms: number): string => new Date(ms).toISOString();

export function usageQuery({ period, view, interval, group, top, sums, list }: UsageQuestion): UsageQuery {
  return {
    from: iso(period.fromMs),
    to: iso(period.endMs),
    tz: period.zone,
    ...(interval === undefined ? {} : { interval }),
    ...(group === undefined || group.length === 0 ? {} : { group_by: [...group] }),
    ...(top === undefined ? {} : { top }),
    ...(sums === undefined ? {} : { metrics: [...sums] }),
    ...list,
    ...(view.factorSet === undefined ? {} : { factor_set: view.factorSet }),
    ...filterQuery(view.filters),
  };
}

/** The same for the same question, also when a live refresh asks it again: a period that has not ended keeps its end. */
export const questionKey = (question: UsageQuestion): string => JSON.stringify(usageQuery(question));

/** The same for a view that is compared with an earlier period. */
export const comparedKey = (view: ViewState, nowMs: number, options: UsageOptions): string =>
  `${questionKey({ ...options, period: periodsOf(view, nowMs).period, view })}|${compareText(view.compare)}`;

/** @throws ApiProblem; the abort's own error when `signal` ends the request */
export async function askUsage(api: ApiClient, query: UsageQuery, signal?: AbortSignal): Promise<UsageAnswer> {
  return (await api.get("/v1/usage", { query, ...(signal && { signal }) })) as UsageAnswer;
}

/** An answer with the periods that it is about. */
export interface Compared {
  readonly period: Period;
  readonly interval: Interval;
  readonly now: UsageAnswer;
  /** No use of the last years matches the filters: sums of zero say nothing. */
  readonly unmatched?: boolean;
  readonly before?: {
    readonly period: Period;
    readonly shift: Shift;
    readonly answer: NonNullable<UsageAnswer["compared"]>;
    /** What the earlier period's total is compared with: the period without the quarter hour that is going on. */
    readonly comparable: { readonly period: Period; readonly total: Measures };
  };
}

/** The period that an answer says it is about. */
function answeredPeriod({ from, to }: { readonly from: string; readonly to: string }, zone: string): Period {
  const toMs = Date.parse(to);
  return { fromMs: Date.parse(from), toMs, endMs: toMs, zone, partial: false };
}

/** Whether the filters of a view match no use in as long a time as the API answers, up to the end of a period. */
async function matchesNothing(
  api: ApiClient,
  { endMs, zone }: Period,
  view: UsageQuestion["view"],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const fromMs = startOfDay(addDays(dayOf(endMs - 1, zone), 1 - mostDays), zone);
  const period = { fromMs, toMs: endMs, endMs, zone, partial: false };
  const { total } = await askUsage(api, usageQuery({ period, view, interval: "total", sums: ["requests"] }), signal);
  return total.requests === 0;
}

const shiftOf = ({ months, minutes = 0 }: { readonly months?: number; readonly minutes?: number }): Shift =>
  months === undefined ? { wallMs: minutes * 60_000 } : { months };

/**
 * Asks for a view's period and the earlier one together: the store answers both in little more time than one.
 * @throws ApiProblem; the abort's own error when `signal` ends the request
 */
export async function askCompared(
  api: ApiClient,
  view: ViewState,
  { nowMs, timed, ...options }: Omit<UsageOptions, "interval"> & { readonly nowMs: number; readonly timed: boolean },
  signal?: AbortSignal,
): Promise<Compared> {
  const { period, interval } = periodsOf(view, nowMs);
  const query = {
    ...usageQuery({ ...options, period, view, interval: timed ? interval : "total" }),
    ...compareQuery(period, view.compare, view.range),
  };
  const now = await askUsage(api, query, signal);
  const { compared, comparable } = now;
  const isUnmatched =
    view.filters.length > 0 && now.total.requests === 0 && (await matchesNothing(api, period, view, signal));
  return {
    period,
    interval,
    now,
    ...(isUnmatched && { unmatched: true }),
    ...(compared &&
      comparable && {
        before: {
          period: answeredPeriod(compared, period.zone),
          shift: shiftOf(compared.shift),
          answer: compared,
          comparable: { period: { ...period, toMs: Date.parse(comparable.to) }, total: comparable.total },
        },
      }),
  };
}
