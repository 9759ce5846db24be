import { mostOfRange } from "../../../src/sql/rows-made.js";
import { judged } from "../../../src/sql/value-bounds.js";
import { hostileValues } from "./hostile-values.js";

/**
 * Values of a kind that differ in what a length could depend on: none, one long, many short, one long among many; numbers of
 * either sign. The first is harmless for most functions.
 */
export const unevenValues: typeof hostileValues = {
  ...hostileValues,
  text: (n) => ["'a'", "''", `repeat('abcdefgh', ${n / 8})`],
  integers: (n) => ["[1]", `range(${n})`, `range(-${n}, 0)`],
  texts: (n) => [
    "['a']",
    `arrayWithConstant(${n}, '')`,
    `[repeat('abcdefgh', ${n})]`,
    `arrayPushFront(arrayWithConstant(${n}, ''), repeat('abcdefgh', ${n}))`,
    "[toFixedString('a', 200)]",
  ],
  map: (n) => [`map('a', repeat('b', ${n}))`],
  number: (n) => ["1", "0", `-${n}`, `${n}`, "1000000"],
  lambda: () => ["x -> x = x", "x -> x != ''", "(x, y) -> x > y"],
};

/** An expression's value that is longer than is computed for it, in bytes. */
export interface LongerValue {
  readonly statement: string;
  readonly bytes: number;
  readonly computed: number;
}

/** The engine counts offsets and marks of its own, and wide numbers. */
const slack = (bytes: number): number => 3 * bytes + 512;

async function answerOf(url: string, statement: string): Promise<readonly unknown[][] | undefined> {
  const search = new URLSearchParams({
    default_format: "JSONCompact",
    max_execution_time: "20",
    // As an analyst's account: what `range` makes is bounded by that.
    function_range_max_elements_in_block: String(mostOfRange),
  });
  const response = await fetch(`${url}/?${search}`, { method: "POST", body: statement });
  const text = await response.text();
  return response.ok ? (JSON.parse(text) as { data: unknown[][] }).data : undefined;
}

/**
 * Compares the size of a value with what is computed from its tree.
 * @param call the statement with `ignore(…)` around the value
 * @returns undefined where the engine does not run it
 */
export async function comparedLength(
  url: string,
  call: string,
): Promise<LongerValue | "refused" | "short" | undefined> {
  const statement = call.replace(/^((?:WITH \d+ AS n )?SELECT) ignore\((.*)\)( FROM numbers\(\d+\))?$/s, "$1 $2$3");
  const tree = await answerOf(url, `EXPLAIN AST graph = 0, optimize = 0 ${statement}`);
  if (tree === undefined) return undefined;
  const { longest } = judged(tree.map(([line]) => String(line)));
  if (longest === undefined) return "refused";
  const measured = await answerOf(url, call.replace("ignore(", "byteSize("));
  if (measured === undefined) return undefined;
  const bytes = Number(measured[0]?.[0]);
  return bytes <= slack(longest) ? "short" : { statement, bytes, computed: longest };
}
