import { footprintSelect } from "@ecomind/clickhouse";
import { ProblemError } from "@ecomind/platform";
import { addMeasures, type Measures, measureColumns, measuresOf, noMeasures } from "./measures.js";
import type { Parameter, RequestContext, Services } from "./operation.js";
import type { Period } from "./period.js";
import { problem } from "./problems.js";

export const intervals = ["15m", "hour", "day", "week", "month", "total"] as const;
export type Interval = (typeof intervals)[number];

/** What may be grouped by and filtered on, and where it stands. */
export const dimensions = ["provider", "model", "user", "team", "region", "source", "basis"] as const;
type Dimension = (typeof dimensions)[number];
const label = /^label:([a-z0-9_]{1,32})$/;

const columns: Readonly<Record<Dimension, string>> = {
  provider: "provider",
  model: "model",
  user: "user_id",
  team: "team",
  region: "region",
  source: "source",
  basis: "tokens_basis",
};

/** SQL of a dimension; a label's name has been checked and holds no quote. */
function expressionOf(name: string): string {
  const key = label.exec(name)?.[1];
  return key === undefined ? `toString(${columns[name as Dimension]})` : `labels['${key}']`;
}

export function isDimension(name: string): boolean {
  return (dimensions as readonly string[]).includes(name) || label.test(name);
}

export interface Filter {
  readonly dimension: string;
  readonly exclude: boolean;
  readonly values: readonly string[];
}

export const filterParameters: readonly Parameter[] = dimensions.flatMap((name) =>
  [false, true].map(
    (exclude): Parameter => ({
      name: exclude ? `not_${name}` : name,
      in: "query",
      description: `${exclude ? "Leave out" : "Only"} this ${name}; repeat for several.`,
      schema: { type: "array", items: { type: "string", maxLength: 128 }, maxItems: 50 },
    }),
  ),
);

/** Filters of a request. */
export function filtersOf({ parameters }: Pick<RequestContext, "parameters">): Filter[] {
  return dimensions.flatMap((dimension) =>
    [false, true].flatMap((exclude): Filter[] => {
      const values = parameters[exclude ? `not_${dimension}` : dimension] as readonly string[] | undefined;
      return values === undefined ? [] : [{ dimension, exclude, values }];
    }),
  );
}

export interface UsageQuestion {
  readonly orgId: string;
  readonly period: Period;
  readonly interval: Interval;
  readonly groupBy: readonly string[];
  readonly filters: readonly Filter[];
  readonly factorSet: string;
}

/** Sums of one interval and group. */
export interface UsageRow {
  /** Begin of the interval, milliseconds since 1970; the period's begin where the interval is `total`. */
  readonly startMs: number;
  readonly group: readonly string[];
  readonly measures: Measures;
}

/** Dimensions that the quarter-hour rollup has; others are answered from the events. */
const rolledUp = new Set<string>(["provider", "model", "team", "region", "source", "basis"]);

function startExpression(interval: Interval, bucket: string): string {
  switch (interval) {
    case "15m":
      return `toUnixTimestamp(toStartOfFifteenMinutes(${bucket}))`;
    case "hour":
      return `toUnixTimestamp(toStartOfInterval(toTimeZone(${bucket}, {tz:String}), INTERVAL 1 HOUR))`;
    case "day":
      return `toUnixTimestamp(toStartOfDay(toTimeZone(${bucket}, {tz:String})))`;
    case "week":
      return `toUnixTimestamp(toDateTime(toStartOfWeek(toTimeZone(${bucket}, {tz:String}), 1), {tz:String}))`;
    case "month":
      return `toUnixTimestamp(toDateTime(toStartOfMonth(toTimeZone(${bucket}, {tz:String})), {tz:String}))`;
    case "total":
      return "toUnixTimestamp({from:DateTime('UTC')})";
  }
}

/** Asks the store. Integers are exact; footprints are computed on the sums of each provider, model and region. */
export async function askUsage(
  question: UsageQuestion,
  context: RequestContext,
  services: Services,
): Promise<UsageRow[]> {
  const { orgId, period, interval, groupBy, filters, factorSet } = question;
  const fromRollup = [...groupBy, ...filters.map(({ dimension }) => dimension)].every((name) => rolledUp.has(name));
  const bucket = fromRollup ? "bucket" : "toStartOfFifteenMinutes(ts)";
  const groups = groupBy.map((_, index) => `g${index}`);
  const conditions = filters.map(
    ({ dimension, exclude }, index) =>
      `${expressionOf(dimension)} ${exclude ? "NOT IN" : "IN"} {filter${index}:Array(String)}`,
  );
  const source = `(
        SELECT
            ${startExpression(interval, bucket)} AS start,
            ${groupBy.map((name, index) => `${expressionOf(name)} AS g${index},`).join(" ")}
            provider, model, region,
            ${fromRollup ? "sum(requests)" : "count()"} AS requests,
            ${["tokens_in", "tokens_cached", "tokens_out", "tokens_out_ramp"].map((column) => `sum(x.${column}) AS ${column}`).join(", ")}
        FROM ${fromRollup ? "usage_15m" : "events"} AS x
        WHERE org_id = {org:String} AND ${fromRollup ? "bucket" : "ts"} >= {from:DateTime('UTC')} AND ${fromRollup ? "bucket" : "ts"} < {to:DateTime('UTC')}
            ${conditions.map((condition) => `AND ${condition}`).join("\n            ")}
        GROUP BY start, ${groups.map((group) => `${group}, `).join("")}provider, model, region
    )`;
  const keys = ["start", ...groups];
  const sql = `SELECT ${keys.map((key) => `f.${key} AS ${key}`).join(", ")},
    ${measureColumns}
FROM (${footprintSelect(source, [...keys, "requests"], "{factor_set:String}")}) AS f
GROUP BY ${keys.join(", ")}
ORDER BY ${keys.join(", ")}
LIMIT 50001`;
  const rows = await services.select<Record<string, unknown>>(context, "usage", sql, {
    org: orgId,
    tz: period.zone,
    from: Math.floor(period.fromMs / 1000),
    to: Math.floor(period.toMs / 1000),
    factor_set: factorSet,
    ...Object.fromEntries(filters.map(({ values }, index) => [`filter${index}`, values])),
  });
  if (rows.length > 50_000)
    throw new ProblemError(
      problem("too_much", { detail: "More than 50,000 rows; ask for a longer interval or fewer groups." }),
    );
  return rows.map((row) => ({
    startMs: Number(row.start) * 1000,
    group: groups.map((name) => String(row[name])),
    measures: measuresOf(row),
  }));
}

/** Sums over all rows. */
export function totalOf(rows: readonly UsageRow[]): Measures {
  const total = noMeasures();
  for (const { measures } of rows) addMeasures(total, measures);
  const hasMarketBased = rows.some(({ measures }) => measures.footprint.kgco2e_mb !== null);
  if (!hasMarketBased && rows.length > 0) total.footprint.kgco2e_mb = null;
  return total;
}

/** Name of the row that stands for all groups beyond the first ones. */
export const otherGroup = "__other__";

/** Keeps the largest groups by energy, then requests; the others become one, so that groups always add up to the total. */
export function keepTop(rows: readonly UsageRow[], top: number): UsageRow[] {
  const weights = new Map<string, number>();
  for (const { group, measures } of rows) {
    const key = JSON.stringify(group);
    weights.set(key, (weights.get(key) ?? 0) + (measures.footprint.kwh_it?.central ?? 0) + measures.requests * 1e-12);
  }
  if (weights.size <= top) return [...rows];
  const kept = new Set(
    [...weights]
      .sort(([, a], [, b]) => b - a)
      .slice(0, top)
      .map(([key]) => key),
  );
  const others = new Map<number, UsageRow>();
  const result: UsageRow[] = [];
  for (const row of rows) {
    if (kept.has(JSON.stringify(row.group))) {
      result.push(row);
      continue;
    }
    let other = others.get(row.startMs);
    if (other === undefined) {
      other = { startMs: row.startMs, group: row.group.map(() => otherGroup), measures: noMeasures() };
      others.set(row.startMs, other);
      result.push(other);
    }
    addMeasures(other.measures, row.measures);
  }
  return result;
}
