import { expect, test } from "vitest";
import { toolRequest } from "../../src/sql/tool-request.js";

const read = (statement: string) => {
  const { query, format } = toolRequest([], { text: statement, fields: [] });
  return [query, format];
};

test.each([
  ["SELECT 1", "SELECT 1", "TabSeparated"],
  ["SELECT 1;", "SELECT 1;", "TabSeparated"],
  ["SELECT 1 FORMAT CSV", "SELECT 1", "CSV"],
  ["SELECT 1\n\tformat\n JSONEachRow \n;\n ", "SELECT 1", "JSONEachRow"],
  ["SELECT 1 FORMAT CSV;;", "SELECT 1 FORMAT CSV;;", "TabSeparated"],
  ["SELECT 1 FORMAT", "SELECT 1 FORMAT", "TabSeparated"],
  ["SELECT 1 AS reFORMAT CSV", "SELECT 1 AS reFORMAT CSV", "TabSeparated"],
  ["SELECT '(FORMAT CSV'", "SELECT '(FORMAT CSV'", "TabSeparated"],
  ["SELECT 1 FORMAT CSV FORMAT JSON", "SELECT 1 FORMAT CSV", "JSON"],
  ["FORMAT CSV", "FORMAT CSV", "TabSeparated"],
  ["SELECT 1 FORMAT 1CSV", "SELECT 1 FORMAT 1CSV", "TabSeparated"],
])("the format of %j is read from its end", (statement, query, format) => {
  expect(read(statement)).toEqual([query, format]);
});

test("reading it takes as long as the statement, not its square", () => {
  const begun = performance.now();
  for (const blank of [" ", "\n", " FORMAT", "FORMAT "])
    for (let time = 0; time < 200; time += 1) {
      const statement = `SELECT 1${blank.repeat(Math.floor(59_000 / blank.length))}-`;
      expect(read(statement)[0]).toBe(statement);
    }
  // A pattern that may begin at every blank took 2 s for one of these.
  expect(performance.now() - begun).toBeLessThan(10_000);
});
