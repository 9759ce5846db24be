import { isZone } from "@ecomind/zoned-time";
import { addressedRange } from "./api-range.js";
import { type Compare, compareText, parseCompare } from "./compare.js";
import { type Dimension, dimensionOf, type Filter, filterQuery, filtersFromSearch, longestValue } from "./filters.js";
import { type Interval, intervals } from "./interval.js";
import { type MetricName, metricNames } from "./metric-name.js";
import { type Range, rangeText } from "./range.js";

export const chartKinds = ["bar", "area", "line"] as const;
export type ChartKind = (typeof chartKinds)[number];

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** All that a view shows follows from this and the data; it lives in the address. */
export interface ViewState {
  readonly range: Range;
  readonly zone: string;
  /** Absent: what suits the range. */
  readonly interval?: Interval;
  readonly metric: MetricName;
  readonly compare: Compare;
  /** One or two. */
  readonly group: readonly Dimension[];
  readonly chart: ChartKind;
  /** Whether plausible ranges are drawn; they are always said. */
  readonly band: boolean;
  readonly filters: readonly Filter[];
  /** Factors to compute with. Absent: those that the organisation uses. */
  readonly factorSet?: string;
  readonly sort?: Sort;
  readonly search: string;
}

export const defaultView = (zone: string): ViewState => ({
  range: "14d",
  zone,
  metric: "energy",
  compare: "previous",
  group: ["model"],
  chart: "bar",
  band: false,
  filters: [],
  search: "",
});

/** A view with some parts changed; undefined takes a part away. */
export const changedView = (
  view: ViewState,
  changes: { readonly [K in keyof ViewState]?: ViewState[K] | undefined },
): ViewState =>
  Object.fromEntries(
    Object.entries({ ...view, ...changes }).filter(([, value]) => value !== undefined),
  ) as unknown as ViewState;

const oneOf = <T extends string>(text: string | null, all: readonly T[]): T | undefined =>
  all.find((candidate) => candidate === text);

/** Parameters of an address. Defaults are left out, except for the zone. */
export function viewToSearch(view: ViewState): URLSearchParams {
  const base = defaultView(view.zone);
  const search = new URLSearchParams();
  const set = (name: string, value: string, otherwise: string) => value !== otherwise && search.set(name, value);
  set("range", rangeText(view.range), rangeText(base.range));
  search.set("tz", view.zone);
  if (view.interval !== undefined) search.set("interval", view.interval);
  set("metric", view.metric, base.metric);
  set("compare", compareText(view.compare), compareText(base.compare));
  set("group", view.group.join(","), base.group.join(","));
  set("chart", view.chart, base.chart);
  if (view.band) search.set("band", "on");
  if (view.factorSet !== undefined) search.set("factor_set", view.factorSet);
  if (view.sort !== undefined) search.set("sort", `${view.sort.descending ? "-" : ""}${view.sort.column}`);
  set("q", view.search, "");
  for (const [name, values] of Object.entries(filterQuery(view.filters)))
    for (const value of values) search.append(name, value);
  return search;
}

/** Reads an address; unknown parameters and values that do not fit are ignored. @param nowMs where the API's `to` is absent */
export function viewFromSearch(search: URLSearchParams, localZone: string, nowMs: number = Date.now()): ViewState {
  const givenZone = search.get("tz");
  const zone = givenZone !== null && isZone(givenZone) ? givenZone : localZone;
  const base = defaultView(zone);
  const interval = oneOf(search.get("interval"), intervals);
  const group = [...new Set((search.get("group") ?? "").split(","))].flatMap((name) => dimensionOf(name) ?? []);
  const factorSet = search.get("factor_set") ?? "";
  const sort = /^(-?)([a-z][a-z0-9_]{0,39})$/.exec(search.get("sort") ?? "");
  return {
    range: addressedRange(search, zone, nowMs).range ?? base.range,
    zone,
    ...(interval === undefined ? {} : { interval }),
    metric: oneOf(search.get("metric"), metricNames) ?? base.metric,
    compare: parseCompare(search.get("compare")) ?? base.compare,
    group: group.length === 0 ? base.group : group.slice(0, 2),
    chart: oneOf(search.get("chart"), chartKinds) ?? base.chart,
    band: search.get("band") === "on",
    filters: filtersFromSearch(search),
    ...(/^[\w.:+-]{1,64}$/.test(factorSet) ? { factorSet } : {}),
    ...(sort === null ? {} : { sort: { column: sort[2] as string, descending: sort[1] === "-" } }),
    search: (search.get("q") ?? "").slice(0, longestValue),
  };
}
