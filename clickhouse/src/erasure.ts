import type { ClickHouseClient } from "@clickhouse/client";
import { type ErasurePlace, erasurePlaces, orgOfLetter, personsOfLetter } from "./erasure-places.js";
import { jsonPatterns, patternsOf } from "./named-persons.js";

export { keptNames, orgOfLetter } from "./erasure-places.js";
export { jsonPatterns } from "./named-persons.js";

/** A person of an organisation, by pseudonym. */
export interface Person {
  readonly orgId: string;
  readonly userId: string;
}

/** Rows in which a person is still named, by place; all zero: none. */
export type Remains = Readonly<Record<string, number>>;

const countOf = ({ table, where, counted }: ErasurePlace): string =>
  `SELECT '${table}' AS place, toUInt64((${counted ?? `SELECT count() FROM ${table} WHERE ${where}`})) AS found`;

/** The rollup keeps names of its own: what a mutation of the events has not rebuilt yet stands in it. */
const rollup =
  "SELECT 'usage_user_1h' AS place, toUInt64((SELECT sumMerge(`sum(requests)`) FROM mergeTreeProjection(currentDatabase(), 'events', 'usage_user_1h') WHERE org_id = {org:String} AND user_id = {user:String})) AS found";

const everywhere = [...erasurePlaces.map(countOf), rollup].join("\nUNION ALL ");
const smallPlaces = erasurePlaces
  .filter(({ large = false }) => !large)
  .map(countOf)
  .join("\nUNION ALL ");

type Values = Readonly<Record<string, string>>;

/** What statements about a person need. Not asked for, an erasure is one of everything that is there. */
async function valuesOf(client: ClickHouseClient, { orgId: org, userId: user }: Person): Promise<Values> {
  const result = await client.query({
    query:
      "SELECT if(count() = 0, '2200-01-01 00:00:00.000', toString(max(requested_at))) FROM erasures WHERE org_id = {org:String} AND user_id = {user:String}",
    query_params: { org, user },
    format: "JSONCompactEachRow",
  });
  const [row] = await result.json<[string]>();
  return { org, user, asked: row?.[0] ?? "", ...patternsOf(user) };
}

async function found(client: ClickHouseClient, query: string, values: Values): Promise<Remains> {
  const result = await client.query({ query, query_params: values, format: "JSONEachRow" });
  const rows = await result.json<{ place: string; found: number | string }>();
  const counts = new Map(rows.map((row) => [row.place, Number(row.found)]));
  return Object.fromEntries(
    [...erasurePlaces.map(({ table }) => table), "usage_user_1h"].map((place) => [place, counts.get(place) ?? 0]),
  );
}

/** Looks for a person in every place where one is named by design. */
export async function remainsOf(client: ClickHouseClient, person: Person): Promise<Remains> {
  return await found(client, everywhere, await valuesOf(client, person));
}

/** Days after its `ts` for which an event may come again: 30 at the edge, and as many in a log that is read anew. */
const mayComeAgainDays = 61;

/**
 * Takes a person's name out of everything that is stored: events and dead letters stay, without whom and under ids that say
 * nothing of the person; every total stays as it was. Idempotent, and begun again after a crash it goes on: only what still
 * names the person is touched.
 * @param keepDays after an event's `ts`, for which its former id is kept where nobody reads it, so that a late retry is known
 */
export async function erasePerson(
  client: ClickHouseClient,
  person: Person,
  keepDays: number = mayComeAgainDays,
): Promise<void> {
  const values = { ...(await valuesOf(client, person)), keep_days: String(Math.ceil(keepDays)) };
  const remains = await found(client, everywhere, values);
  for (const { table, where, change, first } of erasurePlaces) {
    if ((remains[table] ?? 0) === 0 && (table !== "events" || (remains.usage_user_1h ?? 0) === 0)) continue;
    if (first !== undefined) await client.command({ query: first.statement, query_params: values });
    const reached = first === undefined ? "" : ` AND ${first.reached}`;
    await client.command({
      query: `ALTER TABLE ${table} ${change} WHERE ${where}${reached}`,
      query_params: values,
      // What was reached is read from a table, which replicas share.
      clickhouse_settings: { mutations_sync: "2", allow_nondeterministic_mutations: 1 },
    });
  }
}

interface Row {
  readonly org_id: string;
  readonly user_id: string;
}

const personOf = ({ org_id, user_id }: Row): Person => ({ orgId: org_id, userId: user_id });

async function personsBy(client: ClickHouseClient, query: string, values: Values = {}): Promise<Person[]> {
  const result = await client.query({ query, query_params: values, format: "JSONEachRow" });
  return (await result.json<Row>()).map(personOf);
}

/** @param days since their erasure was done */
const erasedSince = (days: number): string =>
  `SELECT toString(e.org_id) AS org_id, e.user_id AS user_id FROM erasures AS e FINAL
   WHERE e.state = 'done' AND e.updated_at > now() - INTERVAL ${Math.ceil(days)} DAY`;

/**
 * Persons who were erased and are named again: by a batch whose publishing took longer than the erasure waited, by a
 * request of theirs that was under way, by a dead letter. Large tables are read once for all persons.
 * @param days since their erasure; dead letters are looked at for everybody, for as long as the log may be read anew
 */
export async function namedAgain(client: ClickHouseClient, days: number): Promise<Person[]> {
  const recent = await personsBy(client, `${erasedSince(days)} LIMIT 10000`);
  const persons = new Map<string, Person>();
  const add = (some: readonly Person[]) => {
    for (const person of some) persons.set(JSON.stringify([person.orgId, person.userId]), person);
  };
  if (recent.length > 0)
    add(
      await personsBy(
        client,
        `SELECT DISTINCT toString(u.org_id) AS org_id, u.user_id AS user_id FROM usage_user_1h AS u
         WHERE (u.org_id, u.user_id) IN (${erasedSince(days)})`,
      ),
    );
  add(
    await personsBy(
      client,
      `SELECT DISTINCT toString(e.org_id) AS org_id, e.user_id AS user_id
       FROM (
         SELECT ${orgOfLetter} AS org, arrayJoin(${personsOfLetter}) AS person, dead_at FROM dead_letters
         WHERE dead_at > (SELECT min(updated_at) FROM erasures) - INTERVAL 1 HOUR
       ) AS d
       INNER JOIN (SELECT org_id, user_id, updated_at FROM erasures FINAL WHERE state = 'done') AS e ON e.user_id = d.person
       WHERE (d.org = '' OR d.org = e.org_id) AND d.dead_at > e.updated_at - INTERVAL 1 HOUR
       LIMIT 1000`,
      jsonPatterns,
    ),
  );
  for (const person of recent) {
    const remains = await found(client, smallPlaces, await valuesOf(client, person));
    if (Object.values(remains).some((rows) => rows > 0)) add([person]);
  }
  return [...persons.values()];
}
