import { array, count, nullable, type Operation, object, readers, text } from "../operation.js";

const outcome = { records_read: count, stored: count, duplicates: count, dead_letters: count, erased: count };

export const accounting: Operation = {
  id: "getAccounting",
  method: "get",
  path: "/v1/accounting",
  summary: "What became of every record of the organisation: read = stored + duplicates + dead letters + erased",
  roles: readers,
  response: object({
    org_id: text,
    ...outcome,
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
         (SELECT count() FROM events WHERE org_id = {org:String}) AS in_events,
         (SELECT count() FROM dead_letters FINAL WHERE org_id = {org:String}) AS dead_letters_kept
       FROM (SELECT orgs[{org:String}] AS counts, published_at FROM batches WHERE mapContains(orgs, {org:String}))`,
      { org: orgId },
    );
    const numbers = Object.fromEntries(
      Object.entries(row ?? {}).map(([name, value]) => [name, name === "last_published_at" ? value : Number(value)]),
    );
    return { org_id: orgId, ...numbers };
  },
};

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
  }),
  async handle(context, services) {
    const [row] = await services.select<Record<string, string[]>>(
      context,
      "dimensions",
      `SELECT arraySort(groupUniqArray(1000)(toString(provider))) AS providers, arraySort(groupUniqArray(1000)(toString(model))) AS models,
         arraySort(groupUniqArray(1000)(toString(team))) AS teams, arraySort(groupUniqArray(1000)(toString(region))) AS regions,
         arraySort(groupUniqArray(1000)(toString(source))) AS sources
       FROM usage_15m WHERE org_id = {org:String} AND bucket >= now('UTC') - INTERVAL 90 DAY`,
      { org: context.principal.orgId },
    );
    return row;
  },
};
