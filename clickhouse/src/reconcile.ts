import type { ClickHouseClient } from "@clickhouse/client";

const measures = ["requests", "tokens_in", "tokens_cached", "tokens_out", "tokens_out_ramp"] as const;

/** Sums of an organisation's month; text, since they are compared and not computed with. */
export type MonthSums = Readonly<Record<(typeof measures)[number], string>>;

/** Where something else stands than in the events themselves. */
export interface Difference {
  /** `usage_15m`, `usage_user_1h`, `usage_model_1h`: a projection; `usage_history`. */
  readonly where: string;
  readonly measure: (typeof measures)[number];
  readonly events: string;
  readonly found: string;
}

export interface ReconciledMonth {
  readonly org_id: string;
  /** `2026-11` */
  readonly month: string;
  /** Of the events. */
  readonly sums: MonthSums;
  readonly differences: readonly Difference[];
}

interface SumsRow extends MonthSums {
  readonly org_id: string;
  readonly month: string;
}

const rawSums = ["count()", ...measures.slice(1).map((name) => `sum(${name})`)];
const named = (expressions: readonly string[]): string =>
  expressions.map((expression, index) => `toString(${expression}) AS ${measures[index]}`).join(", ");
const month = (time: string): string => `formatDateTime(${time}, '%Y-%m', 'UTC') AS month`;

/** One organisation; the empty name: every one. The alias that a question gives the column must not stand in for it. */
const ofOrg = (table = ""): string => `(empty({org:String}) OR ${table}org_id = {org:String})`;

/** Each table function reads a projection's own parts: what a query that picks it would answer. */
const ofProjection = (projection: string, time: string): string =>
  `SELECT toString(org_id) AS org_id, ${month(`\`${time}\``)},
     ${named(rawSums.map((expression, index) => (index === 0 ? `countMerge(\`${expression}\`)` : `sumMerge(\`${expression}\`)`)))}
   FROM mergeTreeProjection(currentDatabase(), 'events', '${projection}') WHERE ${ofOrg()} GROUP BY org_id, month`;

const questions: Readonly<Record<string, string>> = {
  events: `SELECT toString(org_id) AS org_id, ${month("ts")}, ${named(rawSums)} FROM events WHERE ${ofOrg()} GROUP BY org_id, month SETTINGS optimize_use_projections = 0`,
  usage_15m: ofProjection("usage_15m", "toStartOfFifteenMinutes(ts)"),
  usage_user_1h: ofProjection("usage_user_1h", "toStartOfHour(ts)"),
  usage_model_1h: ofProjection("usage_model_1h", "toStartOfHour(ts)"),
  // Of closed days. Days before an organisation's first event are known to the history alone: their events expired.
  closed: `SELECT toString(org_id) AS org_id, ${month("ts")}, ${named(rawSums)} FROM events WHERE ${ofOrg()} AND ts < toStartOfDay(now('UTC'))
    GROUP BY org_id, month SETTINGS optimize_use_projections = 0`,
  usage_history: `SELECT toString(h.org_id) AS org_id, ${month("h.bucket")}, ${named(measures.map((name) => `sum(h.${name})`))}
    FROM usage_history AS h FINAL
    INNER JOIN (SELECT org_id, toStartOfDay(min(ts)) AS first FROM events WHERE ${ofOrg()} GROUP BY org_id) AS e ON e.org_id = h.org_id
    WHERE ${ofOrg("h.")} AND h.bucket >= e.first AND h.bucket < toStartOfDay(now('UTC')) GROUP BY org_id, month`,
};

const keyOf = ({ org_id, month }: Pick<SumsRow, "org_id" | "month">): string => JSON.stringify([org_id, month]);

async function ask(client: ClickHouseClient, name: string, org: string): Promise<Map<string, SumsRow>> {
  const result = await client.query({ query: questions[name] as string, query_params: { org }, format: "JSONEachRow" });
  return new Map((await result.json<SumsRow>()).map((row) => [keyOf(row), row]));
}

/** Whether parts from before a projection was added still have to get it: they are read by their rows until then. */
async function isBeingMade(client: ClickHouseClient, projection: string): Promise<boolean> {
  const result = await client.query({
    query: `SELECT 1 FROM system.mutations WHERE database = currentDatabase() AND table = 'events' AND NOT is_done
      AND command LIKE concat('%MATERIALIZE PROJECTION%', {projection:String}, '%') LIMIT 1`,
    query_params: { projection },
    format: "JSONEachRow",
  });
  return (await result.json()).length > 0;
}

/** Recomputes the history of the days that late events may still have changed. */
export async function refreshHistory(client: ClickHouseClient): Promise<void> {
  await client.command({ query: "SYSTEM REFRESH VIEW usage_history_refresh" });
  await client.command({ query: "SYSTEM WAIT VIEW usage_history_refresh" });
}

/**
 * Computes the history of every closed day again for which there are events: of days as well that the hourly refresh no
 * longer looks at. Groups that an erasure or a correction emptied are written as zeros, since a row is only ever replaced.
 */
export async function rebuildHistory(client: ClickHouseClient, orgId: string): Promise<void> {
  const dimensions = "org_id, bucket, team, provider, model, region, source, tokens_basis";
  await client.command({
    query: `INSERT INTO usage_history
      SELECT ${dimensions}, ${measures.map((name) => `sum(x.${name})`).join(", ")}, now('UTC')
      FROM (
        SELECT ${dimensions}, ${measures.join(", ")} FROM usage_15m WHERE org_id = {org:String} AND bucket < toStartOfDay(now('UTC'))
        UNION ALL
        SELECT ${dimensions}, 0, 0, 0, 0, 0 FROM usage_history FINAL
        WHERE org_id = {org:String} AND bucket < toStartOfDay(now('UTC'))
          AND bucket >= (SELECT if(count() = 0, now('UTC'), toStartOfDay(min(ts))) FROM events WHERE org_id = {org:String})
      ) AS x
      GROUP BY ${dimensions}`,
    query_params: { org: orgId },
  });
}

/**
 * Compares the events, their projections and the history by organisation and month.
 * @param orgId one organisation; absent: every one
 * Run it when the stream is quiet or accept that a month that is being written to may differ for a moment.
 */
export async function reconcile(client: ClickHouseClient, orgId = ""): Promise<ReconciledMonth[]> {
  const isMaking = await isBeingMade(client, "usage_model_1h");
  const names = Object.keys(questions).filter((name) => name !== "usage_model_1h" || !isMaking);
  const answers = new Map<string, Map<string, SumsRow>>();
  for (const name of names) answers.set(name, await ask(client, name, orgId));
  const of = (name: string) => answers.get(name) as Map<string, SumsRow>;
  const none = Object.fromEntries(measures.map((name) => [name, "0"])) as unknown as MonthSums;
  const keys = new Set(names.flatMap((name) => [...of(name).keys()]));
  return [...keys].sort().map((key) => {
    const [org_id, month] = JSON.parse(key) as [string, string];
    const compare = (where: string, against: string): Difference[] => {
      const [found, events] = [of(where).get(key) ?? none, of(against).get(key) ?? none];
      return measures.flatMap((measure) =>
        found[measure] === events[measure] ? [] : [{ where, measure, events: events[measure], found: found[measure] }],
      );
    };
    const sums = of("events").get(key) ?? none;
    return {
      org_id,
      month,
      sums: Object.fromEntries(measures.map((name) => [name, sums[name]])) as unknown as MonthSums,
      differences: [
        ...compare("usage_15m", "events"),
        ...compare("usage_user_1h", "events"),
        ...(isMaking ? [] : compare("usage_model_1h", "events")),
        ...compare("usage_history", "closed"),
      ],
    };
  });
}
