import { type Argument, type FunctionNode, functionsOf } from "./syntax-tree.js";

/**
 * Search for a text, a pattern or elements in another value: take time by the product of both lengths. What is searched
 * for is written out, and short.
 */
const patterns: ReadonlySet<string> = new Set(
  (
    "position positionUTF8 positionCaseInsensitive positionCaseInsensitiveUTF8 locate instr " +
    "like ilike notLike notILike match REGEXP_MATCHES highlight countSubstrings countSubstringsCaseInsensitive countSubstringsCaseInsensitiveUTF8 " +
    "countMatches countMatchesCaseInsensitive extract extractAll extractGroups extractAllGroups extractAllGroupsHorizontal " +
    "extractAllGroupsVertical regexpExtract REGEXP_EXTRACT REGEXP_SUBSTR regexpPosition regexpInstr regexp_instr hasToken hasTokenOrNull hasTokenCaseInsensitive " +
    "hasTokenCaseInsensitiveOrNull hasAnyTokens hasAnyToken hasAllTokens hasAllToken hasSubsequence hasSubsequenceCaseInsensitive hasSubsequenceUTF8 " +
    "hasSubsequenceCaseInsensitiveUTF8 hasPhrase matchPhrase startsWithCaseInsensitive endsWithCaseInsensitive " +
    "replaceOne replaceAll replaceRegexpOne replaceRegexpAll replace regexp_replace translate translateUTF8 " +
    "splitByString splitByRegexp hasAny hasAll hasSubstr SUBSTRING_INDEX substringIndex substringIndexUTF8 " +
    "multiSearchAny multiSearchAnyCaseInsensitive multiSearchAnyUTF8 multiSearchAnyCaseInsensitiveUTF8 " +
    "multiSearchFirstIndex multiSearchFirstIndexCaseInsensitive multiSearchFirstIndexUTF8 multiSearchFirstIndexCaseInsensitiveUTF8 " +
    "multiSearchFirstPosition multiSearchFirstPositionCaseInsensitive multiSearchFirstPositionUTF8 " +
    "multiSearchFirstPositionCaseInsensitiveUTF8 multiSearchAllPositions multiSearchAllPositionsCaseInsensitive " +
    "multiSearchAllPositionsUTF8 multiSearchAllPositionsCaseInsensitiveUTF8 " +
    "multiMatchAny multiMatchAnyIndex multiMatchAllIndices multiFuzzyMatchAny multiFuzzyMatchAnyIndex multiFuzzyMatchAllIndices"
  )
    .toLowerCase()
    .split(" "),
);
/** The same with the pattern first. */
const patternFirst: ReadonlySet<string> = new Set(["splitbystring", "splitbyregexp", "locate"]);
const mostPatternBytes = 400;
/** Read a regular expression. */
const expressions = /^(?:match|extract|countmatches|replaceregexp|regexp|splitbyregexp)/;
/** Become one where a single character may be any. */
const likes = /^(?:not)?i?like$/;

/**
 * What a search costs for each byte that it looks at, in bytes compared: a text its length, a regular expression 32 for
 * each state that it may be in. An expression with many states outgrows the engine's automaton, and each byte is then
 * compared in every state: one repetition inside of another took more than a minute for 2 MB.
 */
function searchCost(name: string, pattern: string): number {
  const isExpression = expressions.test(name) || (likes.test(name) && pattern.includes("_"));
  if (!isExpression) return pattern.length;
  let repeated = 0;
  let factor = 1;
  for (const [, before, least, most] of pattern.matchAll(/(?<=(.))\{(\d+)(?:,(\d*))?\}/gs)) {
    const times = Math.max(1, Number(most || least));
    if (before === ")" || before === "}") factor *= times;
    else repeated += times;
  }
  return 32 * factor * (pattern.length + repeated);
}
/** The most that all searches of a statement may cost for one value, in bytes compared. */
const mostSearchCost = 2 ** 22;

/** Makes a longer value by a number: the place of that number, which is written out. */
const counted: Readonly<Record<string, number>> = {
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

/** Their value is as long as all of their arguments together. */
const joining: ReadonlySet<string> = new Set(
  (
    "concat concatAssumeInjective concatWithSeparator concatWithSeparatorAssumeInjective concat_ws format printf " +
    "arrayConcat array tuple map mapConcat mapUpdate arrayZip arrayZipUnaligned arrayPushBack arrayPushFront tupleConcat overlay overlayUTF8"
  )
    .toLowerCase()
    .split(" "),
);
/** Their value may be several times as long as what it is made of. */
const lengthening: ReadonlySet<string> = new Set(
  "hex bin base32Encode base64Encode TO_BASE64 base64URLEncode encodeURLComponent encodeURLFormComponent encodeXMLComponent toJSONString arrayMap"
    .toLowerCase()
    .split(" "),
);

/** Gather a group's values, as many rows as it has: the parameter that says how many at most. */
const gathering = /^(?:grouparray|groupuniqarray|groupconcat|group_concat|string_agg|array_agg|array_concat_agg)/;
const mostGathered = 100_000;

/** A value of a column, and the longest that a statement may build of it and of its own texts, in bytes. */
const columnBytes = 256;
const mostBytes = 2 ** 25;

const bytesOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0);

/** By how much the length of values grows at most, where one function's value is the next one's argument. */
function growthOf({ name, args }: FunctionNode): number {
  const place = counted[name];
  const count = Number(place === undefined ? Number.NaN : args[place]?.number);
  if (Number.isFinite(count)) return Math.max(1, filling.test(name) ? (4 * count) / columnBytes : count);
  if (name === "range") return Math.max(1, ...args.map(({ number }) => number ?? 2 ** 14));
  if (joining.has(name)) return Math.max(1, args.filter(({ literals }) => literals === undefined).length);
  if (lengthening.has(name)) return 8;
  if (/^replace/.test(name)) return Math.max(1, bytesOf(args[2]?.literals ?? []));
  if (/^arraystringconcat$/.test(name)) return Math.max(1, bytesOf(args[1]?.literals ?? []));
  return 1;
}

const searchedFor = ({ name, args }: FunctionNode): readonly Argument[] =>
  patternFirst.has(name) ? args.slice(0, 1) : args.slice(1);

/** The cost of a function's search for each byte. */
const costOf = (node: FunctionNode): number =>
  patterns.has(node.name)
    ? searchedFor(node)
        .flatMap(({ literals = [] }) => literals)
        .reduce((sum, text) => sum + searchCost(node.name, text), 0)
    : 0;

function reasonOf(node: FunctionNode): string | undefined {
  const { name, shown, args, parameters } = node;
  if (patterns.has(name)) {
    const searched = searchedFor(node);
    if (searched.some(({ literals }) => literals === undefined))
      return `What ${shown} searches for must be written out or be a parameter.`;
    if (searched.some(({ literals = [] }) => bytesOf(literals) > mostPatternBytes))
      return `What ${shown} searches for is longer than ${mostPatternBytes} bytes.`;
  }
  const place = counted[name];
  if (place !== undefined && args[place]?.number === undefined)
    return `The length that ${shown} makes must be a number that is written out or a parameter.`;
  if (gathering.test(name) && !parameters.some(({ number = Number.POSITIVE_INFINITY }) => number <= mostGathered))
    return `${shown} needs its limit of at most ${mostGathered} values: ${shown}(1000)(…); groupConcat(', ', 1000)(…).`;
  return undefined;
}

/** Whether {@link reasonOfLength} bounds what a function is given, or what it makes. */
export function isBounded(name: string): boolean {
  const known = name.toLowerCase();
  return patterns.has(known) || known in counted || known === "range" || gathering.test(known);
}

/**
 * Why a statement might build values of such a length that one call on them takes too long; undefined where it cannot.
 * The engine looks at its limit of time between blocks of rows, not within a call. What is written out counts with its
 * length, and every function that lengthens values as if it worked on the value of the one before.
 */
export function reasonOfLength(tree: readonly string[]): string | undefined {
  const { functions, literalBytes, longestLiteral } = functionsOf(tree);
  const areJoined = functions.some(({ name }) => joining.has(name));
  let bytes = Math.max(columnBytes, areJoined ? literalBytes : longestLiteral);
  let cost = 0;
  for (const node of functions) {
    const reason = reasonOf(node);
    if (reason !== undefined) return reason;
    bytes *= growthOf(node);
    cost += costOf(node);
    if (bytes > mostBytes) return "The statement could build values of more than 32 MB. Join or repeat fewer of them.";
  }
  if (bytes * cost > mostSearchCost)
    return "The statement's searches could take too long. Search shorter values, or for shorter and simpler patterns.";
  return undefined;
}
