import type { ClickHouseClient } from "@clickhouse/client";
import { type UsageMeasure, usageMeasures } from "./usage-measures.js";

/** What is looked at: one organisation or, by the empty name, every one; midnights of UTC, empty: all there is. */
export interface SumsBounds {
  readonly orgId: string;
  readonly since: string;
  readonly before: string;
  /** From where days are not closed yet. */
  readonly today: string;
}

/**
 * Days of an organisation's month: today (and later), closed ones, and those whose events have expired: what comes of them
 * later is not in the history.
 */
export type Span = "open" | "closed" | "expired";

/** Sums of an organisation's month in one span; text, since they may be more than a number holds. */
export type SpanSums = Readonly<Record<UsageMeasure | "org_id" | "month", string>> & { readonly span: Span };

/** By organisation, month and span. */
export type Sums = ReadonlyMap<string, SpanSums>;

const within = (time: string, { since, before }: SumsBounds): string =>
  [
    "(empty({orgId:String}) OR org_id = {orgId:String})",
    ...(since === "" ? [] : [`${time} >= toDateTime({since:String}, 'UTC')`]),
    ...(before === "" ? [] : [`${time} < toDateTime({before:String}, 'UTC')`]),
  ].join(" AND ");

const sumsByDay = (time: string, sums: readonly string[], from: string, bounds: SumsBounds): string =>
  `SELECT org_id, toStartOfDay(${time}) AS day, ${sums.map((sum, index) => `${sum} AS ${usageMeasures[index]}`).join(", ")}
   FROM ${from} WHERE ${within(time, bounds)} GROUP BY org_id, day`;

const ofSums = usageMeasures.map((name) => `sum(${name})`);
const ofStates = ofSums.map((sum) => `sumMerge(\`${sum}\`)`);

const ofEvents = (bounds: SumsBounds): string => sumsByDay("ts", ofSums, "events", bounds);

/** Each table function reads a projection's own parts: what a query that picks it would answer. */
const ofProjection =
  (projection: string, time: string) =>
  (bounds: SumsBounds): string =>
    sumsByDay(`\`${time}\``, ofStates, `mergeTreeProjection(currentDatabase(), 'events', '${projection}')`, bounds);

const boundaries = "(SELECT org_id, max(before) AS boundary FROM history_boundaries GROUP BY org_id)";

/** Days before the boundary are known to the history alone; later ones are compared, whether there are events of them or not. */
const ofHistory = (bounds: SumsBounds): string => `
  SELECT d.* FROM (${sumsByDay("bucket", ofSums, "usage_history FINAL", bounds)}) AS d
  LEFT JOIN ${boundaries} AS b ON b.org_id = d.org_id
  WHERE d.day >= b.boundary`;

const questions = {
  events: ofEvents,
  usage_15m: ofProjection("usage_15m", "toStartOfFifteenMinutes(ts)"),
  usage_user_1h: ofProjection("usage_user_1h", "toStartOfHour(ts)"),
  usage_model_1h: ofProjection("usage_model_1h", "toStartOfHour(ts)"),
  usage_history: ofHistory,
} as const;

/** Where sums of use stand. */
export type Place = keyof typeof questions;

/** Asks one place for its sums. */
export async function askSums(client: ClickHouseClient, place: Place, bounds: SumsBounds): Promise<Sums> {
  const result = await client.query({
    query: `SELECT toString(s.org_id) AS org_id, formatDateTime(s.day, '%Y-%m', 'UTC') AS month,
        multiIf(s.day >= toDateTime({today:String}, 'UTC'), 'open', s.day < b.boundary, 'expired', 'closed') AS span,
        ${usageMeasures.map((measure) => `toString(sum(s.${measure})) AS ${measure}`).join(", ")}
      FROM (${questions[place](bounds)}) AS s LEFT JOIN ${boundaries} AS b ON b.org_id = s.org_id
      GROUP BY s.org_id, month, span SETTINGS optimize_use_projections = 0`,
    query_params: { ...bounds },
    format: "JSONEachRow",
  });
  const rows = await result.json<SpanSums>();
  return new Map(rows.map((row) => [JSON.stringify([row.org_id, row.month, row.span]), row]));
}
