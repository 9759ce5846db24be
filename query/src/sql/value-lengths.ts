import { Refused } from "./judging.js";
import { choices, joined, manifold, numbers, wide, wideBytes } from "./length-rules.js";
import { type FunctionNode, isFunction, type TreeNode } from "./syntax-tree.js";

/** A number, a time, an element of an array: what is shorter counts as long, so that bytes bound the elements, too. */
export const elementBytes = 8;
/** A text of a column. */
export const columnBytes = 256;

/** What is known of a function's argument. */
export interface Argument {
  /** The longest that its value may be. */
  readonly bytes: number;
  /** What it says, where it is written out. */
  readonly literals: readonly string[] | undefined;
  /** Where it is one number that is written out. */
  readonly number: number | undefined;
}

/** Make an array of the pieces of a text: nine bytes for one. */
const splitting =
  /^(?:splitby|alphatokens|tokens|extractall|ngrams|arraysplit|arrayreversesplit|extracturlparameter|jsonextract|simplejsonextract)/;

/** Makes a longer value by a number: the place of that number, which is written out. */
export const counted: Readonly<Record<string, number>> = {
  repeat: 1,
  space: 0,
  leftpad: 1,
  leftpadutf8: 1,
  lpad: 1,
  rightpad: 1,
  rightpadutf8: 1,
  rpad: 1,
  arrayresize: 1,
  arraywithconstant: 0,
  randomstring: 0,
  randomstringutf8: 0,
  randomprintableascii: 0,
  randomfixedstring: 0,
  tofixedstring: 1,
  ngrams: 1,
};
/** Fill a value up to that number of characters: what is as long already stays as it is. */
const filling = /^(?:(?:left|right|[lr])pad(?:utf8)?|tofixedstring)$/;

/** Gather a group's values, as many rows as it has: the parameter that says how many at most. */
const gathering =
  /^(?:grouparray|groupuniqarray|groupconcat|group_concat|string_agg|listagg|array_agg|array_concat_agg|topk|approx_top|histogram|lttb|largesttrianglethreebuckets)/;
/** Keep ten where nothing is said. */
const mostFrequent = /^(?:topk|approx_top)/;
const concatenating = /^(?:groupconcat|group_concat|string_agg|listagg)/;

/** @param name in lower case */
export const isGathering = (name: string): boolean => gathering.test(name);

/** How many values a gathering function keeps; undefined: nothing says it. */
export function gathered(name: string, parameters: readonly Pick<Argument, "number">[]): number | undefined {
  const given = concatenating.test(name) ? parameters.find(({ number }) => number !== undefined) : parameters[0];
  return given === undefined && mostFrequent.test(name) ? 10 : given?.number;
}

/** Elements of an array that is as long. */
export const elementsOf = (bytes: number): number => bytes / elementBytes;

const isRange = (node: TreeNode | undefined): boolean =>
  node !== undefined && isFunction(node) && node.name === "range";

const sumOf = (args: readonly Argument[]): number =>
  args.reduce((sum, { bytes }) => sum + Math.max(bytes, elementBytes), 0);
const longestOf = (args: readonly Argument[]): number => Math.max(elementBytes, ...args.map(({ bytes }) => bytes));
const textOf = (argument: Argument | undefined): string => argument?.literals?.join("") ?? "";

/** Numbers in a format such as `%080d`: how many characters it may ask for. */
const widths = (format: string): number =>
  [...format.matchAll(/\d+/g)].reduce((sum, [digits]) => sum + Number(digits), 0);

/** The longest FixedString that a statement may name, in bytes. */
export const mostOfFixedString = 256;
/** Functions that none of the lists has take values up to this length, in bytes. */
const shortBytes = 4_096;
/** … and make at most so many times as much of them. */
const ofShort = 4;
/** A number, a time or so as text. */
const printedBytes = 48;
/** A state of an aggregate function is as long as its rows make it: it may be merged, and hardly anything else. */
const stateBytes = 2 ** 21;

/** Make of one aggregate function another, of which the value is as long. */
const combinators = /(?:if|array|distinct|ornull|ordefault|merge|foreach|argmin|argmax|null|respectnulls)$/;
const states = /(?:simple|merge)?state(?:if|ornull|ordefault|null|foreach)?$/;

const isListed = (name: string): boolean =>
  numbers.has(name) || wide.has(name) || choices.has(name) || joined.has(name);

/** The name that a list has of a function with combinators. */
function withoutCombinators(name: string): string {
  let base = name;
  for (let end = combinators.exec(base); !isListed(base) && end !== null; end = combinators.exec(base))
    base = base.slice(0, end.index);
  return isListed(base) ? base : name;
}

/** How many elements `range` makes: as many as lie between its numbers, in whichever direction. */
function rangeCount(args: readonly Argument[], most: number): number {
  const given = args.map(({ number }) => number);
  const [first, second] = given;
  if (first === undefined || (args.length > 1 && second === undefined)) return most;
  return Math.min(most, args.length === 1 ? Math.abs(first) : Math.abs((second ?? 0) - first));
}

/** Aggregate functions that are named by a text take no parameters, and make nothing longer than what they are given. */
function requirePlainAggregate({ shown }: FunctionNode, named: Argument | undefined): void {
  const text = /^'(\w+)'$/.exec(named?.literals?.length === 1 ? (named.literals[0] ?? "") : "")?.[1]?.toLowerCase();
  const base = text === undefined ? "" : withoutCombinators(text);
  if (text === undefined || states.test(text) || !(numbers.has(base) || choices.has(base)))
    throw new Refused(`${shown} takes the name of an aggregate function such as sum or max, without parameters.`);
}

/**
 * The longest value that a function makes of its arguments, in bytes; an array's elements count as eight at least. Each function
 * has a rule: by its name, by a list, or, where nobody has looked at it, that it takes short values alone.
 * @param rowLimit elements that `range` makes at most
 * @throws Refused
 */
export function lengthOf(
  node: FunctionNode,
  args: readonly Argument[],
  parameters: readonly Argument[],
  rowLimit: number,
): number {
  const { name, shown } = node;
  const most = Math.max(sumOf(args), elementBytes);
  if (isGathering(name)) {
    const count = gathered(name, parameters) ?? Number.POSITIVE_INFINITY;
    return Math.abs(count) * (sumOf(args) + sumOf(parameters));
  }
  if (/^array(?:join|element)$/.test(name) && isRange(node.args[0])) return elementBytes;
  const base = withoutCombinators(name);
  if (!isListed(name) && states.test(name)) return stateBytes;
  if (numbers.has(base)) return name.includes("foreach") ? longestOf(args) : elementBytes;
  if (wide.has(base)) return wideBytes;
  const place = counted[name];
  if (place !== undefined) return countedLength(name, args, Math.abs(args[place]?.number ?? Number.POSITIVE_INFINITY));
  if (choices.has(base)) return longestOf(args);
  if (joined.has(base)) return most;
  const special = specialLength(node, args, most, rowLimit);
  if (special !== undefined) return special;
  if (splitting.test(name)) return 9 * most;
  const times = manifold[name];
  if (times !== undefined) return most * times;
  if (most > shortBytes) throw new Refused(`${shown} takes values of up to ${shortBytes} bytes here, together.`);
  return name === "sparkbar"
    ? 4 * Math.abs(parameters[0]?.number ?? Number.POSITIVE_INFINITY)
    : ofShort * (most + sumOf(parameters));
}

/** Of functions with a rule of their own. @param most the sum of what they are given */
function specialLength(
  node: FunctionNode,
  args: readonly Argument[],
  most: number,
  rowLimit: number,
): number | undefined {
  const { name } = node;
  const at = (place: number): number => args[place]?.bytes ?? 0;
  if (name === "range") return elementBytes * Math.max(1, rangeCount(args, rowLimit));
  if (/^(?:array|map)(?:map|apply)$/.test(name)) return most;
  if (/^concat(?:assumeinjective)?$/.test(name))
    return args.reduce((sum, { bytes }) => sum + (bytes <= elementBytes ? printedBytes : bytes), 0);
  if (/^concat(?:_ws|withseparator)/.test(name)) return args.length * (at(0) + printedBytes) + most;
  if (name === "format") return textOf(args[0]).length + textOf(args[0]).split("{").length * longestOf(args.slice(1));
  if (name === "printf") {
    if (textOf(args[0]).includes("*")) throw new Refused("The format of printf takes no widths from its arguments.");
    return widths(textOf(args[0])) + textOf(args[0]).split("%").length * (longestOf(args.slice(1)) + 400);
  }
  if (name === "arraystringconcat" || name === "array_to_string") return 3 * most + elementsOf(at(0)) * at(1);
  if (/^(?:replace|regexp_replace)/.test(name)) return longestOf(args.slice(0, 1)) * (1 + at(2));
  if (name === "highlight") return longestOf(args.slice(0, 1)) * (16 + sumOf(args.slice(2)));
  if (/^url(?:path)?hierarchy$/.test(name)) return most * most;
  // One long element among short ones takes the place of all of them: half of the bytes each.
  if (/^array(?:reverse)?fill$/.test(name)) return most + (most * most) / (4 * elementBytes);
  if (name === "arrayzipunaligned") return (most * mostOfFixedString) / elementBytes;
  if (/^arrayshift(?:left|right)$/.test(name)) return most + elementsOf(at(0)) * at(2);
  // Every group of an expression may be all of the text.
  if (/^extract(?:all)?groups/.test(name)) return 9 * most * textOf(args[1]).split("(").length;
  if (name === "bar") return 4 * Math.min(1_000, Math.abs(args[3]?.number ?? 1_000)) + elementBytes;
  if (name === "arrayreduce" || name === "initializeaggregation") {
    requirePlainAggregate(node, args[0]);
    return most;
  }
  return undefined;
}

function countedLength(name: string, args: readonly Argument[], count: number): number {
  const at = (place: number): number => args[place]?.bytes ?? elementBytes;
  if (name === "repeat") return Math.max(elementBytes, at(0) * count);
  if (filling.test(name)) return Math.max(at(0), 4 * count);
  // Without a value of its own it is filled with the type's, which of a FixedString is as long as all others.
  if (name === "arrayresize")
    return at(0) + count * Math.max(elementBytes, args.length > 2 ? at(2) : Math.min(at(0), mostOfFixedString));
  if (name === "arraywithconstant") return count * Math.max(elementBytes, at(1));
  if (name === "ngrams") return at(0) * (count + elementBytes);
  return Math.max(elementBytes, 4 * count);
}
