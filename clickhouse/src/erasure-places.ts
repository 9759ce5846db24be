import { isInSql, orgIn, personsIn, sqlWithoutPerson, withoutPerson } from "./named-persons.js";

/** Where a person may be named by design, and how the name is taken out. Statements have `{org:String}`, `{user:String}` and the patterns. */
export interface ErasurePlace {
  readonly table: string;
  /** Columns that hold names. */
  readonly columns: readonly string[];
  /** Rows that name the person. */
  readonly where: string;
  /** Behind `ALTER TABLE …`, before `WHERE`. */
  readonly change: string;
  /** Runs before the change, which is only made to rows that it has reached. Has `{keep_days:UInt32}`. */
  readonly first?: { readonly statement: string; readonly reached: string };
  /** Counts the rows in place of `where`. */
  readonly counted?: string;
  /** Holds as many rows as there were events: not looked through for each person apart. */
  readonly large?: boolean;
}

/**
 * A UUIDv8 that says where a row came from and nothing else, in place of an id that may have been derived from the person.
 * @param place text, in SQL
 */
const idOfPlace = (place: string): string =>
  `arrayMap(h -> toUUID(concat(substring(h, 1, 8), '-', substring(h, 9, 4), '-8', substring(h, 14, 3), '-a', substring(h, 18, 3), '-', substring(h, 21, 12))), [lower(hex(MD5(concat(${place}))))])[1]`;
const rowId = idOfPlace("toString(epoch), '/', toString(partition), '/', toString(offset)");
const letterId = `toString(${idOfPlace("toString(epoch), '/', topic, '/', toString(partition), '/', toString(offset)")})`;

/**
 * Statement that copies the identities of events to `erased_identities`, which the stream checks before it stores, with the positions
 * of all their records, including those of rows already deleted. It has the parameter `{org:String}`.
 * @param where SQL of the columns of `events` that says which
 * @param until SQL of the day on which they go
 */
export const keepIdentities = (where: string, until: string): string =>
  `INSERT INTO erased_identities (org_id, ts, id, epoch, partition, offset, records, response_key, kept_until)
    SELECT org_id, ts, id, max(epoch), max(partition), max(offset), groupUniqArrayArray(records), max(response_key), max(kept_until)
    FROM (
      SELECT org_id, ts, id, epoch, partition, offset, [(epoch, partition, offset)] AS records, response_key, ${until} AS kept_until
      FROM events WHERE ${where}
      UNION ALL
      SELECT org_id, ts, id, epoch, partition, offset, records, response_key, kept_until
      FROM erased_identities WHERE org_id = {org:String} AND (ts, id) IN (SELECT ts, id FROM events WHERE ${where})
    )
    GROUP BY org_id, ts, id`;

/** A text of JSON with another id of its event. */
const withLetterId = (text: string): string =>
  `replaceRegexpAll(${text}, '("(?:former_)?id"\\s*:\\s*")[0-9A-Fa-f-]{36}"', concat('\\1', ${letterId}, '"'))`;

/** A column that holds the id of a key or of a person, alone. */
const actor = (table: string, column: string): ErasurePlace => ({
  table,
  columns: [column],
  where: `org_id = {org:String} AND ${column} = {user:String}`,
  change: `UPDATE ${column} = ''`,
});

/** Bytes that are no UTF-8 are kept in Base64. */
const letter = "if(headers['encoding'] = 'base64', tryBase64Decode(value), value)";
/** Whom a dead letter names. */
export const personsOfLetter = `arrayConcat(${personsIn(letter)}, ${personsIn("key")}, [key])`;
/** Whose a dead letter is: by its header, else by its own text; empty: not to be known. */
export const orgOfLetter = `if(org_id != '', toString(org_id), ${orgIn(letter)})`;

export const erasurePlaces: readonly ErasurePlace[] = [
  {
    table: "events",
    columns: ["user_id"],
    where: "org_id = {org:String} AND user_id = {user:String}",
    change: `UPDATE user_id = '', id = ${rowId}`,
    // Late retries are known by it. What cannot be sent again any more leaves nothing behind.
    first: {
      statement: keepIdentities(
        "org_id = {org:String} AND user_id = {user:String} AND toDate(ts) + {keep_days:UInt32} >= today()",
        "toDate(ts) + {keep_days:UInt32}",
      ),
      reached: `(toDate(ts) + {keep_days:UInt32} < today()
        OR (ts, id) IN (SELECT ts, id FROM erased_identities WHERE org_id = {org:String}))`,
    },
    counted:
      "SELECT count() FROM events WHERE org_id = {org:String} AND user_id = {user:String} SETTINGS optimize_use_projections = 0",
    large: true,
  },
  {
    table: "members",
    columns: ["user_id"],
    // Who is listed again after the request is so on purpose.
    where: "org_id = {org:String} AND user_id = {user:String} AND updated_at <= {asked:DateTime64(3, 'UTC')}",
    change: "DELETE",
  },
  {
    table: "claimed_owners",
    columns: ["user_id"],
    where: "org_id = {org:String} AND user_id = {user:String}",
    change: "DELETE",
  },
  {
    table: "dead_letters",
    columns: ["value", "key"],
    // A letter that tells no organisation can be anybody's: nothing can be counted of it, so the name goes.
    where: `org_id IN ('', {org:String}) AND ${orgOfLetter} IN ('', {org:String}) AND has(${personsOfLetter}, {user:String})`,
    change: `UPDATE value = if(headers['encoding'] = 'base64', base64Encode(${withLetterId(withoutPerson(letter))}), ${withLetterId(withoutPerson("value"))}), key = if(key = {user:String}, '', replaceRegexpOne(${withoutPerson("key")}, '/[0-9A-Fa-f-]{36}$', concat('/', ${letterId})))`,
    large: true,
  },
  {
    table: "exports",
    columns: ["requested_by", "parameters"],
    where: `org_id = {org:String} AND (requested_by = {user:String} OR has(${personsIn("parameters")}, {user:String}))`,
    change: `UPDATE requested_by = if(requested_by = {user:String}, '', requested_by), parameters = ${withoutPerson("parameters")}`,
  },
  {
    table: "saved_queries",
    columns: ["saved_by", "query"],
    where: `org_id = {org:String} AND (saved_by = {user:String} OR ${isInSql("query")})`,
    change: `UPDATE saved_by = if(saved_by = {user:String}, '', saved_by), query = ${sqlWithoutPerson("query")}`,
  },
  actor("org_factor_sets", "chosen_by"),
  actor("org_settings", "updated_by"),
  actor("name_mappings", "updated_by"),
  actor("org_reporting", "updated_by"),
  actor("api_keys", "created_by"),
  actor("api_key_ends", "recorded_by"),
  actor("erasures", "requested_by"),
];

const words = "a word of the organisation's own, which is not looked through for persons: rename it where it is one";

/** Columns that keep a person's name on purpose, or may hold one that somebody put there, with the reason; told in docs/privacy.md. */
export const keptNames: Readonly<Record<string, string>> = {
  "erasures.user_id": "the stream must not bring the person back, nor a claim their role",
  "audit_log.actor": "what the person did as an administrator, for a year",
  "audit_log.target": "what was done to the person, the erasure too, for a year; statements without their values",
  "events.team": words,
  "events.labels": words,
  "usage_history.team": words,
  "members.team": words,
  "dead_letters.headers": "the organisation, the trace and the origin, which replays need",
  "api_keys.name": words,
  "audit_log.before": "settings and mapped names before an act, for a year: no person is in them",
  "audit_log.after": "settings and mapped names after an act, for a year: no person is in them",
  "name_mappings.name": words,
  "saved_queries.name": words,
  "orgs.name": words,
};
