import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judged } from "../../src/sql/value-bounds.js";
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
    ["SELECT repeat(repeat('a', 1000000), 1000)", /more than 2 MB/],
    ["SELECT arrayWithConstant(100000000, 1)", /more than 2 MB/],
    ["SELECT arrayStringConcat(arrayMap(x -> repeat('a', 1000), range(100000)))", /more than 2 MB/],
    [
      `SELECT length(x) FROM (${"SELECT concat(x, x) AS x FROM (".repeat(18)}SELECT 'a' AS x${")".repeat(19)}`,
      /more than 2 MB/,
    ],
    ["SELECT match(repeat('a', 5000), '^(ab{9}c){20}$')", /searches could take too long/],
    ["SELECT match(model, '^([a-z]{1,30}-){1,30}$') FROM events", /searches could take too long/],
    [`SELECT countMatches(repeat(model, 100), '${"[ab]".repeat(50)}') FROM events`, /searches could take too long/],
    [`SELECT position(repeat('a', 100000), '${"a".repeat(100)}')`, /searches could take too long/],
    ["SELECT multiMatchAny(model, ['gpt', 'claude']) FROM events", /^sql_refused/],
    ["SELECT groupArray(number) FROM numbers(100000000)", /groupArray needs its limit/],
    ["SELECT length(groupConcat(',')(number)) FROM numbers(100)", /groupConcat needs its limit/],
    ["SELECT groupUniqArrayIf(1000000)(model, 1) FROM events", /groupUniqArrayIf needs its limit/],
    // What gathers, formats and replaces makes longer values, too.
    ["SELECT toString(groupArray(100000)(model)) FROM events", /more than 2 MB/],
    ["SELECT groupConcat(',', 50000)(model) FROM events", /more than 2 MB/],
    ["SELECT groupArraySample(1000000, 5)(model) FROM events", /groupArraySample needs its limit/],
    ["SELECT topK(1000000)(model) FROM events", /topK needs its limit/],
    [`SELECT format('${"{0}".repeat(9000)}', model) FROM events`, /more than 2 MB/],
    ["SELECT format(model, team) FROM events", /The format of format must be written out/],
    ["SELECT printf('%99999999d', tokens_in) FROM events", /more than 2 MB/],
    [`SELECT regexp_replace(repeat(model, 100), '.', '${"a".repeat(300)}') FROM events`, /more than 2 MB/],
    [
      `SELECT replaceRegexpAll(replaceRegexpAll(model, '.', '${"a".repeat(300)}'), '.', '${"a".repeat(300)}') FROM events`,
      /more than 2 MB/,
    ],
    ["SELECT arrayStringConcat(range(100000), repeat('a', 100))", /more than 2 MB/],
    ["SELECT highlight(repeat(model, 1000), ['a'], 'xxxxxxxx', 'yyyyyyyy') FROM events", /more than 2 MB/],
    ["SELECT URLHierarchy(repeat('/a', 10000))", /more than 2 MB/],
    // A name stands for its value wherever it is used, once or often.
    ["WITH range(2000) AS a SELECT arrayMap(x -> a, a)", /more than 2 MB/],
    [
      "WITH repeat('a', 100000) AS s SELECT concat(s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s)",
      /more than 2 MB/,
    ],
    ["SELECT arrayMap(x -> arrayMap(y -> y, arr), arr) FROM (SELECT range(3000) AS arr)", /more than 2 MB/],
    ['SELECT arrayMap(x -> "range(3000)", "range(3000)") FROM (SELECT range(3000))', /more than 2 MB/],
    ["SELECT concat(s, s, s) FROM (SELECT (SELECT repeat('a', 1000000))) AS t(s)", /more than 2 MB/],
    ["WITH t(s) AS (SELECT repeat('a', 1000000)) SELECT concat(s, s, s) FROM t", /list of columns/],
    [
      "SELECT concat(model, model, model) FROM (SELECT * REPLACE (repeat('a', 1000000) AS model) FROM (SELECT model FROM events))",
      /more than 2 MB/,
    ],
    [
      "SELECT n, s FROM (SELECT 1 AS n, 'a' AS s) ORDER BY n WITH FILL TO 99 INTERPOLATE (s AS concat(s, s))",
      /INTERPOLATE/,
    ],
    // Scans of computed arrays, for each row and for each element.
    ["WITH range(1000) AS a SELECT arrayMap(x -> arrayCount(y -> has(a, y), a), a)", /too long/],
    ["WITH range(100000) AS a SELECT arrayCount(x -> indexOf(a, x) > 0, a)", /too long/],
    ["SELECT sum(has(splitByChar(' ', repeat('a a ', 500000)), toString(number))) FROM numbers(9)", /more than 2 MB/],
    ["WITH range(100000) AS a SELECT arrayExists(x -> countEqual(a, x) > 1, a)", /too long/],
    [`SELECT ${"arrayMap(x -> ".repeat(6)}1${", [1, 2])".repeat(6)}`, /deep/],
    // A number below zero makes no shorter value, and no cheaper one.
    ["SELECT repeat('a', -1000000000)", /more than 2 MB/],
    [
      "SELECT countEqual(range(-131000, 0), tokens_in), countEqual(range(-131000, 0), tokens_out), countEqual(range(-131000, 0), 1) FROM events",
      /too long/,
    ],
    ["SELECT arrayMap(x -> arrayResize([toUInt32(1)], -100000), range(9))", /more than 2 MB/],
    ["SELECT groupArray(-1000000)(model) FROM events", /groupArray needs its limit/],
    // Rows that a statement multiplies pay for what is computed of each.
    [
      "SELECT count() FROM (SELECT indexOf(range(131072), x + 200000) AS h FROM (SELECT arrayJoin(range(20000)) AS x)) WHERE h > 0",
      /too long/,
    ],
    [
      "SELECT count() FROM (SELECT indexOf(range(131072), x + 200000) AS h FROM (SELECT 1 AS one) ARRAY JOIN range(20000) AS x) WHERE h > 0",
      /too long/,
    ],
    [
      "WITH arrayWithConstant(100000, 1) AS a SELECT max(indexOf(range(1000), x)) FROM (SELECT arrayJoin(a) AS x)",
      /too long/,
    ],
    [
      "SELECT max(countEqual(range(60000), a.tokens_in)), max(countEqual(range(60000), b.tokens_in)) FROM events AS a JOIN events AS b ON a.model = b.model",
      /too long/,
    ],
    ["SELECT arrayMap(x -> arrayJoin([x, 1]), [1, 2]) FROM events", /arrayJoin stands in no lambda/],
    // Values that are put together of few long ones and many short ones.
    [`SELECT concatWithSeparator(repeat('a', 200000)${", 'b'".repeat(200)})`, /more than 2 MB/],
    [
      "SELECT arrayFill(x -> x != '', arrayPushFront(arrayWithConstant(1000, ''), repeat('a', 20000)))",
      /more than 2 MB/,
    ],
    ["SELECT arrayShiftRight(arrayWithConstant(1000, ''), 1000, repeat('a', 20000))", /more than 2 MB/],
    ["SELECT arrayShiftLeft(arrayWithConstant(1000, ''), 1000, repeat('a', 20000))", /more than 2 MB/],
    [`SELECT extractGroups(repeat('a', 5000), '${"(".repeat(60)}.*${")".repeat(60)}')`, /more than 2 MB|too long/],
    // Types that say how long their values are.
    ["SELECT CAST('a', 'FixedString(1000000)')", /FixedString has at most 256 bytes/],
    ["SELECT 'a'::Array(FixedString(1000000))", /FixedString has at most 256 bytes/],
    ["SELECT toFixedString('a', 100000)", /FixedString has at most 256 bytes/],
    ["SELECT CAST('a', concat('Fixed', 'String(1000000)'))", /The type of CAST must be written out/],
    // Aggregate functions by name, and states, whose length nothing in the statement says.
    ["SELECT arrayReduce('groupArray(100)', [1])", /arrayReduce takes the name/],
    ["SELECT hex(uniqExactState(number)) FROM numbers(9)", /more than 2 MB/],
    ["SELECT timeSeriesResampleToGridWithStaleness(0, 100000000, 1, 60)(ts, 1.5) FROM events", /is not available/],
    // What nobody has looked at.
    ["SELECT convertCharset(repeat('a', 10000), 'utf8', 'utf16')", /convertCharset takes values of up to 4096 bytes/],
    ["SELECT sumMap(map(number, 1)) FROM numbers(9)", /sumMap is not available/],
    ["SELECT countResample(0, 1000000, 1)(number, number) FROM numbers(9)", /countResample is not available/],
    ["SELECT sparseGramsHashes(model) FROM events", /sparseGramsHashes is not available/],
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
      "WITH sum(tokens_in) AS total SELECT arrayMap(x -> x / total, groupArray(1000)(tokens_out)) FROM events",
      "SELECT arraySum(arrayMap((x, y) -> x * y, groupArray(1000)(tokens_in), groupArray(1000)(tokens_out))) FROM events",
      "SELECT length(groupArray(100000)(tokens_in)), groupConcat(', ', 1000)(model), arraySort(groupUniqArray(100)(team)) FROM events",
      "SELECT arrayJoin(arrayMap(i -> addDays(min(toDate(ts)), i), range(toUInt32(dateDiff('day', min(ts), max(ts)) + 1)))) AS day FROM events",
      'SELECT "sum(tokens_in)" / "count()" AS mean, concat(model, \' \', model) AS model FROM (SELECT model, sum(tokens_in), count() FROM events GROUP BY model)',
      // A column under its own name, made over.
      "SELECT toString(id) AS id, formatDateTime(ts, '%FT%TZ') AS ts, concat(team, '!') AS team FROM events LIMIT 5",
      "SELECT lower(concat(model, '-x')) AS model, count(*), uniq(model, team) FROM events GROUP BY model",
      "SELECT t.model, arrayStringConcat(arrayMap(x -> concat(x, '!'), splitByChar('-', t.model)), '+') FROM events AS t LIMIT 5",
      "SELECT format('{} by {}', model, provider), topK(5)(team), arraySlice(groupArray(50)(model), 1, 3) FROM events GROUP BY model, provider",
      "SELECT number, s FROM (SELECT number, 1 AS s FROM numbers(3)) ORDER BY number WITH FILL TO 9 INTERPOLATE (s AS s + 1)",
      "SELECT sum(tokens_in) OVER (ORDER BY ts ROWS BETWEEN 3 PRECEDING AND CURRENT ROW), row_number() OVER (PARTITION BY model ORDER BY ts) FROM events LIMIT 5",
      "SELECT arrayReduce('sum', groupArray(1000)(tokens_in)), convertCharset(model, 'utf-8', 'utf-16') FROM events GROUP BY model LIMIT 5",
      "SELECT uniqMerge(s), avgMerge(a) FROM (SELECT uniqState(model) AS s, avgState(tokens_in) AS a FROM events)",
      "SELECT arrayJoin(mapKeys(labels)) AS label, labels[label] AS value, count() FROM events GROUP BY ALL",
      "SELECT label, value, count() FROM events ARRAY JOIN mapKeys(labels) AS label, mapValues(labels) AS value GROUP BY ALL",
      "WITH range(24) AS hours SELECT arrayJoin(hours) AS hour, concat(toString(hour), ':00') AS name, countIf(toHour(ts) = hour) FROM events GROUP BY hour",
      "SELECT arrayJoin(splitByChar('-', model)) AS part, upper(part), lower(part), count() FROM events GROUP BY part",
      "SELECT model, p.1 AS day, p.2 AS tokens, formatDateTime(day, '%F') FROM (SELECT model, groupArray(1000)((toDate(ts), tokens_in)) AS pairs FROM events GROUP BY model) ARRAY JOIN pairs AS p",
      "SELECT tokens_in::Float64, CAST(model, 'Nullable(String)'), toFixedString('abc', 3), quantiles(0.5, 0.9)(tokens_in), sumForEach([tokens_in, tokens_out]) FROM events GROUP BY ALL LIMIT 5",
      "SELECT a.model, concat(a.model, '/', b.team) AS name, count() FROM events AS a JOIN events AS b ON a.id = b.id GROUP BY ALL",
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

describe("judging a statement takes a bounded number of steps, whatever it says", () => {
  const list = (count: number, piece: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => piece(index)).join(", ");
  const lambdas = (depth: number, array: string, body: string): string =>
    Array.from({ length: depth }).reduce<string>((inside, _, at) => `arrayMap(a${at} -> ${inside}, ${array})`, body);
  const shuffled = (count: number): readonly number[] =>
    Array.from({ length: count }, (_, index) => (index * 7919) % count);
  const mostSteps = 120_000;

  test.each([
    [
      "a name that thousands bear, in lambdas",
      `SELECT ${lambdas(4, "[1]", `tuple(${list(2_500, () => "x")})`)} y, ${list(4_000, () => "1 x")}`,
    ],
    ["parameters of lambdas", `SELECT ${lambdas(4, "[1, 2, 3]", `tuple(${list(2_500, (index) => `a${index % 4}`)})`)}`],
    ["a chain of names", `SELECT 'a' AS c0, ${list(1_500, (index) => `concat(c${index}, 'x') AS c${index + 1}`)}`],
    [
      "a chain in disorder",
      `SELECT ${shuffled(1_500)
        .map((index) => `concat(c${index + 1}, 'x') AS c${index}`)
        .join(", ")}`,
    ],
    ["a name in its own value, thousands of times", `SELECT ${list(2_500, () => "lower(x) AS x")}`],
    ["expressions as names", `SELECT ${list(3_000, () => '"lower(x)"')}, ${list(2_000, () => "lower(x)")}`],
    ["an expression in itself", `SELECT concat("concat(model)", model), length("length(1)")`],
    ["a name of many parts", `SELECT a${".a".repeat(14_000)}`],
    [
      "a lambda of many parameters",
      `SELECT arrayMap((${list(1_000, (index) => `p${index}`)}) -> 1, ${list(4_000, () => "[1]")})`,
    ],
    [
      "formats in lambdas",
      `SELECT ${lambdas(4, "[1, 2]", `format('${"a{}".repeat(10_000)}', ${list(500, () => "a0")})`)}`,
    ],
    ["conversions of conversions", `SELECT ${"toString(".repeat(80)}${list(5_000, () => "'a'")}${")".repeat(80)}`],
    [
      "many alternatives",
      `SELECT multiIf(${list(1_300, (index) => `model LIKE '%gpt-${index}%', '${index}'`)}, '') FROM events`,
    ],
    [
      "many selects",
      Array(100).fill("SELECT toString(id) AS id, lower(model) AS model FROM events").join(" UNION ALL "),
    ],
    ["many tables of columns", `SELECT ${list(4_000, () => "t.*")} FROM events AS t`],
  ])("%s", async (_, query) => {
    expect(query.length).toBeLessThan(60_000);
    const tree = await engine.treeOf(query);
    expect(tree.length).toBeGreaterThan(3);
    const { steps, reason } = judged(tree);
    // One more than all of them: the statement is refused at that.
    expect(steps).toBeLessThan(mostSteps + 60_000 / 8);
    if (steps > mostSteps) expect(reason).toMatch(/too involved/);
  });

  test("however many names, conditions and queries a statement of every day has, it is judged to its end", async () => {
    for (const query of [
      `SELECT multiIf(${list(1_300, (index) => `model LIKE '%gpt-${index}%', '${index}'`)}, '') FROM events`,
      `SELECT ${list(1_000, (index) => `sum(tokens_in * ${index}) AS c${index}`)} FROM events`,
      Array(100).fill("SELECT toString(id) AS name, lower(model) FROM events").join(" UNION ALL "),
      `SELECT ${list(700, (index) => `countIf(tokens_in > ${index}) AS a${index}, a${index} / 2 AS b${index}`)} FROM events`,
    ])
      expect(judged(await engine.treeOf(query)).reason, query.slice(0, 80)).toBeUndefined();
  });
});
