import { isColumn } from "./column-bytes.js";
import type { Steps } from "./judging.js";
import { isFunction, type TreeNode, withoutAlias } from "./syntax-tree.js";
import { elementBytes, elementsOf, gathered, isGathering } from "./value-lengths.js";
import { mostGathered } from "./written-out.js";

/** Rows of a block: within one, no limit of time is looked at. As the accounts' `max_block_size`. */
const blockRows = 2 ** 14;
/** As the accounts' `function_range_max_elements_in_block`. */
export const mostOfRange = 131_072;
/** More rows than memory has room for. */
const mostRows = 2 ** 30;
/** Make arrays of as many elements as they are given. */
const elementwise =
  /^array(?:map|filter|sort|reversesort|partialsort|partialreversesort|reverse|distinct|compact|enumerate\w*|cumsum\w*|difference|shuffle|fill|reversefill|slice|zip|popback|popfront|topk|bottomk|rotate\w+|shift\w+)$|^(?:reverse|identity|materialize)$/;
/** How many rows may be made of one, as a power of two. */
export const mostTimes = Math.log2(mostRows / blockRows);
/** Names that are followed from one to the next. */
const mostPasses = 8;

/** What is known of a statement's values. */
export interface SizedTree {
  readonly steps: Steps;
  readonly bytesOf: (node: TreeNode) => number;
  /** What bears a name that an identifier may stand for. */
  readonly bearersOf: (node: TreeNode) => readonly TreeNode[];
  /** Where it is written out. */
  readonly numberOf: (node: TreeNode) => number | undefined;
}

/** What makes several rows of one: `arrayJoin` and ARRAY JOIN. */
export const isMultiplier = (node: TreeNode): boolean =>
  node.kind === "ArrayJoin" || (isFunction(node) && node.name === "arrayjoin");

/** The arrays of an ARRAY JOIN. */
export const elementsIn = (node: TreeNode): readonly TreeNode[] => node.children.flatMap(({ children }) => children);

/** How many rows are made of one, in a whole block on average. */
export function timesOf(node: TreeNode, tree: SizedTree): number {
  const arrays = isFunction(node) ? node.args : elementsIn(node);
  const rows = Math.max(blockRows, ...arrays.map((array) => rowsOf(array, tree, 0)));
  return Math.min(mostRows, rows) / blockRows;
}

/** How many elements the arrays of one block have, together. */
function rowsOf(node: TreeNode, tree: SizedTree, depth: number): number {
  tree.steps.take(1);
  const ofBytes = () => blockRows * elementsOf(tree.bytesOf(node));
  if (depth > mostPasses) return ofBytes();
  if (node.kind === "Identifier") {
    const bearers = tree.bearersOf(node);
    const known = bearers.map((one) => rowsOf(one, tree, depth + 1));
    const mayBeOther = bearers.length === 0 || isColumn(withoutAlias(node.rest).split(".").at(-1) ?? "");
    return Math.max(...known, ...(mayBeOther ? [ofBytes()] : []));
  }
  if (node.kind === "Literal") return blockRows * node.rest.split(",").length;
  if (!isFunction(node)) return ofBytes();
  const { name, args, parameters } = node;
  // The engine bounds what `range` makes for all rows of a block.
  if (name === "range") return Math.min(mostOfRange, (blockRows * tree.bytesOf(node)) / elementBytes);
  if (name === "array") return blockRows * args.length;
  if (isGathering(name)) {
    const numbers = parameters.map((one) => ({ number: tree.numberOf(one) }));
    return blockRows * Math.abs(gathered(name, numbers) ?? mostGathered);
  }
  if (!elementwise.test(name)) return ofBytes();
  const arrays = args.filter((arg) => !(isFunction(arg) && arg.name === "lambda"));
  return Math.max(0, ...arrays.map((arg) => rowsOf(arg, tree, depth + 1)));
}
