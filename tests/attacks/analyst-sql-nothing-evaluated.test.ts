import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnalystEngine } from "../../query/test/sql/analyst-engine.js";
import { type CanaryEngine, canary, startCanaryEngine } from "./canary-engine.js";

let canaries: CanaryEngine;
let engine: AnalystEngine;
let file: string;
let traces: CanaryEngine["traces"];

beforeAll(async () => {
  canaries = await startCanaryEngine();
  ({ engine, file, traces } = canaries);
});
afterAll(() => canaries?.stop());

/** Whatever the engine's grammar takes in front of a SELECT, or in front of what `EXPLAIN` explains. */
function prefixes(): readonly string[] {
  const kinds = [
    "AST",
    "SYNTAX",
    "QUERY TREE",
    "PLAN",
    "PIPELINE",
    "ESTIMATE",
    "TABLE OVERRIDE",
    "CURRENT TRANSACTION",
    "",
  ];
  const settings = [
    "optimize = 1",
    "graph = 1",
    "graph = 0, optimize = 1",
    "run_passes = 1",
    "dump_passes = 1",
    "dump_ast = 1",
    "oneline = 1, run_query_tree_passes = 1",
    "query_tree_passes = 1",
    "header = 1, actions = 1, indexes = 1",
    "projections = 1",
    "json = 1",
    "distributed = 1",
    "compact = 1",
    "enable_analyzer = 1",
    "optimize = 1, max_threads = 1",
  ];
  const asSettings = settings.flatMap((setting) => [
    `${setting} `,
    `, ${setting} `,
    `/* c */${setting}/* c */ `,
    `-- c\n${setting} `,
    `# c\n${setting} `,
    `\u00a0${setting}\u3000`,
    `${setting.replaceAll("=", "/**/=/**/")} `,
    `\`${setting.split(" ")[0]}\` = 1 `,
  ]);
  const asStatements = kinds.flatMap((kind) => [`EXPLAIN ${kind} `, `EXPLAIN ${kind} optimize = 1 `, `${kind} `]);
  const asClauses = [
    "SELECT = 1 ",
    "select = 1, optimize = 1 ",
    "WITH = 1, optimize = 1 ",
    "( = 1 ",
    "(optimize = 1) ",
    "(optimize = 1 ",
    "SELECT 1 SETTINGS optimize = 1 UNION ALL ",
    "SELECT 1 FORMAT Null ; ",
    "SELECT 1 INTO OUTFILE '/dev/null' ; ",
    "SELECT 1; ",
    "SELECT * FROM (EXPLAIN AST optimize = 1 ",
    "SELECT * FROM (EXPLAIN QUERY TREE ",
    "WITH x AS (EXPLAIN SYNTAX ",
    "DESCRIBE (",
    "DESC TABLE (",
    "SHOW CREATE VIEW ",
    "CREATE VIEW v AS ",
    "INSERT INTO FUNCTION null('a String') ",
    "WITH 1 AS x INSERT INTO events ",
    "SET optimize = 1; ",
    "PARALLEL WITH ",
    "FROM system.one ",
    "EXECUTE AS default ",
    "PREPARE p AS ",
    "CHECK GRANT SELECT ON *.* ; ",
    "$x$ $x$ ",
    "; ",
  ];
  return ["", ...asSettings, ...asStatements, ...asClauses];
}

describe("nothing of a refused statement is computed", () => {
  test("behind any prefix", async () => {
    const before = await traces();
    const tried = prefixes().flatMap((prefix) => [
      `${prefix}SELECT throwIf(1, '${canary}')`,
      `${prefix}SELECT file('${file}')`,
      `${prefix}SELECT 1 LIMIT length(file('${file}'))`,
      `${prefix}SELECT * FROM file('${file}', 'LineAsString')`,
      `${prefix}SELECT 1 WHERE 1 IN (SELECT throwIf(length(file('${file}')) > 0))`,
    ]);
    // The function throwIf is in no published list either: none of these may run, with a prefix or without.
    for (const statement of tried) {
      const told = await engine.told(statement);
      expect(told, statement).toMatch(/^(sql_refused|too_much): /);
      expect(told.replaceAll(`'${canary}'`, ""), statement).not.toContain(canary);
    }
    expect(await traces()).toEqual(before);
    expect(tried.length).toBeGreaterThan(600);
  });
});

describe("the account that reads statements", () => {
  test("sees no row of any table, and changes no setting", async () => {
    for (const query of [
      "SELECT * FROM events",
      "SELECT count() FROM ecomind.usage_15m",
      "SELECT * FROM ecomind.api_keys",
      "SELECT * FROM system.users",
      "SELECT * FROM system.processes",
      `SELECT * FROM file('${file}', 'LineAsString')`,
      "SELECT 1 SETTINGS max_execution_time = 0",
      "SET max_threads = 4",
      "CREATE TABLE t (a Int8) ENGINE = Memory",
    ])
      expect(await engine.asParser(query), query).toMatch(
        /\((ACCESS_DENIED|READONLY|UNKNOWN_TABLE|UNKNOWN_DATABASE)\)/,
      );
    expect(await engine.asParser(`SELECT file('${file}')`)).not.toContain(canary);
  });

  test("and its question for a tree compute nothing, even where the statement begins as no statement may", async () => {
    const before = await traces();
    for (const text of prefixes())
      await engine.asParser(`EXPLAIN AST graph = 0, optimize = 0 ${text.replace(/^, /, "")}SELECT file('${file}')`);
    expect(await traces()).toEqual(before);
  });
});

describe("what an analyst is told of an error", () => {
  const values = (told: string): string => told.replace(/^sql_refused: /, "");

  test("is a position in their own text", async () => {
    expect(values(await engine.told("SELECT 1 +"))).toMatch(/^Syntax error at line 1, column 11: expected one of /);
    expect(values(await engine.told("SELECT 'é中',\n  /* long\n comment */ FROM"))).toMatch(
      /^Syntax error at line 3, column \d+/,
    );
  });

  test.each([
    "SELECT toUInt8(model) FROM events",
    "SELECT accurateCast(model, 'UInt8') FROM events",
    "SELECT parseDateTimeBestEffort(model_reported) FROM events",
    "SELECT CAST(model, 'Enum8(\\'x\\' = 1)') FROM events",
    "SELECT toDecimal32(model, 2) FROM events",
    "SELECT toUUID(model) FROM events",
    "SELECT toIPv4(model) FROM events",
    "SELECT JSONExtractRaw(model, 1, 'x', toUInt8(model)) FROM events",
    "SELECT match('x', concat('(', model)) FROM events",
    "SELECT [1][toUInt8(model)] FROM events",
    "SELECT toDateTime(model, 'UTC') FROM events",
    "SELECT toTypeName(no_such_thing) FROM events",
    "SELECT * FROM no_such_table",
    "SELECT no_such_function(1)",
    "SELECT intDiv(1, 0)",
  ])("holds no value, version, address or path: %s", async (statement) => {
    const told = await engine.told(statement);
    expect(told).toMatch(/^sql_refused: [^\n]{5,300}$/);
    expect(told).not.toMatch(/gpt-4o|own\b|\d+\.\d+\.\d+|127\.0\.0\.1|\/tmp|DB::|version|ecomind_/);
  });
});
