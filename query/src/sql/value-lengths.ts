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

const words = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().split(" "));

/** Their value is a number, a time or so, whatever they are given. */
const numbers = words(
  "count sum avg uniq uniqExact uniqCombined uniqCombined64 uniqHLL12 median quantile quantileExact stddevPop stddevSamp varPop varSamp corr covarPop " +
    "equals notEquals less greater lessOrEquals greaterOrEquals and or not xor in notIn globalIn globalNotIn isNull isNotNull isNaN isFinite " +
    "like notLike ilike notILike match empty notEmpty length lengthUTF8 char_length position has hasAny hasAll indexOf countEqual startsWith endsWith " +
    "arraySum arrayAvg arrayCount arrayExists arrayAll arrayUniq arrayProduct toFloat64 toFloat32 toUInt8 toUInt16 toUInt32 toUInt64 toInt8 toInt16 toInt32 toInt64 " +
    "toDate toDate32 toDateTime now today yesterday toYear toQuarter toMonth toDayOfMonth toDayOfWeek toDayOfYear toHour toMinute toSecond toUnixTimestamp " +
    "toStartOfYear toStartOfQuarter toStartOfMonth toStartOfWeek toStartOfDay toStartOfHour toStartOfMinute toStartOfFifteenMinutes toStartOfInterval toMonday " +
    "toYYYYMM toYYYYMMDD dateDiff age addDays addHours addMonths addWeeks addYears addMinutes addSeconds subtractDays subtractHours subtractMonths toTimeZone " +
    "cityHash64 sipHash64 xxHash64 rowNumberInAllBlocks row_number rank dense_rank number exists",
);

/** Their value is one of their arguments, or computed from them place by place. */
const choices = words(
  "if multiIf coalesce ifNull nullIf any anyLast any_value first_value last_value min max argMin argMax greatest least identity materialize " +
    "plus minus multiply divide intDiv modulo negate abs round floor ceil trunc sqrt exp log log2 log10 pow lower upper trim trimLeft trimRight " +
    "arrayFilter arraySort arrayReverseSort arrayReverse arrayDistinct arrayCompact arrayFirst arrayLast arrayElement tupleElement arrayJoin arrayMin arrayMax " +
    "substring left right toLowCardinality toNullable assumeNotNull untuple mapKeys mapValues mapFilter lagInFrame leadInFrame lag lead anyIf",
);

/** Their value may be several times as long as what it is made of. */
const manifold: Readonly<Record<string, number>> = {
  tostring: 10,
  cast: 10,
  _cast: 10,
  accuratecast: 10,
  accuratecastornull: 10,
  tojsonstring: 10,
  hex: 2,
  bin: 8,
  base32encode: 2,
  base64encode: 2,
  to_base64: 2,
  base64urlencode: 2,
  encodeurlcomponent: 3,
  encodeurlformcomponent: 3,
  encodexmlcomponent: 8,
  translateutf8: 4,
  bitmasktoarray: 64,
  bitmasktolist: 64,
  bitpositionstoarray: 64,
  formatdatetime: 16,
  formatdatetimeinjodasyntax: 64,
  normalizeutf8nfkc: 20,
  normalizeutf8nfkd: 20,
  normalizeutf8nfd: 4,
  punycodeencode: 4,
  idnaencode: 4,
};
/** Make an array of the pieces of a text: nine bytes for one. */
const splitting =
  /^(?:splitby|alphatokens|tokens|extractall|ngrams|arraysplit|arrayreversesplit|extracturlparameter|jsonextract|simplejsonextract)/;
/** Make all beginnings of a text: by the square of its length. */
const hierarchies = words("URLHierarchy URLPathHierarchy");

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

/**
 * The longest value that a function makes of its arguments, in bytes; an array's elements count as eight at least.
 * @param rowLimit elements that `range` makes at most
 */
export function lengthOf(
  node: FunctionNode,
  args: readonly Argument[],
  parameters: readonly Argument[],
  rowLimit: number,
): number {
  const { name } = node;
  if (numbers.has(name)) return elementBytes;
  if (/^array(?:join|element)$/.test(name) && isRange(node.args[0])) return elementBytes;
  const place = counted[name];
  if (place !== undefined) return countedLength(name, args, args[place]?.number ?? Number.POSITIVE_INFINITY);
  if (name === "range") return elementBytes * Math.max(1, ...args.map(({ number }) => number ?? rowLimit));
  if (isGathering(name)) {
    const most = gathered(name, parameters) ?? Number.POSITIVE_INFINITY;
    return most * (sumOf(args) + sumOf(parameters));
  }
  if (choices.has(name)) return longestOf(args);
  const most = Math.max(sumOf(args), elementBytes);
  if (name === "format") return textOf(args[0]).length + textOf(args[0]).split("{").length * longestOf(args.slice(1));
  if (name === "printf")
    return widths(textOf(args[0])) + textOf(args[0]).split("%").length * (longestOf(args.slice(1)) + 400);
  if (name === "arraystringconcat") return most + elementsOf(args[0]?.bytes ?? 0) * (args[1]?.bytes ?? 0);
  if (/^(?:replace|regexp_replace)/.test(name)) return longestOf(args.slice(0, 1)) * (1 + (args[2]?.bytes ?? 0));
  if (name === "highlight") return longestOf(args.slice(0, 1)) * (16 + sumOf(args.slice(2)));
  if (hierarchies.has(name)) return most * most;
  if (splitting.test(name)) return 9 * most;
  return most * (manifold[name] ?? 1);
}

function countedLength(name: string, args: readonly Argument[], count: number): number {
  const at = (place: number): number => args[place]?.bytes ?? elementBytes;
  if (name === "repeat") return Math.max(elementBytes, at(0) * count);
  if (filling.test(name)) return Math.max(at(0), 4 * count);
  if (name === "arrayresize") return at(0) + count * Math.max(elementBytes, at(2));
  if (name === "arraywithconstant") return count * Math.max(elementBytes, at(1));
  if (name === "ngrams") return at(0) * (count + elementBytes);
  return Math.max(elementBytes, 4 * count);
}
