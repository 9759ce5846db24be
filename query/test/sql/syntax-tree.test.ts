import { expect, test } from "vitest";
import { functionsOf } from "../../src/sql/syntax-tree.js";

/** The tree of conversions around one literal. */
function nested(depth: number, literal: string): string[] {
  const lines: string[] = [];
  for (let level = 0; level < depth; level += 1)
    lines.push(
      `${" ".repeat(2 * level)}Function toString (children 1)`,
      `${" ".repeat(2 * level + 1)}ExpressionList (children 1)`,
    );
  return [...lines, `${" ".repeat(2 * depth)}Literal ${literal}`];
}

test("a literal within conversions is each one's literal, without its alias", () => {
  const { functions, longestLiteral } = functionsOf(nested(3, "'abc' (alias x)"));
  expect(functions.map(({ args }) => args[0]?.literals)).toEqual([["'abc'"], ["'abc'"], ["'abc'"]]);
  expect(longestLiteral).toBe(5);
});

test("a literal full of what begins an alias is read once, however deep it lies", () => {
  const literal = `'${" (alias ".repeat(60_000)}x'`;
  const { functions, literalBytes } = functionsOf(nested(190, literal));
  expect(functions).toHaveLength(190);
  expect(literalBytes).toBe(literal.length);
  // What ends as an alias does is cut at the first mark.
  expect(functionsOf(nested(190, `${literal.slice(0, -1)})`)).longestLiteral).toBe(1);
});
