import { bytesOfColumn, isColumn } from "./column-bytes.js";
import { Refused, Steps } from "./judging.js";
import { NamesOfValues } from "./names-of-values.js";
import { elementsIn, isMultiplier, mostOfRange, mostTimes, type SizedTree, timesOf } from "./rows-made.js";
import { isPattern, isSearch, searchCost } from "./search-cost.js";
import {
  type FunctionNode,
  isFunction,
  Literals,
  lambdasOf,
  parametersOf,
  type TreeNode,
  treeOf,
  withoutAlias,
} from "./syntax-tree.js";
import { type Argument, counted, elementBytes, elementsOf, isGathering, lengthOf } from "./value-lengths.js";
import { requireWritten } from "./written-out.js";

/** The longest value that a statement may build, in bytes. */
const mostBytes = 2 ** 21;
/**
 * What all functions of a statement may cost for one row, in bytes compared, of which two to four take a nanosecond; a block of
 * rows, within which no limit of time is looked at, has 16,384.
 */
const mostCost = 2 ** 22;
/** Look at nothing of their value, or at one place. */
const cheap =
  /^(?:\w+merge|count|arrayjoin|arrayelement|length|array|tuple|tupleelement|materialize|identity|if|ignore)$/;
/** Look at each element by itself, several times as slowly as others. */
const scanning = /^(?:indexof|indexofassumesorted|countequal|arraycount|arrayenumerate\w*|arrayuniq)$/;
/** A join's blocks have 65,409 rows. */
const blocksOfJoin = 4;
const mostLambdas = 4;
const mostParameters = 16;
const mostRounds = 32;
/** Of a name with points between: more than a table of a database has for a column. */
const mostParts = 8;

/** What is longest, and what computing costs for one row. */
interface Size {
  readonly bytes: number;
  readonly cost: number;
}

const tooLong = () =>
  new Refused("The statement could build values of more than 2 MB. Join, repeat or gather fewer of them.");
const tooCostly = () =>
  new Refused(
    "The statement's searches could take too long. Search shorter values, or for shorter and simpler patterns.",
  );

/** A lambda's parameters, and how long their values are. */
type Environment = ReadonlyMap<string, number> | undefined;

/** Where a node stands. */
interface Surroundings {
  /** How many lambdas it stands in, and the names of their parameters. */
  readonly lambdas: number;
  readonly parameters: ReadonlySet<string>;
}

/** What an identifier may stand for. */
interface Meaning {
  /** The name itself, parts of it, or `range(` where it is an expression. Undefined: nobody knows. */
  readonly names: readonly string[] | undefined;
  readonly last: string;
  /** Nodes in whose own value it stands, and that bear one of the names. */
  readonly around: ReadonlySet<TreeNode>;
}

const nothingAround: ReadonlySet<TreeNode> = new Set();
/** An expression that a name in quotes repeats: a column without a name of its own has its expression's. */
const expressionIn = (name: string): string | undefined => /^\w+\(/.exec(name)?.[0].toLowerCase();

/**
 * How long values may become, and what computing them costs, from the leaves of a statement's tree to its root. A name stands for
 * whatever bears it anywhere in the statement, or for a column, whichever is longer: scopes need not be known. Only in its own value,
 * as in `toString(id) AS id`, it is what bears it elsewhere, or the column.
 */
class Sizes {
  readonly #steps: Steps;
  readonly #literals = new Literals();
  readonly #names: NamesOfValues;
  readonly #meanings = new Map<TreeNode, Meaning>();
  /** Nodes with a lambda's parameter in them: of others the size is the same for all its values. */
  readonly #dependent = new Set<TreeNode>();
  /** What stands around the node that is looked at, by the names that it bears. */
  readonly #open = new Map<string, TreeNode[]>();
  readonly #arguments = new Map<TreeNode, Pick<Argument, "literals" | "number">>();
  #known = new Map<TreeNode, Size>();
  /** Times that a value may pass from one name to another: once through each, in each query. */
  #passes = 0;
  /** What makes several rows of one: `arrayJoin` and ARRAY JOIN. */
  readonly #multipliers: TreeNode[] = [];
  /** Rows of a block become so many times as many. */
  #rowsOfJoin = 1;
  readonly #areShort: boolean;
  /** What ARRAY JOIN makes rows of. */
  readonly #elements = new Set<TreeNode>();

  /** @param areShort whether values are sized of which several rows are made, or the short ones that they are made into */
  constructor(root: TreeNode, steps: Steps, areShort = false) {
    this.#steps = steps;
    this.#areShort = areShort;
    this.#names = new NamesOfValues(steps);
    const expressions = new Set<string>();
    this.#expressionsIn(root, expressions);
    this.#collect(root, { lambdas: 0, parameters: new Set() }, expressions);
    this.#settle();
  }

  /** @throws Refused */
  check(root: TreeNode): void {
    if (this.#of(root).cost * this.#rowsOfJoin > mostCost) throw tooCostly();
    if (this.#multipliers.length === 0) return;
    const sized: SizedTree = {
      steps: this.#steps,
      bytesOf: (node) => this.#of(node).bytes,
      bearersOf: (node) => this.#bearersOf(node),
      numberOf: (node) => this.#written(node).number,
    };
    const times = new Map(this.#multipliers.map((node) => [node, Math.log2(timesOf(node, sized))]));
    const all = [...times.values()].reduce((sum, one) => sum + one, Math.log2(this.#rowsOfJoin));
    // One long element costs as much as all of the array, which has been looked at; many are short.
    const short = new Sizes(root, this.#steps, true);
    if (short.#costOfRows(root, all, times) > mostCost) throw tooCostly();
  }

  /**
   * What a node costs for one row of a block that the statement begins with, of which each multiplier makes several: what
   * it is given itself is computed before that.
   * @param times how many rows are made of one, as a power of two @param all by all multipliers that the node does not stand in
   */
  #costOfRows(node: TreeNode, all: number, times: ReadonlyMap<TreeNode, number>): number {
    this.#steps.take(1);
    const own = node.children.reduce((rest, child) => rest - this.#of(child).cost, this.#of(node).cost);
    const inside = all - (times.get(node) ?? 0);
    return node.children
      .filter((child) => !(isFunction(child) && child.name === "lambda"))
      .reduce(
        (sum, child) => sum + this.#costOfRows(child, inside, times),
        Math.max(0, own) * 2 ** Math.min(all, mostTimes),
      );
  }

  /** What bears a name that an identifier may stand for; an empty list: nothing does. */
  #bearersOf(node: TreeNode): readonly TreeNode[] {
    const { names, around } = this.#meanings.get(node) ?? { names: undefined, around: nothingAround };
    return (names ?? []).flatMap((name) => this.#names.bearers(name)).filter((one) => !around.has(one));
  }

  /** The longest value of a node. */
  longest(node: TreeNode): number {
    return this.#of(node).bytes;
  }

  #define(name: string, node: TreeNode): void {
    this.#passes += 1;
    this.#names.add(name, node);
  }

  /** Expressions that are named anywhere, as `range(`. */
  #expressionsIn(node: TreeNode, found: Set<string>): void {
    this.#steps.take(1);
    const expression = node.kind === "Identifier" ? expressionIn(node.rest) : undefined;
    if (expression !== undefined) found.add(expression);
    for (const child of node.children) this.#expressionsIn(child, found);
  }

  #collect(node: TreeNode, place: Surroundings, expressions: ReadonlySet<string>): void {
    this.#steps.take(1);
    if (place.lambdas > mostLambdas) throw new Refused(`Lambdas stand in each other more than ${mostLambdas} deep.`);
    const borne = node.alias === undefined ? [] : [node.alias];
    if (isFunction(node) && expressions.has(`${node.name}(`)) borne.push(`${node.name}(`);
    for (const name of borne) this.#define(name, node);
    if (node.kind === "SelectQuery" || (node.kind === "Identifier" && node.rest.includes("("))) this.#passes += 1;
    if (node.kind === "ColumnsReplaceTransformer::Replacement") this.#define("*", node);
    if (node.kind === "InterpolateElement") this.#interpolated(node);
    if (node.kind === "TableJoin") this.#rowsOfJoin = blocksOfJoin;
    if (isMultiplier(node)) {
      if (place.lambdas > 0) throw new Refused("arrayJoin stands in no lambda.");
      this.#multipliers.push(node);
      if (!isFunction(node)) for (const element of elementsIn(node)) this.#elements.add(element);
    }
    // `(SELECT …) AS t(a, b)`: names of its columns.
    const [table] = node.children;
    if (node.kind === "TableExpression" && table !== undefined)
      for (const { children } of node.children.filter(({ kind }) => kind === "ExpressionList"))
        for (const name of children) this.#define(withoutAlias(name.rest), table);
    if (isFunction(node)) {
      requireWritten(node, this.#literals);
      for (const lambda of lambdasOf(node))
        for (const name of parametersOf(lambda))
          for (const array of node.args) if (array !== lambda) this.#define(name, array);
    }
    for (const name of borne) this.#open.set(name, [...(this.#open.get(name) ?? []), node]);
    if (node.kind === "Identifier") this.#mean(node, place.parameters);
    const inside = isFunction(node) && node.name === "lambda" ? this.#inLambda(node, place) : place;
    for (const child of node.children) {
      this.#collect(child, inside, expressions);
      if (this.#dependent.has(child)) this.#dependent.add(node);
    }
    for (const name of borne) this.#open.get(name)?.pop();
  }

  #inLambda(node: FunctionNode, { lambdas, parameters }: Surroundings): Surroundings {
    if (node.alias !== undefined) throw new Refused("A lambda has no name.");
    const own = parametersOf(node);
    if (own.length > mostParameters) throw new Refused(`A lambda has more than ${mostParameters} parameters.`);
    return { lambdas: lambdas + 1, parameters: new Set([...parameters, ...own]) };
  }

  #mean(node: TreeNode, parameters: ReadonlySet<string>): void {
    const name = withoutAlias(node.rest);
    const parts = name.split(".");
    const last = parts.at(-1) ?? "";
    if (parts.length > mostParts)
      return void this.#meanings.set(node, { names: undefined, last, around: nothingAround });
    const names = new Set(parts.flatMap((_, at) => [parts.slice(0, at + 1).join("."), parts.slice(at).join(".")]));
    const expression = expressionIn(name);
    if (expression !== undefined) names.add(expression);
    const around = new Set([...names].flatMap((one) => this.#open.get(one) ?? []));
    this.#steps.take(names.size + around.size);
    this.#meanings.set(node, { names: [...names], last, around });
    if ([...names].some((one) => parameters.has(one))) this.#dependent.add(node);
  }

  /** Each row's value is computed from the row before, as often as there are rows: it must not grow. */
  #interpolated(node: TreeNode): void {
    const name = /\(column (.*)\)/s.exec(node.rest)?.[1] ?? "";
    const [value] = node.children;
    if (value === undefined) return;
    this.#define(name, value);
    const grows = (one: TreeNode): boolean =>
      (isFunction(one) &&
        !/^(?:plus|minus|multiply|divide|negate|round|add\w+|subtract\w+|tointerval\w+)$/.test(one.name)) ||
      one.children.some(grows);
    if (grows(value)) throw new Refused("INTERPOLATE takes arithmetic alone.");
  }

  /** Finds the longest that each name may stand for: again and again, as long as one that stands in its own value grows. */
  #settle(): void {
    const nodes = this.#names.nodes;
    const backwards = nodes.toReversed();
    for (let round = 0, isSettled = false; !isSettled && round <= this.#passes; round += 1) {
      if (round > mostRounds) throw tooLong();
      isSettled = true;
      this.#known = new Map();
      for (const node of round % 2 === 0 ? backwards : nodes)
        if (this.#names.grow(node, this.#elements.has(node) && this.#areShort ? elementBytes : this.#of(node).bytes))
          isSettled = false;
    }
    this.#known = new Map();
  }

  #of(node: TreeNode, environment?: Environment): Size {
    const given = environment !== undefined && this.#dependent.has(node) ? environment : undefined;
    const known = given === undefined ? this.#known.get(node) : undefined;
    if (known !== undefined) return known;
    this.#steps.take(1);
    const size = this.#compute(node, given);
    if (given === undefined) this.#known.set(node, size);
    return size;
  }

  #compute(node: TreeNode, given: Environment): Size {
    if (isFunction(node)) return this.#called(node, given);
    if (node.kind === "Literal") {
      const isNumber = this.#written(node).number !== undefined;
      return { bytes: isNumber ? elementBytes : Math.max(elementBytes, node.rest.length), cost: 0 };
    }
    if (node.kind === "Identifier") return { bytes: this.#named(node, given), cost: 0 };
    const sizes = node.children.map((child) => this.#of(child, given));
    const cost = sizes.reduce((sum, one) => sum + one.cost, 0);
    // Nobody knows how many columns it stands for.
    if (/^(?:Qualified)?(?:Asterisk|Columns\w+Matcher)$/.test(node.kind)) return { bytes: mostBytes, cost };
    const bytes =
      node.kind === "ExpressionList"
        ? sizes.reduce((sum, one) => sum + one.bytes, 0)
        : Math.max(elementBytes, ...sizes.map((one) => one.bytes));
    return { bytes, cost };
  }

  /** What an argument says, where it is written out. */
  #written(node: TreeNode): Pick<Argument, "literals" | "number"> {
    let written = this.#arguments.get(node);
    if (written === undefined) {
      written = { literals: this.#literals.of(node), number: this.#literals.numberOf(node) };
      this.#arguments.set(node, written);
    }
    return written;
  }

  #called(node: FunctionNode, given: Environment): Size {
    // Its body is computed for the elements of an array.
    if (node.name === "lambda") return { bytes: elementBytes, cost: 0 };
    const argument = (arg: TreeNode): Argument & Size => ({
      ...this.#of(arg, given),
      ...this.#written(arg),
    });
    const args = node.args.map(argument);
    const parameters = node.parameters.map(argument);
    const others = node.children.filter(({ kind }) => kind !== "ExpressionList").map((child) => this.#of(child, given));
    const perElement = this.#perElement(node, args, given);
    // A format is looked at from one end to the other.
    this.#steps.take((args[0]?.literals ?? []).reduce((sum, { length }) => sum + length / 64, 0));
    const made = lengthOf(node, args, parameters, mostOfRange);
    const ofElements = Math.max(elementBytes, perElement.bytes);
    const isShort = this.#areShort && isMultiplier(node);
    const bytes = isShort ? elementBytes : /^(?:array|map)(?:map|apply)$/.test(node.name) ? ofElements : made;
    if (!(bytes >= 0 && bytes <= mostBytes)) throw tooLong();
    const below = [...args, ...parameters, ...others].reduce((sum, one) => sum + one.cost, 0);
    const cost = below + perElement.cost + this.#ownCost(node, args, bytes);
    if (!(cost <= mostCost)) throw tooCostly();
    return { bytes, cost };
  }

  /** What lambdas make of all elements, and cost: of one element that is all of the array, and of as many short ones. */
  #perElement(node: FunctionNode, args: readonly Argument[], given: Environment): Size {
    const longest = Math.max(elementBytes, ...args.map(({ bytes }) => bytes));
    const elements = elementsOf(longest);
    const size = { bytes: 0, cost: 0 };
    for (const lambda of lambdasOf(node)) {
      const [, body] = lambda.args;
      if (body === undefined) continue;
      const environment = (value: number): Environment => {
        const own = parametersOf(lambda).map((name) => [name, value] as const);
        this.#steps.take(1 + own.length + (given?.size ?? 0));
        return new Map([...(given ?? []), ...own]);
      };
      const whole = given === undefined ? this.#of(body) : this.#of(body, environment(longest));
      const isShort = given !== undefined && longest === elementBytes;
      const one = isShort ? whole : this.#of(body, environment(elementBytes));
      size.bytes += whole.bytes + elements * one.bytes;
      size.cost += whole.cost + elements * (one.cost + 1);
    }
    return size;
  }

  #ownCost({ name }: FunctionNode, args: readonly Argument[], bytes: number): number {
    if (cheap.test(name)) return 1;
    // What is gathered is made once for a group, and not for each row.
    const all = args.reduce((sum, one) => sum + one.bytes, isGathering(name) ? 0 : bytes);
    if (scanning.test(name)) return 2 * all;
    if (!isSearch(name)) return all <= 8 * elementBytes ? 2 : all / 2;
    const perByte = args
      .flatMap(({ literals = [] }, place) => (isPattern(name, place) ? literals : []))
      .reduce((sum, text) => sum + searchCost(name, text), 0);
    return args.reduce((sum, one, place) => sum + (isPattern(name, place) ? 0 : one.bytes), 0) * perByte;
  }

  /** The longest of what a name may stand for: an alias, a part of one, an expression, a column. */
  #named(node: TreeNode, given: Environment): number {
    const { names, last, around } = this.#meanings.get(node) ?? { names: undefined, last: "", around: nothingAround };
    if (names === undefined) return mostBytes;
    const found: number[] = [];
    for (const one of names) {
      const value = given?.get(one);
      if (value !== undefined) return value;
      const bytes = this.#names.longest(one, around);
      if (bytes !== undefined) found.push(bytes);
    }
    const isPlain = names.every((name) => /^[\w.]+$/.test(name));
    if (found.length === 0 && (!isPlain || last.startsWith("_subquery"))) return mostBytes;
    if (found.length === 0 || isColumn(last)) found.push(bytesOfColumn(last));
    return Math.max(this.#names.longest("*", nothingAround) ?? 0, ...found);
  }
}

/** Whether {@link reasonOfLength} bounds what a function is given, or what it makes. */
export function isBounded(name: string): boolean {
  const known = name.toLowerCase();
  return isSearch(known) || known in counted || known === "range" || isGathering(known);
}

/** What judging a statement comes to. */
interface Judgement {
  /** Why it is refused; undefined: it is not. */
  readonly reason: string | undefined;
  /** How much was looked at: see {@link Steps}. */
  readonly steps: number;
  /** The longest value that its columns may have together, in bytes; undefined: it is refused. */
  readonly longest: number | undefined;
}

/** Judges a statement's values by its tree. */
export function judged(tree: readonly string[]): Judgement {
  const root = treeOf(tree);
  const steps = new Steps();
  try {
    const sizes = new Sizes(root, steps);
    sizes.check(root);
    return { reason: undefined, steps: steps.taken, longest: sizes.longest(root) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { reason: error.message, steps: steps.taken, longest: undefined };
  }
}

/**
 * Why a statement might build values of such a length, or search them for so much, that one call of a function takes too long;
 * undefined where it cannot. The engine looks at its limit of time between blocks of rows, not within a call.
 */
export const reasonOfLength = (tree: readonly string[]): string | undefined => judged(tree).reason;
