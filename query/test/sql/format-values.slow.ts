import { afterAll, beforeAll, expect, test } from "vitest";
import { offeredFormats } from "../../src/sql/tool-formats.js";
import { type AnalystEngine, startAnalystEngine } from "./analyst-engine.js";
import { authorization, startToolService } from "./tool-service.js";

let engine: AnalystEngine;
let tools: Awaited<ReturnType<typeof startToolService>>;
beforeAll(async () => {
  engine = await startAnalystEngine();
  tools = await startToolService(engine);
}, 240_000);
afterAll(async () => {
  tools.stop();
  await engine.stop();
});

/** Columns of kinds that few formats are written with: nested, empty, extreme, states, types without values. */
const columns: readonly string[] = [
  "number AS a, toString(number) AS b, number % 2 = 0 AS c",
  "NULL AS a",
  "[] AS a, [[]] AS b, [NULL, 1] AS c",
  "map('a', [1, 2]) AS a, map() AS b",
  "tuple() AS a",
  "(1, 'x', (2., NULL)) AS a",
  "[(1, map('k', tuple('v')))] AS a",
  "toLowCardinality('x') AS a, toLowCardinality(NULL::Nullable(String)) AS b",
  "[toLowCardinality('x')] AS a, map(toLowCardinality('k'), 1) AS b",
  "toDate('1970-01-01') AS a, toDate32('2299-12-31') AS b, toDateTime64('2299-12-31 23:59:59.999999999', 9, 'UTC') AS c",
  "toDateTime(0, 'Asia/Kathmandu') AS a, INTERVAL 1 MONTH AS b, INTERVAL 3 NANOSECOND AS c",
  "toDecimal256('1e-60', 60) AS a, toDecimal32(1, 9) AS b",
  "toInt256(-1) AS a, toUInt256(-1) AS b, toInt128('-170141183460469231731687303715884105728') AS c",
  "nan AS a, inf AS b, -inf AS c, -0. AS d, toFloat32(1e-45) AS e",
  "toUUID('00000000-0000-0000-0000-000000000001') AS a, toIPv4('1.2.3.4') AS b, toIPv6('::1') AS c",
  "toFixedString('ab', 5) AS a, '' AS b, char(0, 255, 10, 34) AS c",
  "CAST('x', 'Enum8(\\'x\\' = -128, \\'\\' = 1)') AS a, CAST(1, 'Enum16(\\'long name\\' = 1)') AS b",
  "(1., 2.)::Point AS a, [(1., 2.)]::Ring AS b, [[(1., 2.)]]::Polygon AS c",
  "sumState(toUInt64(1)) AS a, uniqState('x') AS b, quantileState(0.5)(1.) AS c",
  "'1'::Variant(UInt8, String) AS a, 1::Dynamic AS b",
  '\'{"a": {"b": [1, null]}}\'::JSON AS a',
  "tuple('a' AS x, 1 AS y)::Tuple(x String, y UInt8) AS a",
  '1 AS `a.b`, 2 AS `a`, 3 AS `a b "c" <d>`',
  "repeat('x', 2000) AS a",
  "arrayMap(x -> toString(x), range(1000)) AS a",
  "toBFloat16(1.5) AS a",
  "time_slot AS a FROM (SELECT timeSlot(now()) AS time_slot)",
];

const rows = [0, 1, 3, 2_000];

test("every format writes each kind of value or refuses it, and the engine goes on", {
  timeout: 1_200_000,
}, async () => {
  const began = await engine.client.query({ query: "SELECT uptime() AS s", format: "JSONEachRow" });
  const [{ s: uptime } = { s: 0 }] = await began.json<{ s: number }>();
  const answered = new Map<number, number>();
  for (const [index, column] of columns.entries())
    for (const [at, format] of offeredFormats.entries()) {
      const count = rows[(index + at) % rows.length];
      const source = column.includes(" FROM ") ? `${column}, numbers(${count})` : `${column} FROM numbers(${count})`;
      const body = `SELECT ${source} FORMAT ${format}`;
      const answer = await fetch(tools.url, { method: "POST", headers: { authorization }, body });
      const text = await answer.text();
      answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1);
      expect([200, 400, 403, 404, 413], `${body.slice(0, 300)}: ${text.slice(0, 300)}`).toContain(answer.status);
    }
  expect(answered.get(200)).toBeGreaterThan((columns.length * offeredFormats.length) / 2);
  const ended = await engine.client.query({ query: "SELECT uptime() AS s", format: "JSONEachRow" });
  const [after] = await ended.json<{ s: number }>();
  expect(Number(after?.s)).toBeGreaterThanOrEqual(Number(uptime));
});
