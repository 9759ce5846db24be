import { publishedTables } from "@ecomind/clickhouse";
import { Refused, Steps } from "./judging.js";
import { NamesOfValues } from "./names-of-values.js";
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
import {
  type Argument,
  columnBytes,
  counted,
  elementBytes,
  elementsOf,
  gathered,
  isGathering,
  lengthOf,
} from "./value-lengths.js";

/** The longest value that a statement may build, in bytes. */
const mostBytes = 2 ** 21;
/**
 * What all functions of a statement may cost for one row, in bytes compared, of which two to four take a nanosecond; a block of
 * rows, within which no limit of time is looked at, has 16,384.
 */
const mostCost = 2 ** 22;
/** Look at nothing of their value, or at one place. */
const cheap = /^(?:count|arrayjoin|arrayelement|length|array|tuple|tupleelement|materialize|identity|if|ignore)$/;
const mostPatternBytes = 400;
const mostGathered = 100_000;
/** As the accounts' `function_range_max_elements_in_block`. */
const mostOfRange = 131_072;
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

/** Columns of numbers and times; all others may hold texts. */
const numericColumn =
  /^(?:id|ts|bucket|received_at|closed_at|requests|number|generate_series|tokens_(?!basis)\w+|(?:kwh|kgco2e|water)_\w+|unsupported|unknown_model|region_assumed)$/;
/** A label's names and values. */
const labelsBytes = 4_096;
const columnsOfTables: ReadonlySet<string> = new Set(Object.values(publishedTables).flat());

/** How long a column's value is at most. */
const bytesOfColumn = (name: string): number =>
  numericColumn.test(name) ? elementBytes : name === "labels" ? labelsBytes : columnBytes;

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

  constructor(root: TreeNode, steps: Steps) {
    this.#steps = steps;
    this.#names = new NamesOfValues(steps);
    const expressions = new Set<string>();
    this.#expressionsIn(root, expressions);
    this.#collect(root, { lambdas: 0, parameters: new Set() }, expressions);
    this.#settle();
  }

  /** @throws Refused */
  check(root: TreeNode): void {
    if (this.#of(root).cost > mostCost) throw tooCostly();
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
    // `(SELECT …) AS t(a, b)`: names of its columns.
    const [table] = node.children;
    if (node.kind === "TableExpression" && table !== undefined)
      for (const { children } of node.children.filter(({ kind }) => kind === "ExpressionList"))
        for (const name of children) this.#define(withoutAlias(name.rest), table);
    if (isFunction(node)) {
      this.#requireWritten(node);
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

  /** What must be written out, or be a parameter: numbers and patterns that nobody could bound otherwise. */
  #requireWritten({ name, shown, args, parameters }: FunctionNode): void {
    const literalsOf = (node: TreeNode) => this.#literals.of(node);
    if (isSearch(name)) {
      const searched = args.filter((_, place) => isPattern(name, place)).map(literalsOf);
      if (searched.some((literals) => literals === undefined))
        throw new Refused(`What ${shown} searches for must be written out or be a parameter.`);
      if (searched.some((literals = []) => literals.reduce((sum, text) => sum + text.length, 0) > mostPatternBytes))
        throw new Refused(`What ${shown} searches for is longer than ${mostPatternBytes} bytes.`);
    }
    const place = counted[name];
    if (place !== undefined && this.#literals.numberOf(args[place]) === undefined)
      throw new Refused(`The length that ${shown} makes must be a number that is written out or a parameter.`);
    if ((name === "format" || name === "printf") && (args[0] === undefined || literalsOf(args[0]) === undefined))
      throw new Refused(`The format of ${shown} must be written out or be a parameter.`);
    if (!isGathering(name)) return;
    const most = gathered(
      name,
      parameters.map((node) => ({ number: this.#literals.numberOf(node) })),
    );
    if (most === undefined || !(most <= mostGathered))
      throw new Refused(
        `${shown} needs its limit of at most ${mostGathered} values: ${shown}(1000)(…); groupConcat(', ', 1000)(…).`,
      );
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
        if (this.#names.grow(node, this.#of(node).bytes)) isSettled = false;
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
    const bytes = /^(?:array|map)(?:map|apply)$/.test(node.name) ? Math.max(elementBytes, perElement.bytes) : made;
    if (!(bytes <= mostBytes)) throw tooLong();
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
    const all = args.reduce((sum, one) => sum + one.bytes, bytes);
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
    const isColumn = names.every((name) => /^[\w.]+$/.test(name));
    if (found.length === 0 && (!isColumn || last.startsWith("_subquery"))) return mostBytes;
    if (found.length === 0 || columnsOfTables.has(last)) found.push(bytesOfColumn(last));
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
