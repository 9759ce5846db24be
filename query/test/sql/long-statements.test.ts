import { expect, test } from "vitest";
import { statementOutline } from "../../src/audit/statement-outline.js";
import { EngineError } from "../../src/sql/engine-error.js";
import { publishedNames } from "../../src/sql/published-names.js";
import { rewrittenText } from "../../src/sql/rewritten-text.js";
import { shapeOf } from "../../src/sql/statement-shape.js";
import { toolStatement } from "../../src/sql/tool-statement.js";

/** Several times the longest statement that is taken: work by the square of the length takes a minute, other work a second. */
const length = 450_000;
const repeated = (piece: string, begin = "SELECT "): string => begin + piece.repeat(Math.ceil(length / piece.length));

/** Everything that looks at a statement's text before the engine does. */
function readAll(statement: string): { readonly outline: string; readonly reason: string | undefined } {
  const outline = statementOutline(statement);
  try {
    toolStatement(statement, "ecomind");
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError);
  }
  const shape = shapeOf(statement);
  if ("reason" in shape) return { outline, reason: shape.reason };
  const names = publishedNames(shape.tokens, { database: "ecomind", minimumGroupSize: 1, tool: { user: "u" } });
  expect(rewrittenText(shape.plain, shape.tokens, names).text).toMatch(/^SELECT/);
  return { outline, reason: undefined };
}

test.each([
  ["words", repeated("a ")],
  ["signs and parentheses", repeated("-(")],
  ["comparisons", repeated("<", "")],
  ["semicolons in the middle", `${repeated(";", "SELECT 1")}1`],
  ["dots", repeated("a.")],
  ["calls of the account's name", repeated("user(),")],
  ["blanks", `${repeated(" ", "SELECT a")}b`],
])("reading a long statement takes time by its length: %s", (_, statement) => {
  const { outline } = readAll(statement);
  expect([...outline].length).toBeLessThanOrEqual(1_000);
});

const shown = "SELECT name FROM system.tables WHERE database = 'ecomind' AND";

test.each([
  ["a", " ", "b"],
  ["a LIMIT", "\n", "b"],
  ["a LIMIT 1", " ", "b"],
  ["a", " LIMIT 1", "b"],
])("a condition of SHOW with many blanks is read by its tokens: %j %j", (begin, blanks, end) => {
  const condition = begin + blanks.repeat(length / blanks.length) + end;
  const { query } = toolStatement(`SHOW TABLES WHERE ${condition}`, "ecomind");
  expect(query).toBe(`${shown} (${condition}) ORDER BY name`);
});

test.each([
  ["name = 'events' LIMIT 1", "name = 'events'", "1"],
  ["name = 'events'\n\tlimit\n 12 ;", "name = 'events'", "12"],
  ["name = 'a LIMIT 3'", "name = 'a LIMIT 3'", undefined],
  ['"limit" 3', '"limit" 3', undefined],
  ["LIMIT 3", "LIMIT 3", undefined],
  ["name = '' /* none */ LIMIT /* few */ 5 -- end", "name = ''", "5"],
])("the limit of SHOW is its last two tokens: %s", (written, condition, limit) => {
  const { query } = toolStatement(`SHOW TABLES WHERE ${written}`, "ecomind");
  const end = limit === undefined ? "" : ` LIMIT ${limit}`;
  expect(query.replace(/\s+\) ORDER/, ") ORDER")).toBe(`${shown} (${condition}) ORDER BY name${end}`);
});
