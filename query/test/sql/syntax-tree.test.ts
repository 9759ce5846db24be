import { expect, test } from "vitest";
import { isFunction, Literals, type TreeNode, treeOf } from "../../src/sql/syntax-tree.js";
import { reasonOfLength } from "../../src/sql/value-bounds.js";

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

const functionsIn = (node: TreeNode): TreeNode[] => [
  ...(isFunction(node) ? [node] : []),
  ...node.children.flatMap(functionsIn),
];

test("a literal within conversions is each one's literal, and has a name", () => {
  const root = treeOf(nested(3, "'abc' (alias x)"));
  const literals = new Literals();
  expect(functionsIn(root).map((node) => literals.of(node))).toEqual(Array(3).fill(["'abc' (alias x)"]));
  expect(functionsIn(treeOf(["Function plus (alias n) (children 0)"]))[0]).toMatchObject({ name: "plus", alias: "n" });
  expect(literals.numberOf(treeOf(["Literal UInt64_7 (alias seven)"]).children[0])).toBe(7);
});

test("a literal full of what begins an alias is read once, however deep it lies, and none of it is lost", () => {
  const literal = `Tuple_('${" (alias ".repeat(60_000)}', 'x')`;
  const root = treeOf(nested(190, literal));
  const literals = new Literals();
  expect(functionsIn(root)).toHaveLength(190);
  expect(literals.of(functionsIn(root)[0] as TreeNode)?.[0]).toHaveLength(literal.length);
});

test("names that stand for each other are followed to their end, in little time", () => {
  const lines = [
    "SelectWithUnionQuery (children 1)",
    " ExpressionList (children 1)",
    "  SelectQuery (children 1)",
    "   ExpressionList (children 3000)",
  ];
  for (let index = 0; index < 3_000; index += 1)
    lines.push(
      `    Function lower (alias a${index}) (children 1)`,
      "     ExpressionList (children 1)",
      `      Identifier a${(index * 7) % 3_000}`,
    );
  expect(reasonOfLength(lines)).toBeUndefined();
});
