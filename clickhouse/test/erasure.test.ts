import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { startTestStore } from "../src/embedded/test-store.js";
import { erasurePlaces } from "../src/erasure-places.js";
import { erasePerson, keptNames, namedAgain, remainsOf } from "../src/index.js";

const { client, rows, stop } = await startTestStore();
afterAll(stop);

const insert = (table: string, ...values: object[]) => client.insert({ table, values, format: "JSONEachRow" });

/** Columns that never hold a person, whoever fills them. A column that is new must be put here, or be erased, or be told of. */
const withoutPersons: readonly (readonly [RegExp, string])[] = [
  [/^(schema_migrations|schema_migrations_lock|factor_\w+)\./, "the installation's own"],
  [/^(log_owners|batches|pipeline_1m|job_leaders|job_runs)\./, "of processes, organisations and the log"],
  [
    /^(orgs|api_key_uses|ended_sessions|owner_link_uses)\.(org_id|key_id|session_id|link_id)$/,
    "an id that the service made",
  ],
  [/\.org_id$/, "the organisation"],
  [/\.(provider|model|region|model_reported|region_reported|source|estimator|energy_method)$/, "what was used"],
  [/^name_mappings\.to_(provider|model|region)$/, "what use counts as"],
  [/^org_reporting\.(zone|language)$/, "one of a list"],
  [/^dead_letters\.(topic|reason|stage|detail)$/, "the stream's own words, without values"],
  [/^members\.role$/, "one of five"],
  [
    /^audit_log\.(actor_kind|action|outcome|code|address|request_id)$/,
    "the service's own words, and where an act came from",
  ],
  [/^exports\.(operation|format|factor_set|sha256)$/, "the service's own words"],
  [/^api_keys\.(key_id|secret_sha256|scopes|created_by_kind)$/, "the key's own"],
  [/^api_key_ends\.key_id$/, "the key's own"],
  [/^org_factor_sets\.factor_set$/, "the installation's own"],
];

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

/** Every column of every table that can hold a text, and every time, so that nothing expires at once. */
const columnsOf = () =>
  rows<Column>(
    `SELECT c.table AS table, c.name AS name, c.type AS type FROM system.columns AS c
     INNER JOIN system.tables AS t ON t.database = c.database AND t.name = c.table
     WHERE c.database = currentDatabase() AND t.engine LIKE '%MergeTree' AND (c.type LIKE '%String%' OR c.type LIKE '%DateTime%')
     ORDER BY c.table, c.position`,
  );
/** One time for all rows: the row of the list is not later than the request that the row of `erasures` is. */
const now = new Date().toISOString().slice(0, 19).replace("T", " ");
const isText = ({ type }: Column) => type.includes("String");

/** Texts in which a person is named within something else. */
const texts: Readonly<Record<string, (name: string) => string>> = {
  "dead_letters.value": (name) => JSON.stringify({ user_id: name, model: 7 }),
  "exports.parameters": (name) => JSON.stringify({ user: ["bob", name], group_by: ["model"] }),
  "saved_queries.query": (name) => `SELECT count() FROM usage_15m WHERE team = '${name}' -- for ${name}.`,
};

function filled({ table, name, type }: Column, marker: string): unknown {
  if (type.includes("DateTime")) return now;
  if (name === "org_id") return "acme";
  if (type.startsWith("Map")) return type.endsWith("String)") ? { x: marker } : { [marker]: { records_read: 1 } };
  if (type.startsWith("Array")) return [marker];
  return (texts[`${table}.${name}`] ?? String)(marker);
}

async function fill(columns: readonly Column[], marker: string): Promise<void> {
  for (const table of new Set(columns.map((column) => column.table))) {
    const own = columns.filter((column) => column.table === table);
    await insert(table, Object.fromEntries(own.map((column) => [column.name, filled(column, marker)])));
  }
}

const named = async (columns: readonly Column[], marker: string): Promise<string[]> => {
  const found = [];
  for (const { table, name } of columns.filter(isText)) {
    const [row] = await rows<{ n: string }>(
      `SELECT count() AS n FROM ${table} WHERE position(toString(\`${name}\`), '${marker}') > 0`,
    );
    if (Number(row?.n) > 0) found.push(`${table}.${name}`);
  }
  return found;
};

test("of every column of the schema it is settled whether it names a person, and whether an erasure empties it", async () => {
  const columns = (await columnsOf()).filter(({ table }) => table !== "schema_migrations");
  await fill(columns, "marked-person");
  await fill(columns, "other-person");
  // Stays where the person's own row goes.
  await insert("members", { org_id: "acme", user_id: "third", role: "viewer", team: "marked-person", active: true });
  const erased = erasurePlaces.flatMap((place) => place.columns.map((column) => `${place.table}.${column}`));
  const isWithout = (column: string) => withoutPersons.some(([pattern]) => pattern.test(column));
  const settled = [...erased, ...Object.keys(keptNames)];
  const all = columns.filter(isText).map(({ table, name }) => `${table}.${name}`);
  expect(all.filter((column) => !settled.includes(column) && !isWithout(column))).toEqual([]);
  expect(settled.filter((column) => !all.includes(column) || isWithout(column))).toEqual([]);
  // All that can be filled is.
  const before = await named(columns, "marked-person");
  expect(all.filter((column) => !before.includes(column) && !column.endsWith(".org_id"))).toEqual([]);
  const person = { orgId: "acme", userId: "marked-person" };
  const zero = Object.fromEntries(Object.keys(await remainsOf(client, person)).map((place) => [place, 0]));
  expect(Object.values(await remainsOf(client, person))).not.toContain(0);
  await erasePerson(client, person);
  expect(await remainsOf(client, person)).toEqual(zero);
  expect((await named(columns, "marked-person")).filter((column) => !isWithout(column)).sort()).toEqual(
    Object.keys(keptNames).sort(),
  );
  // Nobody else's name is touched.
  expect(await named(columns, "other-person")).toEqual(before);
});

test("what keeps a name is told to people", () => {
  const page = readFileSync(new URL("../../docs/privacy.md", import.meta.url), "utf8");
  for (const column of Object.keys(keptNames)) expect(page).toContain(`\`${column}\``);
});

const letter = (offset: number, value: string, fields: object = {}) => ({
  epoch: 7,
  topic: "t",
  partition: 0,
  offset,
  record_at: "2026-11-01 00:00:00.000",
  dead_at: new Date().toISOString().replace("T", " ").replace("Z", ""),
  org_id: "letters",
  reason: "x",
  stage: "upcast",
  value,
  ...fields,
});
const letters = async () =>
  (await rows<{ value: string }>("SELECT value FROM dead_letters WHERE epoch = 7 ORDER BY offset")).map(
    ({ value }) => value,
  );
const base64 = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part])))).toString(
    "base64",
  );

test("of dead letters only the value of user_id is emptied, in whatever way it was written", async () => {
  const binary = { headers: { encoding: "base64" } };
  const pairs: readonly (readonly [object, string])[] = [
    [letter(1, '{"user_id":"model","model":"model"}'), '{"user_id":"","model":"model"}'],
    [letter(2, '{"model":"openai","user_id": "mo\\u0064el", "x":'), '{"model":"openai","user_id": "", "x":'],
    [
      letter(3, '{"text":"\\"user_id\\":\\"model\\"","user_id":"m"}'),
      '{"text":"\\"user_id\\":\\"model\\"","user_id":"m"}',
    ],
    [
      letter(4, base64('{"provider":"', 0xff, '","user_id":"model","model":"', 0xfe, '"}'), binary),
      base64('{"provider":"', 0xff, '","user_id":"","model":"', 0xfe, '"}'),
    ],
    [letter(5, "model, as it is"), "model, as it is"],
    // Without the header that tells whose it is.
    [letter(6, '{"user_id":"model","org_id":"letters"}', { org_id: "" }), '{"user_id":"","org_id":"letters"}'],
    [letter(7, '{"user_id":"model","org_id":"else"}', { org_id: "" }), '{"user_id":"model","org_id":"else"}'],
    [letter(8, '{"user_id":"model"}', { org_id: "" }), '{"user_id":""}'],
    [letter(9, '{"user_id":"model"}', { org_id: "else" }), '{"user_id":"model"}'],
    [letter(10, base64('{"user_id":"model"', 0xff), { ...binary, org_id: "" }), base64('{"user_id":""', 0xff)],
  ];
  await insert("dead_letters", ...pairs.map(([row]) => row));
  const person = { orgId: "letters", userId: "model" };
  expect(await remainsOf(client, person)).toMatchObject({ dead_letters: 6 });
  await erasePerson(client, person);
  expect(await remainsOf(client, person)).toMatchObject({ dead_letters: 0 });
  expect(await letters()).toEqual(pairs.map(([, after]) => after));
});

test("the id of a dead letter's event goes with the person, in the value and in the key", async () => {
  const id = "6f1d2c3b-4a59-8e7d-9c0b-1a2f3e4d5c6b";
  const value = `{"id": "${id}","user_id":"ann","labels":{"app":"x"}}`;
  const row = (offset: number, user: string, fields: object = {}) =>
    letter(offset, value.replace("ann", user), { org_id: "keyed", key: `keyed/${id}`, ...fields });
  await insert(
    "dead_letters",
    row(50, "ann"),
    row(51, "bob"),
    row(52, "ann", { value: base64(value, 0xff), headers: { encoding: "base64" } }),
  );
  await erasePerson(client, { orgId: "keyed", userId: "ann" });
  const [first, second, third] = await rows<{ value: string; key: string }>(
    "SELECT if(headers['encoding'] = 'base64', tryBase64Decode(value), value) AS value, key FROM dead_letters WHERE org_id = 'keyed' ORDER BY offset",
  );
  const [, own] = /^keyed\/([0-9a-f-]{36})$/.exec(first?.key ?? "") ?? [];
  expect(own).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(own).not.toBe(id);
  expect(first?.value).toBe(`{"id": "${own}","user_id":"","labels":{"app":"x"}}`);
  expect(second).toEqual({ value: value.replace("ann", "bob"), key: `keyed/${id}` });
  expect(`${third?.value}${third?.key}`).not.toContain(id);
  expect(third?.key).not.toBe(first?.key);
});

test("of an export's question only the persons are emptied", async () => {
  const asked = (parameters: object) => ({
    org_id: "exports",
    export_id: crypto.randomUUID(),
    requested_by: "boss",
    parameters: JSON.stringify(parameters),
    generated_at: new Date().toISOString().slice(0, 19).replace("T", " "),
  });
  await insert(
    "exports",
    asked({ group_by: ["model", "user"], user: ["a]b", "user", 'a"user'], model: ["user"] }),
    asked({ user_id: "user" }),
    asked({ not_user: ["user"], team: ["user"] }),
  );
  await erasePerson(client, { orgId: "exports", userId: "user" });
  const after = await rows<{ parameters: string }>("SELECT parameters FROM exports WHERE org_id = 'exports'");
  expect(new Set(after.map(({ parameters }) => parameters))).toEqual(
    new Set([
      '{"group_by":["model","user"],"user":["a]b","","a\\"user"],"model":["user"]}',
      '{"user_id":""}',
      '{"not_user":[""],"team":["user"]}',
    ]),
  );
});

test.each([
  ["model", "SELECT model, 'model' FROM usage_15m", "SELECT model, '' FROM usage_15m"],
  ["ada", "SELECT 'ada,ada ada', 'adamant', 'ada@x.org', \"ada\"", "SELECT ', ', 'adamant', 'ada@x.org', \"ada\""],
  ["ada", "SELECT 1 -- ask ada.\n/* ada's */ WHERE ada > '%ada%'", "SELECT 1 -- ask .\n/* 's */ WHERE ada > '%%'"],
  ["o'neil", "SELECT 'o''neil', 'o\\'neil', 'o', 'neil'", "SELECT '', '', 'o', 'neil'"],
  ["a.b+c", "SELECT 'a.b+c', 'axb+c', 'it''s', \"'a.b+c\" -- x", "SELECT '', 'axb+c', 'it''s', \"'a.b+c\" -- x"],
  ["é x", "SELECT 'é x', 'éé x', 1 - 2 / 3", "SELECT '', 'éé x', 1 - 2 / 3"],
])("of a saved query the person %s goes as a word of literals and comments", async (userId, query, after) => {
  const orgId = `queries-${userId}-${query.length}`;
  await insert("saved_queries", { org_id: orgId, name: "x", query, saved_by: "boss", deleted: false });
  expect(await remainsOf(client, { orgId, userId })).toMatchObject({ saved_queries: 1 });
  await erasePerson(client, { orgId, userId });
  expect(await remainsOf(client, { orgId, userId })).toMatchObject({ saved_queries: 0 });
  const [row] = await rows<{ query: string }>(
    `SELECT query FROM saved_queries WHERE org_id = '${orgId.replaceAll("'", "\\'")}'`,
  );
  expect(row?.query).toBe(after);
});

test("who is named again is found in every place, and nobody else", async () => {
  const orgId = "again";
  const request = (userId: string, state: string, daysAgo: number) => {
    const at = new Date(Date.now() - daysAgo * 86_400_000).toISOString().replace("T", " ").replace("Z", "");
    return { org_id: orgId, user_id: userId, requested_by: "boss", state, requested_at: at, updated_at: at };
  };
  const event = (user_id: string) => ({
    org_id: orgId,
    ts: "2026-11-01 10:00:00.000",
    id: crypto.randomUUID(),
    user_id,
    provider: "openai",
    model: "gpt-4o",
    tokens_basis: "reported",
  });
  const persons = ["eve", "ann", "tom", "kim", "joe"];
  await insert("erasures", ...persons.map((name) => request(name, "done", 1)), request("old", "done", 30));
  await insert("erasures", request("running", "running", 0));
  const found = async () =>
    (await namedAgain(client, 7))
      .filter((person) => person.orgId === orgId)
      .map(({ userId }) => userId)
      .sort();
  expect(await found()).toEqual([]);
  await insert("events", event("eve"), event("old"), event("running"), event("ada"));
  await insert("exports", {
    org_id: orgId,
    export_id: crypto.randomUUID(),
    requested_by: "ann",
    parameters: "{}",
    generated_at: new Date().toISOString().slice(0, 19).replace("T", " "),
  });
  await insert("org_settings", { org_id: orgId, minimum_group_size: 1, updated_by: "tom" });
  // Listed anew on purpose.
  await insert("members", { org_id: orgId, user_id: "kim", role: "viewer", team: "", active: true });
  await insert(
    "dead_letters",
    letter(20, '{"user_id":"old"}', { org_id: orgId }),
    letter(21, '{"user_id":"joe"}', { org_id: "else" }),
  );
  expect(await found()).toEqual(["ann", "eve", "old", "tom"]);
  for (const userId of await found()) await erasePerson(client, { orgId, userId });
  expect(await found()).toEqual([]);
  expect(await rows(`SELECT user_id FROM members WHERE org_id = '${orgId}'`)).toEqual([{ user_id: "kim" }]);
});
