import { afterAll, beforeAll, expect, test } from "vitest";
import { comparedLength } from "./measured-lengths.js";
import { startTimedEngine } from "./timed-engine.js";

let engine: Awaited<ReturnType<typeof startTimedEngine>>;
beforeAll(async () => {
  engine = await startTimedEngine();
});
afterAll(() => engine.stop());

/** N is a number, of either sign; LONG a long text, MANY many short ones, BOTH a long one before many short ones. */
const calls = [
  "arrayResize([toUInt32(1)], N)",
  "arrayResize(MANY, N, LONG)",
  "arrayResize([toFixedString('a', 200)], N)",
  "range(0, N)",
  "range(N, 0)",
  "range(N, -N, 7)",
  "repeat('ab', N)",
  "leftPad('a', N)",
  "rightPad(LONG, N, 'é')",
  "arrayWithConstant(N, LONG)",
  "space(N)",
  "randomString(N)",
  "substring(LONG, N)",
  "left(LONG, N)",
  "overlay(LONG, LONG, N, N)",
  "arraySlice(MANY, N)",
  "arrayShiftLeft(MANY, N, LONG)",
  "arrayShiftRight(MANY, N, LONG)",
  "arrayRotateLeft(MANY, N)",
  "bitShiftLeft(LONG, N)",
  "bar(N, 0, 1000, 1000)",
  "toDecimalString(toFloat64(N), 60)",
  "formatReadableSize(N)",
  "hex(N)",
  "toString(N)",
  "concatWithSeparator(LONG, 'b', 'b', 'b', 'b', 'b', 'b', 'b', 'b', 'b', 'b', 'b', 'b', 'b', 'b')",
  "concat(N, N, N, LONG)",
  "arrayStringConcat(MANY, LONG)",
  "arrayStringConcat(BOTH, LONG)",
  "arrayFill(x -> x != '', BOTH)",
  "arrayReverseFill(x -> x != '', arrayReverse(BOTH))",
  "arrayMap(x -> LONG, MANY)",
  "arrayMap((x, y) -> concat(x, y), BOTH, arrayReverse(BOTH))",
  "arrayZip(BOTH, arrayReverse(BOTH))",
  "arrayZipUnaligned([toFixedString('a', 200)], MANY)",
  "arrayConcat(BOTH, MANY)",
  "arraySplit(x -> 1, BOTH)",
  "arrayReduce('max', BOTH)",
  "mapFromArrays(range(length(BOTH)), BOTH)",
  "extractAllGroupsVertical(LONG, '((((((((.*))))))))')",
  "extractGroups(LONG, '((((((((.*))))))))')",
  "replaceRegexpAll(LONG, '.', 'bbbbbbbbbb')",
  "replaceRegexpAll(LONG, '.*', '\\\\0\\\\0\\\\0\\\\0\\\\0\\\\0\\\\0\\\\0')",
  "splitByChar('a', LONG)",
  "ngrams(LONG, 3)",
  "format('{0}{0}{0}{0}', LONG)",
  "printf('%s %d', LONG, N)",
  "URLHierarchy(repeat('/a', 100))",
  "toJSONString(BOTH)",
  "CAST(BOTH, 'String')",
  "CAST('a', 'FixedString(200)')",
  "encodeXMLComponent(repeat('\"', 100))",
  "arrayJoin(BOTH)",
  "tuple(LONG, BOTH, N)",
  "if(N > 0, LONG, '')",
  "transform(N, [1, 2], ['a', 'b'], LONG)",
  "quantiles(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)(N)",
  "sumForEach(range(N))",
  "groupArray(5)(LONG)",
] as const;
const words = {
  LONG: "repeat('abcdefgh', 40)",
  MANY: "arrayWithConstant(150, '')",
  BOTH: "arrayPushFront(arrayWithConstant(150, ''), repeat('abcdefgh', 40))",
};

test("what functions make is no longer than what is computed for them, whatever the sign and size of a number", async () => {
  const longer: unknown[] = [];
  let compared = 0;
  for (const call of calls)
    for (const number of call.includes("N") && /\bN\b/.test(call)
      ? ["-100000", "-3", "0", "1", "1000", "100000"]
      : ["1"]) {
      const expression = call.replaceAll(
        /LONG|MANY|BOTH|\bN\b/g,
        (word) => words[word as keyof typeof words] ?? `(${number})`,
      );
      const found = await comparedLength(engine.url, `SELECT ignore(${expression})`);
      if (found !== undefined) compared += 1;
      if (typeof found === "object") longer.push(found);
    }
  expect(longer).toEqual([]);
  expect(compared).toBeGreaterThan(120);
});

test("a function that no rule describes takes short values alone", async () => {
  expect(
    await comparedLength(engine.url, "SELECT ignore(convertCharset(repeat('abcdefgh', 100), 'utf8', 'utf16'))"),
  ).toBe("short");
  expect(await comparedLength(engine.url, "SELECT ignore(convertCharset(repeat('a', 10000), 'utf8', 'utf16'))")).toBe(
    "refused",
  );
});
