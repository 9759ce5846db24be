import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnalystEngine, startAnalystEngine } from "./analyst-engine.js";

let engine: AnalystEngine;
beforeAll(async () => {
  engine = await startAnalystEngine();
});
afterAll(() => engine.stop());

describe("what a statement searches for, builds and gathers has a bound", () => {
  test.each([
    ["SELECT position(model, team) FROM events", /position searches for must be written out/],
    ["WITH 'a' AS needle SELECT model LIKE needle FROM events", /like searches for must be written out/],
    [`SELECT position(model, '${"a".repeat(401)}') FROM events`, /longer than 400 bytes/],
    ["SELECT hasAny(splitByChar('a', model), splitByChar('b', model)) FROM events", /hasAny searches for/],
    ["SELECT replaceRegexpAll(model, 'a', team) FROM events", /replaceRegexpAll searches for/],
    ["SELECT repeat(model, tokens_in) FROM events", /repeat makes must be a number/],
    ["SELECT leftPad(model, length(team)) FROM events", /leftPad makes must be a number/],
    ["SELECT repeat(repeat('a', 1000000), 1000)", /more than 32 MB/],
    ["SELECT arrayWithConstant(100000000, 1)", /more than 32 MB/],
    ["SELECT arrayStringConcat(arrayMap(x -> repeat('a', 1000), range(100000)))", /more than 32 MB/],
    [
      `SELECT length(x) FROM (${"SELECT concat(x, x) AS x FROM (".repeat(18)}SELECT 'a' AS x${")".repeat(19)}`,
      /more than 32 MB/,
    ],
    ["SELECT match(repeat('a', 5000), '^(ab{9}c){20}$')", /searches could take too long/],
    ["SELECT match(model, '^([a-z]{1,30}-){1,30}$') FROM events", /searches could take too long/],
    [`SELECT countMatches(repeat(model, 100), '${"[ab]".repeat(50)}') FROM events`, /searches could take too long/],
    [`SELECT position(repeat('a', 100000), '${"a".repeat(100)}')`, /searches could take too long/],
    ["SELECT multiMatchAny(model, ['gpt', 'claude']) FROM events", /^sql_refused/],
    ["SELECT groupArray(number) FROM numbers(100000000)", /groupArray needs its limit/],
    ["SELECT length(groupConcat(',')(number)) FROM numbers(100)", /groupConcat needs its limit/],
    ["SELECT groupUniqArrayIf(1000000)(model, 1) FROM events", /groupUniqArrayIf needs its limit/],
    ["SELECT replicate('a', range(9))", /The function replicate is not available/],
    ["SELECT groupFormat('TSV')(model) FROM events", /The function groupFormat is not available/],
  ])("%#: refused", async (query, reason) => {
    const told = await engine.told(query);
    expect(told).toMatch(/^sql_refused: /);
    expect(told).toMatch(reason);
  });

  test("a recursion ends at once, and so does an array of millions", async () => {
    const recursive =
      "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 9) SELECT max(n) FROM t";
    expect(await engine.told(recursive)).toMatch(/^(sql_refused|too_much): /);
    expect(await engine.told("SELECT length(range(number + 2000000)) FROM numbers(1)")).toMatch(/^sql_refused: /);
  });

  test("what analysts write every day", async () => {
    for (const query of [
      "SELECT model, position(model, 'gpt') > 0 AS is_gpt, model LIKE '%4o%', match(model, '^gpt-\\\\d') FROM events LIMIT 5",
      "SELECT model FROM events WHERE multiSearchAny(model, ['gpt', 'claude']) AND team IN ('research', 'sales') LIMIT 5",
      "SELECT concat(provider, '/', model) AS name, provider || ':' || team, count() FROM events GROUP BY ALL",
      "SELECT replaceRegexpAll(model, '-(mini|nano)$', ''), splitByChar('-', model), leftPad(team, 20, ' ') FROM events LIMIT 5",
      "SELECT team, groupArray(100)(model), groupUniqArray(1000)(provider), topK(3)(model) FROM events GROUP BY team",
      "SELECT arrayJoin(range(24)) AS hour, formatDateTime(today(), '%F')",
      "SELECT mapFilter((k, v) -> k LIKE 'pro%', labels), arrayMap(x -> upper(x), mapKeys(labels)) FROM events LIMIT 5",
      "SELECT toString(ts) || ' ' || toString(tokens_in), tuple(provider, model, region) FROM events LIMIT 5",
      "SELECT match(model, '^[a-z]{1,64}(-[0-9]{1,4}){0,3}$'), countMatches(model, '[0-9a-f]{8}-[0-9a-f]{4}') FROM events LIMIT 5",
      `SELECT multiIf(${Array.from({ length: 60 }, (_, index) => `model LIKE '%gpt-${index}%', '${index}'`)}, '') FROM events LIMIT 5`,
      "SELECT bar(count(), 0, 1000, 40), extract(model, '(\\\\d+)') AS digits FROM events GROUP BY digits",
    ])
      expect(await engine.told(query), query).toMatch(/^\{"columns"/);
    expect(
      await engine.told("SELECT position(model, {text:String}), repeat('a', {n:UInt8}) FROM events LIMIT 1", {
        text: "gpt",
        n: 3,
      }),
    ).toMatch(/^\{"columns"/);
  });
});
