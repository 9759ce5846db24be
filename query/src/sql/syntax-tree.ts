/** A node of the engine's syntax tree. */
export interface TreeNode {
  readonly kind: string;
  /** What stands behind the kind: a function's name, a literal. With its alias, since no mark in it is surely the alias's. */
  readonly rest: string;
  /** Under which name it may be used elsewhere. */
  readonly alias: string | undefined;
  readonly children: readonly TreeNode[];
}

/** A function of a statement. */
export interface FunctionNode extends TreeNode {
  /** In lower case. */
  readonly name: string;
  /** As it is written, shortened. */
  readonly shown: string;
  readonly args: readonly TreeNode[];
  /** Of an aggregate function: `quantile(0.5)(x)`. */
  readonly parameters: readonly TreeNode[];
}

const aliasMark = " (alias ";

/** Turn a literal into another of about the same length. */
const conversions = /^(?:_?cast|to(?:u?int\d+|string|float\d+))$/i;

/** The first word of what stands behind a node's kind: a function's name. */
const firstWord = (rest: string): string => {
  const end = rest.indexOf(" ");
  return end < 0 ? rest : rest.slice(0, end);
};

export const isFunction = (node: TreeNode): node is FunctionNode => node.kind === "Function";

/** What is written before a node's alias. Of a text that holds such a mark itself it is only a part. */
export const withoutAlias = (rest: string): string => {
  const at = rest.endsWith(")") ? rest.lastIndexOf(aliasMark) : -1;
  return at < 0 ? rest : rest.slice(0, at);
};

interface Growing extends Omit<TreeNode, "children"> {
  readonly children: Growing[];
}

/** The tree of `EXPLAIN AST`: a line for each node, deeper by one blank than what it belongs to. @returns a node above all roots */
export function treeOf(lines: readonly string[]): TreeNode {
  const top: Growing = { kind: "", rest: "", alias: undefined, children: [] };
  const path: Growing[] = [top];
  for (const line of lines) {
    const [, indent = "", kind = "", all = ""] = /^( *)([A-Za-z:]+)(?: ([\s\S]*))?$/.exec(line) ?? [];
    const children = kind === "Literal" ? -1 : all.lastIndexOf("(children ");
    const rest = (children < 0 ? all : all.slice(0, children)).trimEnd();
    path.length = Math.min(path.length, indent.length + 1);
    const mark = rest.endsWith(")") ? rest.lastIndexOf(aliasMark) : -1;
    const node: Growing & Partial<Pick<FunctionNode, "name" | "shown">> = {
      kind,
      rest,
      alias: mark < 0 ? undefined : rest.slice(mark + aliasMark.length, -1),
      children: [],
      ...(kind === "Function" ? named(firstWord(rest)) : {}),
    };
    path.at(-1)?.children.push(node);
    path.push(node);
  }
  withArguments(top);
  return top;
}

const named = (shown: string) => ({ name: shown.toLowerCase(), shown: shown.slice(0, 60) });

function withArguments(node: Growing): void {
  if (node.kind === "Function") {
    const [args, parameters] = node.children.filter(({ kind }) => kind === "ExpressionList");
    Object.assign(node, { args: args?.children ?? [], parameters: parameters?.children ?? [] });
  }
  for (const child of node.children) withArguments(child);
}

/** Texts and numbers that nodes are made of, each looked at once however deep it lies. */
export class Literals {
  readonly #known = new Map<TreeNode, readonly string[] | undefined>();

  /** The node's texts and numbers, where it is nothing else; undefined: it is computed from something. */
  of(node: TreeNode): readonly string[] | undefined {
    if (!this.#known.has(node)) this.#known.set(node, this.#read(node));
    return this.#known.get(node);
  }

  /** Where it is one number. */
  numberOf(node: TreeNode | undefined): number | undefined {
    const text = node === undefined ? undefined : this.of(node)?.[0];
    const number = /^(?:U?Int64|Float64)_(-?[\d.e+]+)$/.exec(withoutAlias(text ?? ""))?.[1];
    return number === undefined ? undefined : Number(number);
  }

  #read(node: TreeNode): readonly string[] | undefined {
    if (node.kind === "Literal") return [node.rest];
    const isTransparent =
      node.kind === "ExpressionList" || (isFunction(node) && conversions.test(node.name) && node.children.length > 0);
    if (!isTransparent || node.children.length === 0) return undefined;
    const found = node.children.map((child) => this.of(child));
    return found.every((one) => one !== undefined) ? found.flat() : undefined;
  }
}

/** The lambdas among a function's arguments. */
export const lambdasOf = ({ args }: FunctionNode): readonly FunctionNode[] =>
  args.filter((arg): arg is FunctionNode => isFunction(arg) && arg.name === "lambda");

/** Names of a lambda's parameters. */
export function parametersOf({ args: [given] }: FunctionNode): readonly string[] {
  if (given === undefined) return [];
  return (isFunction(given) ? given.args : [given]).map(({ rest }) => withoutAlias(rest));
}
