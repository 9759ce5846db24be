import type { ClickHouseClient } from "@ecomind/clickhouse";
import { limits } from "../store/select.js";

/** Categories of the engine's functions that compute on their arguments alone: no file, network, dictionary, setting, server. */
const categories = [
  "Aggregate Functions",
  "Arithmetic",
  "Arrays",
  "Bit",
  "Bitmap",
  "Comparison",
  "Conditional",
  "Dates and Times",
  "Distance",
  "Encoding",
  "Financial",
  "Hash",
  "IP Address",
  "JSON",
  "Logical",
  "Map",
  "Mathematical",
  "Null",
  "Random Number",
  "Rounding",
  "String",
  "String Replacement",
  "String Search",
  "String Splitting",
  "Time Window",
  "Tuple",
  "Type Conversion",
  "URL",
  "UUID",
];

/** Useful ones of the category "Other", and what the parser itself writes. */
const alsoAllowed = [
  "bar",
  "exists",
  "finalizeAggregation",
  "formatReadableDecimalSize",
  "formatReadableQuantity",
  "formatReadableSize",
  "formatReadableTimeDelta",
  "identity",
  "ignore",
  "initializeAggregation",
  "lambda",
  "materialize",
  "parseReadableSize",
  "parseTimeDelta",
  "_CAST",
  "toTypeName",
  "transform",
];

/** In an allowed category, and yet not only a computation. */
const notOnlyComputing = ["chdb", "flameGraph", "formatRow", "formatRowNoNewline", "groupFormat", "serverTimezone"];

/**
 * Take time by the square of one value's length, in one call, in which no limit of time is looked at: with what memory
 * allows, minutes to days. `function-times.slow.ts` times every function that is allowed, and finds what is missing here.
 */
const quadratic = [
  "arrayAutocorrelation",
  "arrayFold",
  "arrayLevenshteinDistance",
  "arrayLevenshteinDistanceWeighted",
  "arrayReduceInRanges",
  "arrayRemove",
  "arrayShingles",
  "arraySimilarity",
  "base58Decode",
  "base58Encode",
  "sparseGrams",
  "sparseGramsHashes",
  "sparseGramsHashesUTF8",
  "sparseGramsUTF8",
  "tryBase58Decode",
  "damerauLevenshteinDistance",
  "editDistance",
  "editDistanceUTF8",
  "extractTextFromHTML",
  "jaroSimilarity",
  "jaroWinklerSimilarity",
  "JSONMergePatch",
  "prettyPrintJSON",
];

/** Make a value of a length that nothing in the statement says, and that no parameter limits. */
const unbounded = [
  "distinctJSONPaths",
  "distinctJSONPathsAndTypes",
  "groupArrayInsertAt",
  "groupArrayIntersect",
  "groupArrayMovingAvg",
  "groupArrayMovingSum",
  "groupNumericIndexedVector",
  "mapPopulateSeries",
  "maxMap",
  "maxMappedArrays",
  "minMap",
  "minMappedArrays",
  "MVTEncode",
  "replicate",
  "sumMap",
  "sumMappedArrays",
  "sumMapWithOverflow",
  "timeSeriesChangesToGrid",
  "timeSeriesDeltaToGrid",
  "timeSeriesDerivToGrid",
  "timeSeriesGroupArray",
  "timeSeriesIncreaseToGrid",
  "timeSeriesInstantDeltaToGrid",
  "timeSeriesInstantRateToGrid",
  "timeSeriesPredictLinearToGrid",
  "timeSeriesRateToGrid",
  "timeSeriesResampleToGridWithStaleness",
  "timeSeriesResetsToGrid",
  "timeSlots",
];

/** Take hundreds of times as long as their like for each byte: 500 values of 20 kB, searched for 391 bytes, took minutes. */
const slowSearch = [
  "countSubstringsCaseInsensitiveUTF8",
  "multiSearchAllPositionsCaseInsensitiveUTF8",
  "multiSearchAnyCaseInsensitiveUTF8",
  "multiSearchFirstIndexCaseInsensitiveUTF8",
  "multiSearchFirstPositionCaseInsensitiveUTF8",
  "positionCaseInsensitiveUTF8",
];
const refused = [...notOnlyComputing, ...quadratic, ...unbounded, ...slowSearch];

/** The newest version of the engine whose functions were looked at, as numbers; docs/sql.md says which were timed. */
const timedVersion = [26, 8];

/**
 * Makes several functions of one aggregate: `sumIf`, `uniqExactMergeState`, `countDistinct`. Without `Map` and `Resample`, whose
 * values are as long as the keys that rows have, or as a parameter says.
 */
const combinator =
  /(?:if|array|distinct|ornull|ordefault|simplestate|mergestate|state|merge|foreach|argmin|argmax|null|respectnulls)$/;

/** No function with all its combinators is as long; each combinator of a name is looked up. */
const longestName = 200;

/** The names of functions and parameterised views that a statement may use. */
export class AllowedFunctions {
  readonly #names: ReadonlySet<string>;
  readonly #aggregates: ReadonlySet<string>;

  constructor(names: Iterable<string>, aggregates: Iterable<string>) {
    this.#names = new Set([...names].map((name) => name.toLowerCase()));
    this.#aggregates = new Set([...aggregates].map((name) => name.toLowerCase()));
  }

  has(name: string): boolean {
    if (name.length > longestName) return false;
    let base = name.toLowerCase();
    if (this.#names.has(base)) return true;
    for (let suffix = combinator.exec(base); suffix !== null; suffix = combinator.exec(base)) {
      base = base.slice(0, suffix.index);
      if (this.#aggregates.has(base)) return true;
    }
    return false;
  }
}

/** An older engine does not say since when it has a function: each of them has been there in the timed version. */
async function saysVersions(client: ClickHouseClient): Promise<boolean> {
  const result = await client.query({
    query:
      "SELECT name FROM system.columns WHERE database = 'system' AND table = 'functions' AND name = 'introduced_in'",
    format: "JSONEachRow",
    clickhouse_settings: { ...limits, log_comment: "ecomind-query sql functions" },
  });
  return (await result.json()).length > 0;
}

/**
 * Asks the engine which functions it has, and keeps those of known categories: a function that a newer engine brings is
 * refused until it has been timed.
 */
export async function loadAllowedFunctions(client: ClickHouseClient): Promise<AllowedFunctions> {
  const isTimed = "arrayMap(part -> toUInt32OrZero(part), splitByChar('.', introduced_in)) <= {timed:Array(UInt32)}";
  const result = await client.query({
    query: `WITH own AS (
        SELECT name, alias_to, toBool(is_aggregate) AS aggregate FROM system.functions
        WHERE origin = 'System' AND (is_aggregate OR categories IN {categories:Array(String)} OR name IN {also:Array(String)})
          AND name NOT IN {refused:Array(String)} AND alias_to NOT IN {refused:Array(String)}
          ${(await saysVersions(client)) ? `AND ${isTimed}` : ""}
      )
      SELECT name, aggregate FROM own
      UNION DISTINCT
      SELECT f.name AS name, own.aggregate AS aggregate FROM system.functions AS f INNER JOIN own ON f.alias_to = own.name`,
    query_params: { categories, also: alsoAllowed, refused, timed: [...timedVersion, 1_000] },
    format: "JSONEachRow",
    // Once in a process's life, for whoever asks first.
    clickhouse_settings: { ...limits, log_comment: "ecomind-query sql functions" },
  });
  const rows = await result.json<{ name: string; aggregate: boolean }>();
  const aggregates = rows.filter(({ aggregate }) => aggregate).map(({ name }) => name);
  return new AllowedFunctions([...rows.map(({ name }) => name), ...alsoAllowed], aggregates);
}
