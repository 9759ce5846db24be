import { publishedTo } from "@ecomind/clickhouse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnalystEngine, expectNothingForeign, startAnalystEngine } from "./analyst-engine.js";
import { authorization, startToolService, toolAccount } from "./tool-service.js";

let engine: AnalystEngine;
let open: Awaited<ReturnType<typeof startToolService>>;
let grouped: Awaited<ReturnType<typeof startToolService>>;
beforeAll(async () => {
  engine = await startAnalystEngine();
  open = await startToolService(engine);
  grouped = await startToolService(engine, { minimumGroupSizeOf: async () => 5 });
});
afterAll(async () => {
  open.stop();
  grouped.stop();
  await engine.stop();
});

async function told(statement: string, service = open): Promise<string> {
  const answer = await fetch(service.url, { method: "POST", headers: { authorization }, body: statement });
  const text = await answer.text();
  expectNothingForeign(text, statement);
  return text;
}
const lines = async (statement: string, service = open): Promise<string[]> =>
  (await told(statement, service)).split("\n").slice(0, -1);

/** Published tables that are read by their name alone. */
const readable = (minimumGroupSize: number): string[] =>
  Object.keys(publishedTo(minimumGroupSize))
    .filter((table) => !table.endsWith("_of"))
    .sort();

// Each table is asked for in several ways: half a minute where several test files run at once.
describe("schemas", { timeout: 300_000 }, () => {
  test("the published tables are listed, by every way to ask, and nothing else", async () => {
    for (const [service, minimum] of [
      [open, 1],
      [grouped, 5],
    ] as const) {
      for (const statement of [
        "SHOW TABLES",
        "show tables from ecomind",
        "SHOW FULL TABLES IN `ecomind`",
        "SELECT name FROM system.tables ORDER BY name",
        "SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name",
        "SELECT t.name FROM `system`.`tables` AS t WHERE t.database NOT IN ('system', 'information_schema') ORDER BY 1",
        "SELECT system.tables.name FROM system.tables ORDER BY system.tables.name",
        "SELECT DISTINCT table FROM system.columns ORDER BY table",
        "SELECT DISTINCT t.name FROM system.tables AS t INNER JOIN system.columns AS c ON c.database = t.database AND c.table = t.name ORDER BY t.name",
      ])
        expect(await lines(statement, service), statement).toEqual(readable(minimum));
      expect(await lines("SELECT name FROM system.databases", service)).toEqual(["ecomind"]);
      expect(await lines("SHOW DATABASES", service)).toEqual(["ecomind"]);
    }
    expect(await lines("SHOW TABLES LIKE 'usage%'")).toEqual(readable(1).filter((name) => name.startsWith("usage")));
    expect(await lines("SHOW TABLES NOT ILIKE '%USAGE%' LIMIT 2")).toEqual(
      readable(1)
        .filter((name) => !name.includes("usage"))
        .slice(0, 2),
    );
    expect(await lines("SHOW TABLES WHERE name = 'events' LIMIT 1")).toEqual(["events"]);
    expect(await lines("SHOW TABLES FROM other")).toEqual([]);
  });

  test("every column that is listed can be read, and is all that SELECT * gives", async () => {
    for (const [service, minimum] of [
      [open, 1],
      [grouped, 5],
    ] as const)
      for (const table of readable(minimum)) {
        const listed = await lines(
          `SELECT name, type FROM system.columns WHERE database = 'ecomind' AND table = '${table}' ORDER BY position`,
          service,
        );
        const described = (await lines(`DESCRIBE TABLE ecomind.${table}`, service)).map((line) =>
          line.split("\t").slice(0, 2).join("\t"),
        );
        const [names, types] = await lines(
          `SELECT * FROM ecomind.${table} LIMIT 1 FORMAT TabSeparatedWithNamesAndTypes`,
          service,
        );
        const real = (names ?? "").split("\t").map((name, index) => `${name}\t${(types ?? "").split("\t")[index]}`);
        expect(listed.length, table).toBeGreaterThan(1);
        expect(listed, table).toEqual(real);
        expect(described, table).toEqual(real);
        const shown = (await lines(`SHOW COLUMNS FROM ${table}`, service)).map((line) => line.split("\t")[0]);
        expect([...shown].sort(), table).toEqual(listed.map((line) => line.split("\t")[0]).sort());
        const published = publishedTo(minimum)[table] ?? [];
        if (published.length > 0)
          expect(listed.map((line) => line.split("\t")[0]).sort()).toEqual([...published].sort());
      }
  });

  test("a table's statement, its existence, a question's columns", async () => {
    expect(await told("SHOW CREATE TABLE ecomind.events")).toMatch(
      /^CREATE VIEW ecomind\.events \("org_id" LowCardinality\(String\), "ts" DateTime64\(3, \\'UTC\\'\), .*\)\n$/,
    );
    for (const [statement, result] of [
      ["EXISTS TABLE ecomind.events", "1\n"],
      ["EXISTS usage_model_15m", "1\n"],
      ["EXISTS TABLE ecomind.api_keys", "0\n"],
      ["EXISTS TABLE system.tables", "0\n"],
      ["EXISTS DATABASE ecomind", "1\n"],
      ["EXISTS DATABASE system", "0\n"],
      ["USE ecomind", ""],
    ] as const)
      expect(await told(statement), statement).toBe(result);
    expect(await lines("DESCRIBE (SELECT model, count() AS n FROM ecomind.usage_15m GROUP BY model)")).toEqual([
      "model\tLowCardinality(String)\t\t\t\t\t",
      "n\tUInt64\t\t\t\t\t",
    ]);
    expect(await told("DESCRIBE TABLE footprint_15m_of(factor_set = 'x')")).toContain("kwh_it_central");
  });

  test("functions, types, settings, formats and contributors are the engine's own", async () => {
    for (const table of [
      "functions",
      "data_type_families",
      "settings",
      "formats",
      "contributors",
      "table_engines",
      "table_functions",
    ]) {
      const own = await engine.client.query({
        query: `SELECT count() AS n FROM system.${table}`,
        format: "JSONEachRow",
      });
      const [row] = await own.json<{ n: string }>();
      expect(Number(await told(`SELECT count() FROM system.${table}`)), table).toBe(Number(row?.n));
    }
  });

  test("who asks and where is told as the tool knows it", async () => {
    const { user } = toolAccount;
    expect(await told("SELECT currentUser(), user(), currentDatabase(), database() FORMAT JSONEachRow")).toBe(
      `{"currentUser()":"${user}","user()":"${user}","currentDatabase()":"ecomind","database()":"ecomind"}\n`,
    );
    expect(await told("SELECT concat(currentUser(), '@', currentDatabase()) AS me")).toBe(`${user}@ecomind\n`);
    expect(await told("SELECT database FROM (SELECT 'x' AS database)")).toBe("x\n");
    expect(await told("SELECT ecomind.model FROM events AS ecomind WHERE ecomind.model = 'gpt-4o' LIMIT 1")).toBe(
      "gpt-4o\n",
    );
  });

  test("no figure of storage or of other organisations stands in them", async () => {
    expect(
      await told(
        `SELECT countIf(total_rows IS NOT NULL OR total_bytes IS NOT NULL OR notEmpty(data_paths) OR as_select != ''),
           sum(c.data_compressed_bytes) FROM system.tables AS t LEFT JOIN system.columns AS c ON c.table = t.name`,
      ),
    ).toBe("0\t0\n");
  });
});

test("nothing else of system appears, and what asks for it is refused", async () => {
  for (const statement of [
    "SELECT * FROM system.one",
    "SELECT * FROM system.processes",
    "SELECT * FROM system.users",
    "SELECT * FROM system.query_log",
    "SELECT * FROM system.parts",
    'SELECT * FROM `system`."errors"',
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM ecomind.tables",
    "SELECT * FROM ecomind_system.parts",
    "SELECT * FROM ecomind_published_without_groups.events",
    "SELECT * FROM ecomind.api_keys",
    "SELECT * FROM system.tables AS a, system.parts AS b",
    "SELECT * FROM (SELECT * FROM system.processes) AS tables",
    "DESCRIBE TABLE system.processes",
    "DESCRIBE TABLE ecomind.api_keys",
    "DESCRIBE TABLE file('x', 'LineAsString')",
    "DESCRIBE (SELECT * FROM events) SETTINGS max_threads = 1",
    "DESCRIBE (SELECT 1) UNION ALL (SELECT 1)",
    "DESCRIBE TABLE events) UNION ALL (SELECT 1",
    "SHOW TABLES WHERE file('/etc/passwd') != ''",
    "SHOW TABLES LIKE 'a' UNION ALL SELECT 1",
    "SHOW TABLES WHERE 1) UNION ALL SELECT name FROM (SELECT name FROM system.users",
    "SHOW TABLES FROM ecomind SETTINGS max_threads = 1",
    "SHOW PROCESSLIST",
    "SHOW USERS",
    "SHOW GRANTS",
    "SHOW CLUSTERS",
    "SHOW CREATE USER ecomind",
    "SHOW",
    "DESCRIBE",
    "EXISTS (SELECT 1)",
    "USE system",
    "EXPLAIN SELECT 1",
  ]) {
    const text = await told(statement);
    expect(text, statement).toMatch(/^Code: (?!1002\.)\d+\. DB::Exception: /);
  }
  expect(await told("SELECT * FROM ecomind_published.events", grouped)).toMatch(/^Code: 497/);
  expect(await told("SELECT team FROM events", grouped)).toContain(
    "With a minimum group size of 5, SQL has no teams and labels",
  );
  expect(await told("SELECT * FROM usage_15m", grouped)).toContain(
    "With a minimum group size of 5, SQL has no teams and labels",
  );
  // What is no tool's has no schemas.
  expect(await engine.told("SELECT name FROM system.tables")).toContain("System tables are not available.");
  expect(await engine.told("SELECT name FROM ecomind_system.tables")).toContain("There is no published table");
});

test("a syntax error's place is that in the tool's own text", async () => {
  const text = (statement: string) => told(statement);
  expect(await text("SELECT 1 FROM ecomind.events WHERE")).toMatch(/line 1, column 35\b/);
  expect(await text("SELECT currentUser(), 'é',\n 2 FROM ecomind.events WHERE WHERE 1")).toMatch(/line 2, column 36\b/);
});
