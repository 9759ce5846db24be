import type { AllowedFunctions } from "./allowed-functions.js";

/** Nodes of the engine's syntax tree that a statement may be made of. */
const nodes = new Set([
  "ArrayJoin",
  "Asterisk",
  "ColumnsExceptTransformer",
  "ColumnsListMatcher",
  "ColumnsRegexpMatcher",
  "ColumnsReplaceTransformer",
  "ColumnsReplaceTransformer::Replacement",
  "ColumnsTransformerList",
  "ExpressionList",
  "Function",
  "Identifier",
  "InterpolateElement",
  "Literal",
  "OrderByElement",
  "QualifiedAsterisk",
  "QualifiedColumnsListMatcher",
  "QualifiedColumnsRegexpMatcher",
  "SelectIntersectExceptQuery",
  "SelectQuery",
  "SelectWithUnionQuery",
  "Subquery",
  "TableExpression",
  "TableIdentifier",
  "TableJoin",
  "TablesInSelectQuery",
  "TablesInSelectQueryElement",
  "WindowDefinition",
  "WindowListElement",
  "WithElement",
]);

const advice: Readonly<Record<string, string>> = {
  ColumnsApplyTransformer: "APPLY is not available.",
  Set: "SETTINGS is not available.",
};

/** Table functions that only make rows, and the parameterised view. */
const tableFunctions = new Set([
  "numbers",
  "generate_series",
  "generateseries",
  "values",
  "footprint_15m_of",
  "footprint_model_15m_of",
]);

export const notOneSelect = "Expected one SELECT, without FORMAT, SETTINGS or INTO OUTFILE.";

const line = /^( *)([A-Za-z:]+)(?: ([^\s]+))?/;

/**
 * Why a statement is not run; undefined when it may be. Judges the syntax tree that the engine itself has read, line by
 * line of `EXPLAIN AST`: whatever is not known to be harmless is refused, so that a line that a clever name forges can
 * only add a reason. What this does not know, which tables exist for the account and which rows, the engine's grants
 * and row policies decide.
 */
export function reasonToRefuse(
  tree: readonly string[],
  functions: Pick<AllowedFunctions, "has">,
  isPublished: (database: string, table: string) => boolean,
): string | undefined {
  // Anything after the query itself (FORMAT, SETTINGS, INTO OUTFILE) is a further child of the root.
  if (tree[0] !== "SelectWithUnionQuery (children 1)") return notOneSelect;
  let inTableExpression = false;
  for (const text of tree) {
    const [, , node = "", name = ""] = line.exec(text) ?? [];
    if (!nodes.has(node)) return advice[node] ?? "The statement uses something that is not available.";
    if (node === "Function") {
      const known = inTableExpression ? tableFunctions.has(name.toLowerCase()) : functions.has(name);
      if (!known)
        return `${inTableExpression ? "The table function" : "The function"} ${name.slice(0, 60)} is not available.`;
    }
    if (node === "Identifier" || node === "TableIdentifier") {
      const [first = "", ...rest] = name.split(".");
      const database = first.toLowerCase();
      if (database === "system" || database === "information_schema") return "System tables are not available.";
      if (node === "TableIdentifier" && rest.length > 0 && !isPublished(first, rest.join(".")))
        return `There is no published table ${name.slice(0, 100)}.`;
    }
    inTableExpression = node === "TableExpression";
  }
  return undefined;
}
