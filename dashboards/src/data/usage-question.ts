import type { ApiClient } from "./api-client.js";
import { addressOf, type QueryValue } from "./api-client.js";
import type { UsageAnswer } from "./api-types.js";
import { filterQuery } from "./filters.js";
import { compareQuery, compareText, type Interval, intervalFor, type Period, resolveRange } from "./period.js";
import type { ViewState } from "./view-state.js";

const iso = (ms: number): string => new Date(ms).toISOString();

export interface UsageParameters {
  readonly period: Period;
  readonly view: Pick<ViewState, "filters" | "factorSet">;
  readonly interval?: Interval | "total";
  readonly group?: readonly string[];
  readonly top?: number;
  /** Sums to be told; absent: all. */
  readonly sums?: readonly string[];
}

/** Parameters of `GET /v1/usage`. */
export function usageQuery({ period, view, interval, group, top, sums }: UsageParameters): Record<string, QueryValue> {
  return {
    from: iso(period.fromMs),
    to: iso(period.endMs),
    tz: period.zone,
    ...(interval === undefined ? {} : { interval }),
    ...(group === undefined || group.length === 0 ? {} : { group_by: group }),
    ...(top === undefined ? {} : { top }),
    ...(sums === undefined ? {} : { metrics: sums }),
    ...(view.factorSet === undefined ? {} : { factor_set: view.factorSet }),
    ...filterQuery(view.filters),
  };
}

export const usageAddress = (parameters: UsageParameters): string => addressOf("/v1/usage", usageQuery(parameters));

/** Tells questions apart. Live refresh asks the same question again: a period that has not ended keeps its end. */
export const questionKey = usageAddress;

/** The same of a question that is compared. */
export const comparedKey = (view: ViewState, nowMs: number, parameters: Omit<UsageParameters, "period" | "view">) => {
  const { period } = periodsOf(view, nowMs);
  return [questionKey({ ...parameters, period, view }), compareText(view.compare)].join("|");
};

/** A view's period now, and its interval. */
export function periodsOf(view: ViewState, nowMs: number) {
  const period = resolveRange(view.range, view.zone, nowMs);
  return { period, interval: intervalFor(period, view.interval) };
}

/** An answer with the question's own periods. */
export interface Compared {
  readonly period: Period;
  readonly interval: Interval;
  readonly now: UsageAnswer;
  readonly before?: { readonly period: Period; readonly answer: NonNullable<UsageAnswer["compared"]> };
}

const firstEvents = new WeakMap<ApiClient, Promise<number | undefined>>();

/** When the organisation's first event happened; asked once until there is one. */
export function recordedFrom(api: ApiClient): Promise<number | undefined> {
  const known = firstEvents.get(api);
  if (known !== undefined) return known;
  const answer = api
    .get<{ from: string | null }>("/v1/recorded")
    .then(({ from }) => (from === null ? undefined : Date.parse(from)));
  firstEvents.set(api, answer);
  answer.then(
    (ms) => ms === undefined && firstEvents.delete(api),
    () => firstEvents.delete(api),
  );
  return answer;
}

/** The period that an answer says it is about. */
function answeredPeriod({ from, to }: { readonly from: string; readonly to: string }, zone: string): Period {
  const toMs = Date.parse(to);
  return { fromMs: Date.parse(from), toMs, endMs: toMs, zone, partial: false };
}

/** Asks for a view's period and the earlier one, at once: the store answers both in little more time than one. */
export async function askCompared(
  api: ApiClient,
  view: ViewState,
  options: {
    readonly nowMs: number;
    readonly timed: boolean;
    readonly group?: readonly string[];
    readonly top?: number;
    readonly sums?: readonly string[];
  },
  signal?: AbortSignal,
): Promise<Compared> {
  const { period, interval } = periodsOf(view, options.nowMs);
  const now = await api.get<UsageAnswer>(
    "/v1/usage",
    {
      ...usageQuery({
        period,
        view,
        interval: options.timed ? interval : "total",
        ...(options.group === undefined ? {} : { group: options.group }),
        ...(options.top === undefined ? {} : { top: options.top }),
        ...(options.sums === undefined ? {} : { sums: options.sums }),
      }),
      ...compareQuery(period, view.compare, view.range),
    },
    signal,
  );
  return {
    period,
    interval,
    now,
    ...(now.compared && { before: { period: answeredPeriod(now.compared, period.zone), answer: now.compared } }),
  };
}
