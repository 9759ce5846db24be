/** An argument of a function. */
export interface Argument {
  /** Its texts and numbers, where it is nothing else; undefined: it is computed from something. */
  readonly literals: readonly string[] | undefined;
  /** Where it is one number. */
  readonly number: number | undefined;
}

export interface FunctionNode {
  /** In lower case. */
  readonly name: string;
  readonly shown: string;
  readonly args: readonly Argument[];
  /** Of an aggregate function: `quantile(0.5)(x)`. */
  readonly parameters: readonly Argument[];
}

interface Node {
  readonly kind: string;
  readonly rest: string;
  readonly children: Node[];
}

/** Turn a literal into another of the same length. */
const conversions = /^(?:_?cast|to(?:u?int\d+|string|float\d+))$/i;

/** The nodes of `EXPLAIN AST`: a line each, deeper by one blank than what it belongs to. */
function rootsOf(tree: readonly string[]): readonly Node[] {
  const top: Node = { kind: "", rest: "", children: [] };
  const path: Node[] = [top];
  for (const line of tree) {
    const [, indent = "", kind = "", rest = ""] = /^( *)([A-Za-z:]+)(?: ([\s\S]*))?$/.exec(line) ?? [];
    const node: Node = { kind, rest, children: [] };
    path.length = Math.min(path.length, indent.length + 1);
    path.at(-1)?.children.push(node);
    path.push(node);
  }
  return top.children;
}

/** What a literal says, without its alias. In linear time: its text is the analyst's, and may be full of such marks. */
function literalText(rest: string): string {
  const alias = rest.endsWith(")") ? rest.indexOf(" (alias ") : -1;
  return alias < 0 ? rest : rest.slice(0, alias);
}

/** The first word of what stands behind a node's kind: a function's name. */
const firstWord = (rest: string): string => {
  const end = rest.indexOf(" ");
  return end < 0 ? rest : rest.slice(0, end);
};

/** A node's literals, children before parents, so that each is looked at once however deep it lies. */
function withLiterals(node: Node, known: Map<Node, readonly string[] | undefined>): void {
  for (const child of node.children) withLiterals(child, known);
  known.set(node, literalsOf(node, known));
}

function literalsOf(
  node: Node,
  known: ReadonlyMap<Node, readonly string[] | undefined>,
): readonly string[] | undefined {
  if (node.kind === "Literal") return [literalText(node.rest)];
  const isTransparent =
    node.kind === "ExpressionList" || (node.kind === "Function" && conversions.test(firstWord(node.rest)));
  if (!isTransparent || node.children.length === 0) return undefined;
  const found = node.children.map((child) => known.get(child));
  return found.every((one) => one !== undefined) ? found.flat() : undefined;
}

function argument(literals: readonly string[] | undefined): Argument {
  const number = /^(?:U?Int64|Float64)_(-?[\d.e+]+)$/.exec(literals?.[0] ?? "")?.[1];
  return { literals, number: number === undefined ? undefined : Number(number) };
}

/** Every function of a statement, and how long its literals are: together, and the longest of them, in bytes. */
export function functionsOf(tree: readonly string[]): {
  readonly functions: readonly FunctionNode[];
  readonly literalBytes: number;
  readonly longestLiteral: number;
} {
  const functions: FunctionNode[] = [];
  let literalBytes = 0;
  let longestLiteral = 0;
  const literals = new Map<Node, readonly string[] | undefined>();
  const argumentsIn = (list: Node | undefined): Argument[] =>
    (list?.children ?? []).map((child) => argument(literals.get(child)));
  const visit = (node: Node): void => {
    if (node.kind === "Literal") {
      const { length } = literalText(node.rest);
      literalBytes += length;
      longestLiteral = Math.max(longestLiteral, length);
    }
    if (node.kind === "Function") {
      const shown = firstWord(node.rest);
      const [args, parameters] = node.children.filter(({ kind }) => kind === "ExpressionList");
      functions.push({
        name: shown.toLowerCase(),
        shown: shown.slice(0, 60),
        args: argumentsIn(args),
        parameters: argumentsIn(parameters),
      });
    }
    for (const child of node.children) visit(child);
  };
  for (const root of rootsOf(tree)) {
    withLiterals(root, literals);
    visit(root);
  }
  return { functions, literalBytes, longestLiteral };
}
