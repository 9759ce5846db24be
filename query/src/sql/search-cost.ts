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
/** Read a regular expression. */
const expressions = /^(?:match|extract|countmatches|replaceregexp|regexp|splitbyregexp)/;
/** Become one where a single character may be any. */
const likes = /^(?:not)?i?like$/;

/** @param name in lower case */
export const isSearch = (name: string): boolean => patterns.has(name);

/** Which arguments of a search are what is searched for. */
export const isPattern = (name: string, place: number): boolean => (patternFirst.has(name) ? place === 0 : place > 0);

/**
 * What a search costs for each byte that it looks at, in bytes compared: a text its length, a regular expression 32 for
 * each state that it may be in. An expression with many states outgrows the engine's automaton, and each byte is then
 * compared in every state: one repetition inside of another took more than a minute for 2 MB.
 */
export function searchCost(name: string, pattern: string): number {
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
