import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectNothingForeign } from "../../query/test/sql/analyst-engine.js";
import { type CanaryEngine, canary, startCanaryEngine } from "./canary-engine.js";

let canaries: CanaryEngine;
beforeAll(async () => {
  canaries = await startCanaryEngine();
});
afterAll(() => canaries?.stop());

/** Generated from what the engine has: minutes. */
describe("nothing of a refused statement is computed", { timeout: 600_000 }, () => {
  test("of every function that is not in the list of what analysts may use", async () => {
    const scalars = await canaries.rows<{ name: string }>(
      "SELECT name FROM system.functions WHERE NOT is_aggregate AND origin = 'System' ORDER BY name",
    );
    const { file } = canaries;
    const before = await canaries.traces();
    let refused = 0;
    for (const { name } of scalars) {
      if (!/^\w+$/.test(name)) continue;
      for (const statement of [`SELECT ${name}('${file}')`, `SELECT ${name}('${file}', throwIf(1))`]) {
        const told = await canaries.engine.told(statement);
        expectNothingForeign(told, statement);
        expect(told, statement).not.toContain(canary);
        if (told.startsWith("sql_refused: The function")) refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(200);
    expect(await canaries.traces()).toEqual(before);
  });

  test("of every table function but the few that make rows", async () => {
    const tables = await canaries.rows<{ name: string }>("SELECT name FROM system.table_functions ORDER BY name");
    const harmless = new Set(["numbers", "generate_series", "generateseries", "values"]);
    const { file, url } = canaries;
    const before = await canaries.traces();
    for (const { name } of tables)
      for (const prefix of ["", "optimize = 1 ", "EXPLAIN AST optimize = 1 ", "DESCRIBE ("])
        for (const of of [`'${file}'`, `'${url}', 'LineAsString'`, `'127.0.0.1', system.one`, `throwIf(1)`]) {
          const statement = `${prefix}SELECT * FROM ${name}(${of})`;
          const told = await canaries.engine.told(statement);
          expect(told, statement).not.toContain(canary);
          if (prefix !== "" || !harmless.has(name.toLowerCase())) expect(told, statement).toMatch(/^sql_refused: /);
          else if (of.startsWith("throwIf")) expect(told, statement).toMatch(/^sql_refused: /);
        }
    expect(canaries.asked()).toBe(0);
    expect(await canaries.traces()).toEqual(before);
  });
});
