import type { Operation } from "../http/operation.js";
import type { RequestContext } from "../http/request-context.js";
import { array, count, nullable, object, text, time } from "../http/schema.js";
import { readers } from "../identity/roles.js";
import { namedParts } from "../names/named-parts.js";
import type { InFlight } from "../pipeline/in-flight.js";
import type { Services } from "../services.js";

const outcome = { records_read: count, stored: count, duplicates: count, dead_letters: count, erased: count };

export const accounting: Operation = {
  id: "getAccounting",
  method: "get",
  path: "/v1/accounting",
  summary:
    "What became of every record of the organisation: accepted = stored + duplicates + dead letters + erased + in flight",
  roles: readers,
  response: object({
    org_id: text,
    ...outcome,
    in_flight: nullable(count),
    in_flight_estimated: { type: "boolean" },
    in_events: count,
    dead_letters_kept: count,
    last_published_at: nullable(text),
  }),
  async handle(context, services) {
    const { orgId } = context.principal;
    const [row] = await services.select<Record<string, unknown>>(
      context,
      "accounting",
      `SELECT
         sum(counts.1) AS records_read, sum(counts.2) AS stored, sum(counts.3) AS duplicates, sum(counts.4) AS dead_letters, sum(counts.5) AS erased,
         if(count() = 0, NULL, formatDateTime(max(published_at), '%FT%TZ', 'UTC')) AS last_published_at,
         (SELECT countIf(requests > 0) FROM events WHERE org_id = {org:String}) AS in_events,
         (SELECT count() FROM dead_letters FINAL WHERE org_id = {org:String}) AS dead_letters_kept
       FROM (SELECT orgs[{org:String}] AS counts, published_at FROM batches WHERE mapContains(orgs, {org:String}))`,
      { org: orgId },
    );
    const numbers = Object.fromEntries(
      Object.entries(row ?? {}).map(([name, value]) => [name, name === "last_published_at" ? value : Number(value)]),
    );
    const inFlight = await inFlightOf(context, services);
    return {
      org_id: orgId,
      ...numbers,
      in_flight: inFlight?.records ?? null,
      in_flight_estimated: inFlight?.estimated ?? false,
    };
  },
};

/** What the log holds beyond the last batches; undefined where this service knows no log, or none that answers. */
async function inFlightOf(context: RequestContext, services: Services): Promise<InFlight | undefined> {
  try {
    return await services.logTail?.inFlight(context.principal.orgId, async (epoch) => {
      const rows = await services.select<{ partition: number; position: number | string }>(
        context,
        "positions",
        "SELECT partition, max(end_offset) AS position FROM batches WHERE epoch = {epoch:UInt32} GROUP BY partition",
        { epoch },
      );
      return new Map(rows.map(({ partition, position }) => [partition, Number(position)]));
    });
  } catch (error) {
    services.logger.warn({ err: error }, "the end of the log could not be read");
    return undefined;
  }
}

export const deadLetters: Operation = {
  id: "listDeadLetters",
  method: "get",
  path: "/v1/dead-letters",
  summary: "Records of the organisation that could not be taken, by reason",
  roles: ["owner", "admin"],
  response: object({
    dead_letters: array(object({ reason: text, stage: text, count, first_at: text, last_at: text })),
  }),
  async handle(context, services) {
    const rows = await services.select(
      context,
      "dead-letters",
      `SELECT toString(reason) AS reason, toString(stage) AS stage, toUInt32(count()) AS count,
         formatDateTime(min(record_at), '%FT%TZ', 'UTC') AS first_at, formatDateTime(max(record_at), '%FT%TZ', 'UTC') AS last_at
       FROM dead_letters FINAL WHERE org_id = {org:String} GROUP BY reason, stage ORDER BY count DESC`,
      { org: context.principal.orgId },
    );
    return { dead_letters: rows };
  },
};

export const pipelineMinutes: Operation = {
  id: "getPipeline",
  method: "get",
  path: "/v1/pipeline",
  summary: "What the pipeline did with the organisation's records, minute by minute, for the last three hours",
  roles: ["owner", "admin"],
  response: object({ minutes: array(object({ minute: text, ...outcome, freshness_ms_max: count })) }),
  async handle(context, services) {
    const rows = await services.select<Record<string, unknown>>(
      context,
      "pipeline",
      // Not from pipeline_1m: that counts what all organisations sent, which is nobody's business but the operator's.
      `SELECT formatDateTime(toStartOfMinute(published_at), '%FT%TZ', 'UTC') AS minute,
         toFloat64(sum(counts.1)) AS records_read, toFloat64(sum(counts.2)) AS stored, toFloat64(sum(counts.3)) AS duplicates,
         toFloat64(sum(counts.4)) AS dead_letters, toFloat64(sum(counts.5)) AS erased,
         toFloat64(max(greatest(0, toUnixTimestamp64Milli(published_at) - toUnixTimestamp64Milli(oldest_record_at)))) AS freshness_ms_max
       FROM (
         SELECT orgs[{org:String}] AS counts, published_at, oldest_record_at FROM batches
         WHERE published_at >= now('UTC') - INTERVAL 3 HOUR AND mapContains(orgs, {org:String})
       )
       GROUP BY minute ORDER BY minute`,
      { org: context.principal.orgId },
    );
    return { minutes: rows };
  },
};

export const recorded: Operation = {
  id: "getRecorded",
  method: "get",
  path: "/v1/recorded",
  summary: "When the organisation's first use was, of what is kept: nothing is known of the time before",
  roles: [...readers, "viewer"],
  response: object({ from: nullable(time) }),
  async handle(context, services) {
    // The history's begins of quarter hours, of which the first event may not be the first minute.
    const rows = await services.select<{ first: string }>(
      context,
      "recorded",
      `SELECT formatDateTime(u.at, '%FT%TZ', 'UTC') AS first FROM (
         SELECT ts AS at, 900 AS within FROM events WHERE org_id = {org:String} ORDER BY org_id, events.ts LIMIT 1
         UNION ALL
         SELECT toDateTime64(bucket, 3, 'UTC') AS at, 0 AS within FROM usage_history
         WHERE org_id = {org:String} AND requests > 0 ORDER BY org_id, bucket LIMIT 1
       ) AS u
       ORDER BY u.at - u.within, u.within LIMIT 1`,
      { org: context.principal.orgId },
    );
    return { from: rows[0]?.first ?? null };
  },
};

export const dimensionValues: Operation = {
  id: "listDimensions",
  method: "get",
  path: "/v1/dimensions",
  summary: "Values that the organisation's events have had in the last 90 days",
  roles: readers,
  response: object({
    providers: array(text),
    models: array(text),
    teams: array(text),
    regions: array(text),
    sources: array(text),
    /** Names only: what they hold is as manifold as companies. */
    labels: array(text),
  }),
  async handle(context, services) {
    const range = { fromMs: context.nowMs - 90 * 86_400_000, toMs: context.nowMs + 86_400_000 };
    const { of, parameters } = await namedParts([range], false, context, services);
    const [rows, [labels]] = await Promise.all([
      services.select<Record<string, string[]>>(
        context,
        "dimensions",
        of("events")
          .map(
            ({
              names,
              and,
            }) => `SELECT groupUniqArray(1000)(toString(u.provider)) AS providers, groupUniqArray(1000)(toString(u.model)) AS models,
         groupUniqArray(1000)(toString(u.team)) AS teams, groupUniqArray(1000)(toString(u.region)) AS regions, groupUniqArray(1000)(toString(u.source)) AS sources
       FROM (
         SELECT ${names.provider} AS provider, ${names.model} AS model, ${names.region} AS region, e.team AS team, e.source AS source, sum(e.requests) AS requests
         FROM events AS e WHERE e.org_id = {org:String} AND toStartOfFifteenMinutes(e.ts) >= now('UTC') - INTERVAL 90 DAY${and}
         GROUP BY provider, model, region, team, source
       ) AS u WHERE u.requests > 0`,
          )
          .join("\n       UNION ALL "),
        { org: context.principal.orgId, ...parameters },
      ),
      services.select<{ labels: string[] }>(
        context,
        "label-names",
        "SELECT arraySort(groupUniqArrayArray(100)(mapKeys(labels))) AS labels FROM events WHERE org_id = {org:String} AND ts >= now('UTC') - INTERVAL 90 DAY",
        { org: context.principal.orgId },
      ),
    ]);
    const all = (name: string) => [...new Set(rows.flatMap((row) => row[name] ?? []))].sort();
    const names = ["providers", "models", "teams", "regions", "sources"];
    return { ...Object.fromEntries(names.map((name) => [name, all(name)])), ...labels };
  },
};
