import { publishedTables, publishedTo, publishStatements } from "@ecomind/clickhouse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnalystEngine, startAnalystEngine } from "./analyst-engine.js";

let engine: AnalystEngine;
beforeAll(async () => {
  engine = await startAnalystEngine();
});
afterAll(() => engine.stop());

/** With a minimum group size. */
const ask = (query: string) => engine.askWithMinimum(query);
const direct = (query: string) => engine.direct(query, "ecomind_analyst_without_groups");

/** What an organisation with a minimum group size may not see, in every table that has it. */
const withheld = [
  "SELECT team FROM events",
  "SELECT labels FROM events",
  "SELECT labels['project'] FROM events",
  "SELECT mapKeys(labels) FROM events",
  "SELECT count() FROM events WHERE team = 'research'",
  "SELECT count() FROM events GROUP BY team",
  "SELECT count() FROM events ORDER BY max(team)",
  "SELECT COLUMNS('^te') FROM events",
  "SELECT e.team FROM events AS e",
  "SELECT count() FROM events AS a JOIN events AS b USING (team)",
  "WITH e AS (SELECT team AS t FROM events) SELECT t FROM e",
  "SELECT team FROM events_footprint",
  "SELECT labels['project'] FROM events_footprint",
  "SELECT sum(kwh_it_central) FROM events_footprint GROUP BY team",
  "SELECT * FROM usage_15m",
  "SELECT sum(requests) FROM usage_15m",
  "SELECT sum(requests) FROM ecomind.usage_15m",
  "SELECT sum(requests) FROM footprint_15m",
  "SELECT team FROM usage_history FINAL",
  "SELECT * FROM usage_history FINAL",
  // A row for each team, also where its name is left out.
  "SELECT bucket, model, requests, tokens_in FROM usage_history FINAL",
  "SELECT sum(requests) FROM usage_history FINAL GROUP BY team",
];

describe("with a minimum group size", () => {
  test.each(withheld)("%s is refused, and by the engine's grants alone", async (query) => {
    await expect(ask(query)).rejects.toMatchObject({ problem: { code: "sql_refused" } });
    expect(await direct(query)).toMatch(/\(ACCESS_DENIED\)/);
  });

  test("a refusal says where the answer is", async () => {
    await expect(ask("SELECT team FROM usage_15m")).rejects.toMatchObject({
      problem: { detail: expect.stringMatching(/minimum group size of 5.*usage_model_15m.*\/v1\/usage/) },
    });
  });

  test("every other table and column is there, of the own organisation alone", async () => {
    const published = publishedTo(5);
    for (const [table, columns] of Object.entries(published)) {
      if (table.endsWith("_of")) continue;
      const { rows } = await ask(`SELECT ${columns.join(", ") || "*"} FROM ${table} LIMIT 2`).catch((error) => {
        // Views hand on what the reader may see: this one has columns of events that nobody may name.
        if (table === "events_footprint") return { rows: [] };
        throw error;
      });
      if (["events", "usage_model_15m", "footprint_model_15m"].includes(table))
        expect(rows.length, table).toBeGreaterThan(0);
    }
    for (const table of ["events", "events_footprint", "usage_model_15m", "footprint_model_15m"])
      expect(await direct(`SELECT DISTINCT org_id FROM ${table}`), table).toBe("acme\n");
  });

  test("sums are those of the tables with teams", async () => {
    const sums = "sum(requests), sum(tokens_in), sum(tokens_out)";
    for (const [table, whole] of [
      ["usage_model_15m", "usage_15m"],
      ["footprint_model_15m", "footprint_15m"],
    ]) {
      const { rows } = await ask(`SELECT model, ${sums} FROM ${table} GROUP BY model ORDER BY model`);
      expect(rows).toEqual(
        (await engine.ask(`SELECT model, ${sums} FROM ${whole} GROUP BY model ORDER BY model`)).rows,
      );
      expect(rows.length).toBeGreaterThan(1);
    }
    const kwh = "round(sum(kwh_it_central), 9)";
    const { rows } = await ask(`SELECT ${kwh} FROM events_footprint`);
    expect(rows).toEqual((await engine.ask(`SELECT ${kwh} FROM footprint_15m`)).rows);
  });
});

test("without one, everything that is published is granted", () => expect(publishedTo(1)).toBe(publishedTables));

test("a server's account loses what is not published any more, and nothing else, whichever way the settings change", () => {
  const granted = new Set<string>();
  const apply = (minimum: number): string[] => {
    for (const statement of publishStatements("x", minimum)) {
      const [, act, names, table = ""] = /^(GRANT|REVOKE) SELECT(?:\((.*)\))? ON ecomind\.(\w+) /.exec(statement) ?? [];
      const columns = names?.split(", ") ?? [""];
      // Of a table it takes the rights on its columns as well.
      if (act === "REVOKE" && names === undefined)
        for (const one of granted) if (one.startsWith(`${table}.`)) granted.delete(one);
      for (const column of columns)
        if (act === "GRANT") granted.add(`${table}.${column}`);
        else granted.delete(`${table}.${column}`);
    }
    return [...granted].sort();
  };
  const expected = (minimum: number) =>
    Object.entries(publishedTo(minimum))
      .flatMap(([table, columns]) => (columns.length === 0 ? [`${table}.`] : columns.map((name) => `${table}.${name}`)))
      .sort();
  for (const minimum of [1, 5, 1, 20]) expect(apply(minimum)).toEqual(expected(minimum));
});
