/** A kind of value, as ClickHouse's types have it. */
export type Kind = "text" | "integers" | "texts" | "pairs" | "nested" | "map" | "bitmap" | "number" | "lambda";

const text = (count: string, unit: string, end = "''") => `concat(repeat(materialize('${unit}'), ${count}), ${end})`;
const range = (n: number) => `range(materialize(toUInt64(${n})))`;

/**
 * Values of a kind, about `n` bytes or elements long, that are hard for an algorithm that is not linear: long runs of the
 * same, needles and prefixes that almost match, openings without an end, numbers in the wrong order. None is a constant
 * for the engine, which would compute it before the statement runs.
 */
export const hostileValues: Readonly<Record<Kind, (n: number) => readonly string[]>> = {
  text: (n) => [
    text(`${n}`, "a"),
    text(`${n / 2}`, "a", "'b'"),
    text(`${n / 4}`, "ab c"),
    text(`${n / 2}`, "<a"),
    text(`${n}`, "["),
    text(`${Math.floor(n / 5)}`, '{"a":', "'1'"),
    `concat('http://a/?', ${text(`${n / 4}`, "a=1&")})`,
    text(`${n}`, "7"),
    text(`${Math.floor(n / 3)}`, "%25"),
    text(`${n / 2}`, "/."),
    text(`${n}`, "("),
    `concat('<a ', ${text(`${n / 2}`, "\\\\\\n")})`,
    `concat('{', arrayStringConcat(arrayMap(x -> concat('"', toString(x), '":1'), ${range(n / 8)}), ','), '}')`,
    `concat('[', arrayStringConcat(${range(n / 8)}, ','), ']')`,
    "'a'",
  ],
  integers: (n) => [
    range(n),
    `arrayReverse(${range(n)})`,
    `arrayMap(x -> x % 2, ${range(n)})`,
    `arrayMap(x -> toFloat64(cityHash64(x)) / 1e10, ${range(n)})`,
  ],
  texts: (n) => [
    `arrayMap(x -> toString(x), ${range(n)})`,
    `arrayMap(x -> 'a', ${range(n)})`,
    `arrayMap(x -> repeat('a', 100), ${range(Math.ceil(n / 100))})`,
  ],
  pairs: (n) => [`arrayMap(x -> (x, x + 1), ${range(n)})`, `arrayMap(x -> (toString(x), x), ${range(n)})`],
  nested: (n) => [`arrayMap(x -> [x, 1], ${range(n / 2)})`],
  map: (n) => [
    `mapFromArrays(${range(n)}, ${range(n)})`,
    `mapFromArrays(arrayMap(x -> toString(x), ${range(n)}), ${range(n)})`,
  ],
  bitmap: (n) => [`bitmapBuild(arrayMap(x -> toUInt32(x * 70000), ${range(n)}))`],
  number: (n) => ["materialize(1)", `materialize(${n / 2})`, "1", "toDateTime(materialize(1700000000))", "1.5"],
  lambda: () => ["x -> x > 1", "(x, y) -> x > y"],
};
