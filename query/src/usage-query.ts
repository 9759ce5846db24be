import { ProblemError } from "@ecomind/platform";
import { hasWholeHours } from "@ecomind/zoned-time";
import { type Cell, cellFootprints } from "./cell-footprint.js";
import type { FactorSpan } from "./factor-spans.js";
import { addMeasures, emptyMeasures, type Measures, noMeasures } from "./measures.js";
import type { Parameter, RequestContext, Services } from "./operation.js";
import type { Period } from "./period.js";
import { problem } from "./problems.js";

export const intervals = ["15m", "hour", "day", "week", "month", "total"] as const;
export type Interval = (typeof intervals)[number];

/** What may be grouped by and filtered on, and where it stands. */
const columnDimensions = ["provider", "model", "user", "team", "region", "source", "basis"] as const;
type Dimension = (typeof columnDimensions)[number];
/** How good a model's energy factor is: not stored, but told by the factor set. */
const tier = "tier";
export const dimensions = [...columnDimensions, tier] as const;
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
  return key === undefined ? `toString(e.${columns[name as Dimension]})` : `e.labels['${key}']`;
}

export function isDimension(name: string): boolean {
  return (dimensions as readonly string[]).includes(name) || label.test(name);
}

export interface Filter {
  readonly dimension: string;
  readonly exclude: boolean;
  readonly values: readonly string[];
}

const labelled = /^([a-z0-9_]{1,32})=(.*)$/s;

export const filterParameters: readonly Parameter[] = [...dimensions, "label"].flatMap((name) =>
  [false, true].map(
    (exclude): Parameter => ({
      name: exclude ? `not_${name}` : name,
      in: "query",
      description: `${exclude ? "Leave out" : "Only"} this ${name}${name === "label" ? ", as NAME=VALUE" : ""}; repeat for several.`,
      schema: {
        type: "array",
        items: { type: "string", maxLength: 128, ...(name === "label" ? { pattern: "^[a-z0-9_]{1,32}=" } : {}) },
        maxItems: 50,
      },
    }),
  ),
);

/** Filters of a request. */
export function filtersOf({ parameters }: Pick<RequestContext, "parameters">): Filter[] {
  const given = (name: string) => parameters[name] as readonly string[] | undefined;
  const byColumn = dimensions.flatMap((dimension) =>
    [false, true].flatMap((exclude): Filter[] => {
      const values = given(exclude ? `not_${dimension}` : dimension);
      return values === undefined ? [] : [{ dimension, exclude, values }];
    }),
  );
  const byLabel = [false, true].flatMap((exclude): Filter[] => {
    const values = new Map<string, string[]>();
    for (const text of given(exclude ? "not_label" : "label") ?? []) {
      const [, name = "", value = ""] = labelled.exec(text) ?? [];
      values.set(name, [...(values.get(name) ?? []), value]);
    }
    return [...values].map(([name, wanted]) => ({ dimension: `label:${name}`, exclude, values: wanted }));
  });
  return [...byColumn, ...byLabel];
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

/** Dimensions that the quarter-hour rollup has. */
const rolledUp = new Set<string>(["provider", "model", "team", "region", "source", "basis", tier]);
/** Dimensions that the hourly rollup of people has. */
const rolledUpByUser = new Set<string>(["provider", "model", "user", "team", "region", tier]);

function startExpression(interval: Interval, bucket: string): string {
  const wall = `toTimeZone(${bucket}, {tz:String})`;
  switch (interval) {
    case "15m":
      return `toUnixTimestamp(${bucket})`;
    case "hour":
      // The engine's own rounding takes the two hours of a change of clocks for one where a zone is not at whole hours.
      return `toUnixTimestamp(${bucket}) - 60 * toMinute(${wall})`;
    case "day":
      return `toUnixTimestamp(toStartOfDay(${wall}))`;
    case "week":
      return `toUnixTimestamp(toDateTime(toStartOfWeek(${wall}, 1), {tz:String}))`;
    case "month":
      return `toUnixTimestamp(toDateTime(toStartOfMonth(${wall}), {tz:String}))`;
    case "total":
      return "toUnixTimestamp({from:DateTime('UTC')})";
  }
}

const summed = ["tokens_in", "tokens_cached", "tokens_out", "tokens_out_ramp"] as const;
const sums = ["requests", ...summed] as const;

/** A part of a question's time: which expression of `ts` is its bucket, and which buckets. */
interface Slice {
  readonly bucket: string;
  readonly where: string;
}

/**
 * Where a question is answered from: the smallest of the rollups that has its dimensions, else the events. A rollup is
 * a projection of `events`, and asked by its own expression of the bucket. Not through its view: that would put
 * together every row of the rollup, by all its dimensions, before a few of them are added up.
 */
function slicesFor({ period, interval, groupBy, filters }: UsageQuestion): Slice[] {
  const names = [...groupBy, ...filters.map(({ dimension }) => dimension)];
  const quarter = "toStartOfFifteenMinutes(e.ts)";
  const hour = "toStartOfHour(e.ts)";
  const within = (column: string, suffix = "") =>
    `${column} >= {from${suffix}:DateTime('UTC')} AND ${column} < {to${suffix}:DateTime('UTC')}`;
  if (names.every((name) => rolledUp.has(name))) return [{ bucket: quarter, where: within(quarter) }];
  const isHourly = interval === "total" || (interval !== "15m" && hasWholeHours(period.zone));
  if (!isHourly || !names.every((name) => rolledUpByUser.has(name)))
    return [{ bucket: quarter, where: within("e.ts") }];
  const whole = { bucket: hour, where: within(hour, "_hour") };
  const { fromHourMs, toHourMs } = wholeHoursOf(period);
  if (fromHourMs === period.fromMs && toHourMs === period.toMs) return [whole];
  // What the range has of hours that it begins or ends in.
  const edges = `${within("e.ts")} AND (e.ts < {from_hour:DateTime('UTC')} OR e.ts >= {to_hour:DateTime('UTC')})`;
  return [whole, { bucket: quarter, where: edges }];
}

const mostRows = 50_000;

/** The whole hours of UTC within a range; none: both are the same. */
function wholeHoursOf({ fromMs, toMs }: Period): { fromHourMs: number; toHourMs: number } {
  const hourMs = 3_600_000;
  const fromHourMs = Math.ceil(fromMs / hourMs) * hourMs;
  return { fromHourMs, toHourMs: Math.max(fromHourMs, Math.floor(toMs / hourMs) * hourMs) };
}

/** Asks the store. Integers are exact; footprints are computed on the sums of each provider, model and region. */
export async function askUsage(
  question: UsageQuestion,
  context: RequestContext,
  services: Services,
): Promise<UsageRow[]> {
  const { orgId, period, interval, groupBy, filters, factorSet } = question;
  const groups = groupBy.flatMap((name, index) => (name === tier ? [] : [`g${index}`]));
  const tiers = filters.filter(({ dimension }) => dimension === tier);
  const conditions = filters.flatMap(({ dimension, exclude }, index) =>
    dimension === tier
      ? []
      : [`${expressionOf(dimension)} ${exclude ? "NOT IN" : "IN"} {filter${index}:Array(String)}`],
  );
  const cell = ["start", ...groups, "provider", "model", "region"].join(", ");
  const named = groupBy.map((name, index) => (name === tier ? "" : `${expressionOf(name)} AS g${index},`)).join(" ");
  const slices = slicesFor(question).map(
    ({ bucket, where }) => `
    SELECT
        ${startExpression(interval, bucket)} AS start, ${named}
        e.provider AS provider, e.model AS model, e.region AS region,
        count() AS requests, ${summed.map((column) => `sum(e.${column}) AS ${column}`).join(", ")}
    FROM events AS e
    WHERE ${["e.org_id = {org:String}", where, ...conditions].join(" AND ")}
    GROUP BY ${cell}`,
  );
  const whole =
    slices.length === 1
      ? slices[0]
      : `SELECT ${cell}, ${sums.map((column) => `sum(x.${column}) AS ${column}`).join(", ")}
FROM (${slices.join("\n    UNION ALL")}) AS x
GROUP BY ${cell}`;
  const { fromHourMs, toHourMs } = wholeHoursOf(period);
  const [footprints, cells] = await Promise.all([
    cellFootprints(factorSet, context, services),
    // In order, so that sums of footprints are the same each time, to the last digit.
    services.select<Record<string, unknown>>(context, "usage", `${whole}\nORDER BY ${cell}`, {
      org: orgId,
      tz: period.zone,
      from: Math.floor(period.fromMs / 1000),
      to: Math.floor(period.toMs / 1000),
      from_hour: fromHourMs / 1000,
      to_hour: toHourMs / 1000,
      ...Object.fromEntries(filters.map(({ values }, index) => [`filter${index}`, values])),
    }),
  ]);
  const rows = new Map<string, UsageRow>();
  for (const row of cells) {
    const sum: Cell = {
      provider: String(row.provider),
      model: String(row.model),
      region: String(row.region),
      requests: Number(row.requests),
      tokensIn: Number(row.tokens_in),
      tokensCached: Number(row.tokens_cached),
      tokensOut: Number(row.tokens_out),
      tokensOutRamp: Number(row.tokens_out_ramp),
    };
    const cellTier = groups.length < groupBy.length || tiers.length > 0 ? footprints.tierOf(sum) : "";
    if (tiers.some(({ exclude, values }) => values.includes(cellTier) === exclude)) continue;
    const group = groupBy.map((name, index) => (name === tier ? cellTier : String(row[`g${index}`])));
    const key = JSON.stringify([row.start, ...group]);
    let known = rows.get(key);
    if (known === undefined) {
      if (rows.size === mostRows)
        throw new ProblemError(
          problem("too_much", { detail: "More than 50,000 rows; ask for a longer interval or fewer groups." }),
        );
      known = { startMs: Number(row.start) * 1000, group, measures: emptyMeasures() };
      rows.set(key, known);
    }
    footprints.add(known.measures, sum);
  }
  if (groups.length === groupBy.length) return [...rows.values()];
  return [...rows.values()].sort(
    (a, b) => a.startMs - b.startMs || (JSON.stringify(a.group) < JSON.stringify(b.group) ? -1 : 1),
  );
}

/** Persons of one group, by what the filters do with their use. */
export interface GroupPersons {
  readonly group: string;
  /** All filters leave it in. */
  readonly inside: readonly string[];
  /** Those filters leave it in that are about persons, the others do not. */
  readonly leftOut: readonly string[];
  /** Those that are about persons leave it out. */
  readonly outside: readonly string[];
}

/** Who is behind each group of a dimension; behind everything, where none is given. An erased person is nobody. */
export async function personsOf(
  question: Pick<UsageQuestion, "period" | "filters"> & { readonly dimension: string | undefined },
  isPersonal: (dimension: string) => boolean,
  context: RequestContext,
  services: Services,
): Promise<GroupPersons[]> {
  const { period, dimension } = question;
  // How good a factor is tells of no person.
  const filters = question.filters.filter((filter) => filter.dimension !== tier);
  const conditions = filters.map(({ dimension: filtered, exclude }, index) => ({
    personal: isPersonal(filtered),
    sql: `${expressionOf(filtered)} ${exclude ? "NOT IN" : "IN"} {filter${index}:Array(String)}`,
  }));
  const all = (personal: boolean): string =>
    conditions
      .filter((condition) => condition.personal === personal)
      .map(({ sql }) => sql)
      .join(" AND ") || "true";
  const name = dimension === undefined ? "''" : expressionOf(dimension);
  const slices = slicesFor({
    orgId: context.principal.orgId,
    period,
    interval: "total",
    groupBy: dimension === undefined ? ["user"] : ["user", dimension],
    filters,
    factorSet: "",
  }).map(
    ({ where }) => `
       SELECT ${name} AS name, toString(e.user_id) AS person, ${all(true)} AS chosen, ${all(false)} AS matches
       FROM events AS e
       WHERE e.org_id = {org:String} AND ${where}
       GROUP BY name, person, chosen, matches`,
  );
  const { fromHourMs, toHourMs } = wholeHoursOf(period);
  return await services.select<GroupPersons>(
    context,
    "persons",
    `SELECT p.name AS group, groupUniqArrayIf(p.person, p.chosen AND p.matches) AS inside,
       groupUniqArrayIf(p.person, p.chosen AND NOT p.matches) AS leftOut, groupUniqArrayIf(p.person, NOT p.chosen) AS outside
     FROM (${slices.join("\n       UNION ALL")}) AS p
     WHERE p.person != ''
     GROUP BY p.name`,
    {
      org: context.principal.orgId,
      from: Math.floor(period.fromMs / 1000),
      to: Math.floor(period.toMs / 1000),
      from_hour: fromHourMs / 1000,
      to_hour: toHourMs / 1000,
      ...Object.fromEntries(filters.map(({ values }, index) => [`filter${index}`, values])),
    },
  );
}

/** Asks for each span with its own factors. A row of an interval in which the factors changed is the sum of its parts. */
export async function askSpans(
  question: Omit<UsageQuestion, "period" | "factorSet">,
  spans: readonly FactorSpan[],
  context: RequestContext,
  services: Services,
): Promise<UsageRow[]> {
  const [first] = spans;
  const answers = await Promise.all(spans.map((span) => askUsage({ ...question, ...span }, context, services)));
  if (answers.length === 1 || first === undefined) return answers.flat();
  const rows = new Map<string, UsageRow>();
  for (const row of answers.flat()) {
    const startMs = question.interval === "total" ? first.period.fromMs : row.startMs;
    const key = JSON.stringify([startMs, ...row.group]);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { ...row, startMs });
    else addMeasures(known.measures, row.measures);
  }
  return [...rows.values()].sort((a, b) => a.startMs - b.startMs);
}

/** Sums over all rows. */
export function totalOf(rows: readonly UsageRow[]): Measures {
  const [first, ...others] = rows;
  if (first === undefined) return noMeasures();
  const total = structuredClone(first.measures);
  for (const { measures } of others) addMeasures(total, measures);
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
  // The store's own group of that name, of values beyond its cap, is one of the others.
  weights.delete(JSON.stringify(rows[0]?.group.map(() => otherGroup)));
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
    const other = others.get(row.startMs);
    if (other !== undefined) {
      addMeasures(other.measures, row.measures);
      continue;
    }
    const first = { ...row, group: row.group.map(() => otherGroup), measures: structuredClone(row.measures) };
    others.set(row.startMs, first);
    result.push(first);
  }
  return result;
}
