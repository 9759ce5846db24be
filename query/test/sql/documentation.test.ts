import { readFileSync } from "node:fs";
import { publishedTables } from "@ecomind/clickhouse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnalystEngine, startAnalystEngine } from "./analyst-engine.js";
import { authorization, startToolService } from "./tool-service.js";

const document = readFileSync(new URL("../../../docs/sql.md", import.meta.url), "utf8");
const queries = [...document.matchAll(/([^\n]*):\n\n```sql\n([\s\S]*?)```/g)].map(([, title = "", query = ""]) => ({
  title,
  query,
}));

let engine: AnalystEngine;
beforeAll(async () => {
  engine = await startAnalystEngine();
});
afterAll(() => engine.stop());

test("there are twenty queries", () => expect(queries).toHaveLength(20));

test.each(queries)("$title", async ({ query }) => {
  const { columns, rows } = await engine.ask(query);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toHaveLength(columns.length);
  // Of all rows, the engine holds more of the other organisation's than of this one's.
  const requests = columns.findIndex(({ name }) => name === "requests");
  const total = rows.reduce((sum, row) => sum + Number(row[requests]), 0);
  if (requests >= 0) expect(total).toBeLessThanOrEqual(200);
});

test.each(queries)("with a minimum group size, $title: unless it is about teams or labels", async ({
  title,
  query: text,
}) => {
  const answer = engine.askWithMinimum(text);
  if (/team|label/.test(title)) await expect(answer).rejects.toMatchObject({ problem: { code: "sql_refused" } });
  else expect((await answer).rows.length).toBeGreaterThan(0);
});

describe("the dashboard for Grafana", () => {
  interface Panel {
    readonly title: string;
    readonly targets: readonly { readonly rawSql: string }[];
  }
  const { panels } = JSON.parse(
    readFileSync(new URL("../../../docs/examples/grafana/ecomind.json", import.meta.url), "utf8"),
  ) as { panels: readonly Panel[] };

  test("its panels ask all at once, wait for their turn, and are answered with rows", {
    timeout: 120_000,
  }, async () => {
    const tools = await startToolService(engine, { minimumGroupSizeOf: async () => 5 });
    const now = Math.floor(Date.now() / 1_000);
    // As the plug-in writes the macro out.
    const range = `(bucket >= toDateTime(${now - 30 * 86_400}) AND bucket <= toDateTime(${now}))`;
    try {
      expect(panels).toHaveLength(12);
      const answers = await Promise.all(
        panels.map(async ({ title, targets: [target] }) => {
          const body = `${target?.rawSql.replaceAll("$__timeFilter(bucket)", range)} FORMAT JSONCompactEachRow`;
          const answer = await fetch(tools.url, { method: "POST", headers: { authorization }, body });
          return { title, status: answer.status, text: await answer.text() };
        }),
      );
      for (const { title, status, text } of answers)
        expect([status, text], title).toEqual([200, expect.stringMatching(/^\[.*[1-9]/)]);
    } finally {
      tools.stop();
    }
  });
});

describe("tables", () => {
  test("each published one is told of, and no other", () => {
    for (const table of Object.keys(publishedTables)) expect(document).toContain(`\`${table}`);
  });

  test.each([
    ["usage_15m", "usage_15m"],
    ["events", "events"],
  ])("every column of %s, with its type", async (table, heading) => {
    const section = document.split(`### \`${heading}\``)[1]?.split("###")[0] ?? "";
    const told = new Map<string, string>();
    for (const [, names = "", type = ""] of section.matchAll(/^\| (`[^|]*`) \| ([^|]+) \|/gm))
      for (const name of names.split(", ")) told.set(name.replaceAll("`", ""), type.trim());
    const columns = publishedTables[table]?.length ? (publishedTables[table] ?? []).join(", ") : "*";
    const { columns: real } = await engine.ask(`SELECT ${columns} FROM ${table} LIMIT 1`);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(real.map(({ name, type }) => [name, type])));
  });

  test("every column of a footprint", async () => {
    const { columns } = await engine.ask("SELECT * FROM footprint_15m LIMIT 1");
    for (const { name } of columns)
      expect(
        document.includes(`\`${name}\``) || document.includes(`\`${name.replace(/_(low|central|high)$/, "_…")}\``),
        name,
      ).toBe(true);
  });
});
