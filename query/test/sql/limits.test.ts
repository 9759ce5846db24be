import {
  createStoreClient,
  endAnalystStatements,
  organisationAnalystStatements,
  parserAccountStatements,
} from "@ecomind/clickhouse";
import { mayFail } from "@ecomind/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serverAnalystAccounts } from "../../src/sql/analyst-accounts.js";
import { AnalystSql } from "../../src/sql/analyst-sql.js";
import { type AnalystEngine, answerTo, question, startAnalystEngine } from "./analyst-engine.js";

let engine: AnalystEngine;
beforeAll(async () => {
  engine = await startAnalystEngine();
});
afterAll(() => engine.stop());

test("each organisation sees its own rows", async () => {
  const count = "SELECT count() FROM events";
  expect((await engine.ask(count)).rows).toEqual([["200"]]);
  expect((await engine.ask(count, {}, "acme2")).rows).toEqual([["300"]]);
  expect((await engine.ask(count, {}, "nobody")).rows).toEqual([["0"]]);
  for (const orgId of ["acme\r\nX-Ecomind-Org: acme2", "Acme Works", "Ärzte", "x".repeat(65)])
    expect(await engine.told(count, {}, orgId)).toBe("sql_refused: A header cannot carry the organisation's id.");
});

test("values are parameters, and stay values", async () => {
  const query = "SELECT sum(requests) AS n, {text:String} AS text FROM usage_15m WHERE model = {model:String}";
  const { rows } = await engine.ask(query, { model: "gpt-4o", text: "' OR 1 = 1 -- \n\t\\" });
  expect(rows).toEqual([["100", "' OR 1 = 1 -- \n\t\\"]]);
  expect(await engine.told("SELECT {n:UInt8}", { n: "x" })).toMatch(/^sql_refused: /);
  expect(await engine.told("SELECT {n:UInt8}")).toMatch(/^sql_refused: .*n/);
});

test("integers keep all their digits", async () => {
  const { rows } = await engine.ask(
    "SELECT toUInt64(18446744073709551615), toInt128('-170141183460469231731687303715884105728')",
  );
  expect(rows).toEqual([["18446744073709551615", "-170141183460469231731687303715884105728"]]);
});

test("labels can be read by name, and be filtered and grouped by", async () => {
  const project =
    "SELECT labels['project'] AS project, count() AS n FROM events WHERE labels['project'] != '' GROUP BY project";
  expect((await engine.ask(project)).rows).toEqual([["atlas", "200"]]);
  expect((await engine.ask("SELECT DISTINCT arrayJoin(mapKeys(labels)) AS name FROM events")).rows).toEqual([
    ["project"],
  ]);
});

test("rows, memory and time have a limit, which the answer names", async () => {
  expect(await engine.told("SELECT number FROM numbers(100001)")).toMatch(/^too_much: /);
  expect((await engine.ask("SELECT number FROM numbers(100000)")).rows).toHaveLength(100_000);
  expect(await engine.told("SELECT uniqExact(number) FROM numbers(1000000000)")).toMatch(/^too_much: /);
});

test("a statement that runs when its asker hangs up ends", async () => {
  const asker = new AbortController();
  const asked = answerTo(engine.sql, {
    ...question("SELECT sum(sipHash64(number)) FROM numbers(200000000000)", "hung-up"),
    signal: asker.signal,
  });
  await expect.poll(engine.running, { timeout: 5_000 }).toEqual(["ecomind-query POST /v1/sql sql hung-up"]);
  asker.abort();
  await expect(asked).rejects.toThrow();
  await expect.poll(engine.running, { timeout: 10_000 }).toEqual([]);
});

test("a statement that runs on keeps its turn: an organisation cannot have more than two by hanging up", async () => {
  // One call of a function, some seconds: the engine looks for a reader's end before it and after it.
  const long = "SELECT max(keccak256(repeat(materialize('a'), 100000))) FROM numbers(4000)";
  // Of its own: another test's turn may still be held.
  const orgId = "lingering";
  const askers = [new AbortController(), new AbortController()];
  const asked = askers.map(({ signal }) =>
    answerTo(engine.sql, { ...question(long), orgId, signal }).catch((error: Error) => error),
  );
  const first = ["sql", "sql"];
  const steps = async () => (await engine.running()).map((mark) => mark.split(" ")[3]);
  await expect.poll(steps, { timeout: 30_000, interval: 20 }).toEqual(first);
  for (const asker of askers) asker.abort();
  await Promise.all(asked);
  const told = await engine.told("SELECT 1", {}, orgId);
  expect(await steps()).toEqual(first);
  expect(told).toMatch(/^rate_limited/);
  expect(await engine.told("SELECT 1", {}, "acme2")).toMatch(/^\{"columns"/);
  await expect.poll(engine.running, { timeout: 60_000 }).toEqual([]);
  await expect.poll(() => engine.told("SELECT 1", {}, orgId), { timeout: 5_000 }).toMatch(/^\{"columns"/);
}, 90_000);

test("an answer has a limit in bytes as it is sent, whatever it is in memory", async () => {
  // 70 MB of text, of 101 kB in memory.
  const few = "SELECT toLowCardinality(materialize(repeat('a', 100000))) AS text FROM numbers(700)";
  expect(await engine.told(few)).toBe("too_much: The answer is more than 64 MB.");
  const half = await engine.ask(few.replace("700", "300"));
  expect([half.rows.length, String(half.rows[299]).length]).toEqual([300, 100_000]);
  // The engine repeats the value that it cannot read; what it says is read up to a point.
  expect(await engine.told("SELECT toUInt8(repeat(materialize('x'), 100000))")).toBe(
    "sql_refused: A value cannot be read as the type that is asked for. (CANNOT_PARSE_TEXT)",
  );
}, 90_000);

test("a third statement at once is one too many; another organisation's is not", async () => {
  const slow = "SELECT sum(sipHash64(number)) FROM numbers(20000000)";
  const both = [engine.told(slow), engine.told(slow)];
  expect(await engine.told("SELECT 1")).toMatch(/^rate_limited/);
  expect(await engine.told("SELECT 1", {}, "acme2")).toMatch(/^\{"columns"/);
  for (const told of await Promise.all(both)) expect(told).toMatch(/^\{"columns"/);
  expect(await engine.told("SELECT 1")).toMatch(/^\{"columns"/);
});

test("organisations that run all they may do not keep another one waiting, and each of many gets its turn", async () => {
  const long = "SELECT sum(sipHash64(number)) FROM numbers(200000000000)";
  const asker = new AbortController();
  // Four organisations with two statements each are as many as the engine's places.
  const asked = Array.from({ length: 8 }, (_, index) =>
    answerTo(engine.sql, { ...question(long), orgId: `busy-${index % 4}`, signal: asker.signal }).catch(
      mayFail("it is given up below"),
    ),
  );
  await expect.poll(engine.running, { timeout: 20_000, interval: 20 }).toHaveLength(6);
  expect(await engine.told("SELECT 1", {}, "newcomer")).toMatch(/^\{"columns"/);
  expect(await engine.running()).toHaveLength(6);
  asker.abort();
  await Promise.all(asked);
  const many = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      engine.told("SELECT sum(sipHash64(number)) FROM numbers(1000000)", {}, `many-${index % 20}`),
    ),
  );
  for (const told of many) expect(told).toMatch(/^\{"columns"/);
}, 90_000);

test("two processes of the service together run no more statements of an organisation than one", async () => {
  const another = new AnalystSql({
    url: engine.engine.url,
    database: "ecomind",
    client: engine.client,
    accounts: engine.accounts,
  });
  const slow = "SELECT sum(sipHash64(number)) FROM numbers(80000000)";
  const orgId = "spread";
  const both = [answerTo(engine.sql, { ...question(slow), orgId }), answerTo(another, { ...question(slow), orgId })];
  await expect.poll(engine.running, { timeout: 5_000, interval: 20 }).toHaveLength(2);
  for (const sql of [engine.sql, another])
    await expect(answerTo(sql, { ...question("SELECT 1"), orgId })).rejects.toMatchObject({
      problem: { code: "rate_limited" },
      headers: { "retry-after": "1" },
    });
  expect(await engine.told("SELECT 1", {}, "acme2")).toMatch(/^\{"columns"/);
  for (const { rows } of await Promise.all(both)) expect(rows).toHaveLength(1);
  expect(await engine.told("SELECT 1", {}, orgId)).toMatch(/^\{"columns"/);
});

test("an engine that is away is told as such", async () => {
  const away = new AnalystSql({
    url: "http://127.0.0.1:9",
    database: "ecomind",
    client: engine.client,
    accounts: engine.accounts,
  });
  const asked = question("SELECT 1");
  const isTold = { problem: { code: "store_unavailable" }, headers: { "retry-after": "2" } };
  await expect(away.ask(asked)).rejects.toMatchObject(isTold);
  // It goes away after it has read the statement: what functions it has cannot be asked.
  const url = "http://127.0.0.1:9";
  const client = createStoreClient({ url, username: "x", password: "y", application: "test" });
  const { url: living } = engine.engine;
  const leaving = new AnalystSql({ url: living, database: "ecomind", client, accounts: engine.accounts });
  await expect(leaving.ask(asked)).rejects.toMatchObject(isTold);
  // On a ClickHouse server: the organisation's account cannot be made.
  const accounts = serverAnalystAccounts(client, "secret", "ecomind");
  const nowhere = new AnalystSql({ url: living, database: "ecomind", client, accounts });
  await expect(nowhere.ask(asked)).rejects.toMatchObject(isTold);
  await client.close();
});

test("the statements for a ClickHouse server are read by the engine", async () => {
  const credential = { passwordSha256: "ab".repeat(32), validUntil: "2026-12-31 12:00:00" };
  for (const statement of [
    ...organisationAnalystStatements("ecomind_org_ab12", credential, "o'brien", 1),
    ...organisationAnalystStatements("ecomind_org_ab12_without_groups", credential, "o'brien", 5),
    ...parserAccountStatements("ab".repeat(32)),
    ...endAnalystStatements("ecomind_org_ab12"),
  ]) {
    const result = await engine.client.query({
      query: "SELECT formatQuerySingleLine({statement:String}) AS text",
      query_params: { statement },
      format: "JSONEachRow",
    });
    const [row] = await result.json<{ text: string }>();
    expect(row?.text).toMatch(
      /^(CREATE USER|CREATE ROW POLICY|ALTER USER|CREATE QUOTA|GRANT SELECT|REVOKE SELECT|DROP (USER|QUOTA|ROW POLICY) IF EXISTS)/,
    );
    if (/USING org_id/.test(statement)) expect(row?.text).toContain("USING org_id = 'o\\'brien'");
    if (/^(CREATE|ALTER) USER (?!.*ecomind_parser)/.test(statement))
      expect(row?.text).toContain("VALID UNTIL '2026-12-31 12:00:00 UTC'");
  }
});
