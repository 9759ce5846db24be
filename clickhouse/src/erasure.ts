import type { ClickHouseClient } from "@clickhouse/client";

/** A person of an organisation, by pseudonym. */
export interface Person {
  readonly orgId: string;
  readonly userId: string;
}

/** Rows in which a person is still named, by place; all zero: none. */
export type Remains = Readonly<Record<string, number>>;

/** Where a person may stand. Besides, `erasures` names whom the stream must not bring back, and `audit_log` who did what to whom. */
const places: Readonly<Record<string, string>> = {
  events:
    "SELECT count() FROM events WHERE org_id = {org:String} AND user_id = {user:String} SETTINGS optimize_use_projections = 0",
  usage_user_1h:
    "SELECT toUInt64(countMerge(`count()`)) FROM mergeTreeProjection(currentDatabase(), 'events', 'usage_user_1h') WHERE org_id = {org:String} AND user_id = {user:String}",
  members: "SELECT count() FROM members WHERE org_id = {org:String} AND user_id = {user:String}",
  dead_letters:
    "SELECT count() FROM dead_letters WHERE org_id = {org:String} AND (position(value, {quoted:String}) > 0 OR position(key, {quoted:String}) > 0)",
  exports:
    "SELECT count() FROM exports WHERE org_id = {org:String} AND (requested_by = {user:String} OR position(parameters, {quoted:String}) > 0)",
  saved_queries: "SELECT count() FROM saved_queries WHERE org_id = {org:String} AND saved_by = {user:String}",
};

/** A person's name as JSON writes it. */
const valuesOf = ({ orgId, userId }: Person) => ({ org: orgId, user: userId, quoted: JSON.stringify(userId) });

async function countOf(client: ClickHouseClient, query: string, person: Person): Promise<number> {
  const result = await client.query({ query, query_params: valuesOf(person), format: "JSONCompactEachRow" });
  const [row] = await result.json<[number | string]>();
  return Number(row?.[0] ?? 0);
}

/** Looks for a person in every place. */
export async function remainsOf(client: ClickHouseClient, person: Person): Promise<Remains> {
  const found: Record<string, number> = {};
  for (const [place, query] of Object.entries(places)) found[place] = await countOf(client, query, person);
  return found;
}

/**
 * Takes a person's name out of everything that is stored: events and dead letters stay, without whom; every total stays
 * as it was. Idempotent, and begun again after a crash it goes on: only what still names the person is touched.
 */
export async function erasePerson(client: ClickHouseClient, person: Person): Promise<void> {
  const remains = await remainsOf(client, person);
  const run = (query: string) =>
    client.command({
      query,
      query_params: valuesOf(person),
      clickhouse_settings: { mutations_sync: "2" },
    });
  if ((remains.events ?? 0) > 0 || (remains.usage_user_1h ?? 0) > 0)
    await run("ALTER TABLE events UPDATE user_id = '' WHERE org_id = {org:String} AND user_id = {user:String}");
  if ((remains.members ?? 0) > 0)
    await run("ALTER TABLE members DELETE WHERE org_id = {org:String} AND user_id = {user:String}");
  if ((remains.dead_letters ?? 0) > 0)
    await run(
      `ALTER TABLE dead_letters UPDATE value = replaceAll(value, {quoted:String}, '""'), key = replaceAll(key, {quoted:String}, '""')
       WHERE org_id = {org:String} AND (position(value, {quoted:String}) > 0 OR position(key, {quoted:String}) > 0)`,
    );
  if ((remains.exports ?? 0) > 0)
    await run(
      `ALTER TABLE exports UPDATE parameters = replaceAll(parameters, {quoted:String}, '""'), requested_by = if(requested_by = {user:String}, '', requested_by)
       WHERE org_id = {org:String} AND (requested_by = {user:String} OR position(parameters, {quoted:String}) > 0)`,
    );
  if ((remains.saved_queries ?? 0) > 0)
    await run(
      "ALTER TABLE saved_queries UPDATE saved_by = '' WHERE org_id = {org:String} AND saved_by = {user:String}",
    );
}
