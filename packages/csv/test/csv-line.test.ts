import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine, guardFormulas } from "../src/index.js";
import { readAsSpreadsheet } from "./read-as-spreadsheet.js";

const separators = [",", ";", "\t", "|"];
const triggers = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"];
/** What stands before a formula without keeping a spreadsheet from computing it. */
const before = ["", " ", "\t", "\u00a0", "\u200b", "\ufeff", "\r", "\n", '"', '""', '" '];

/** A cell that a spreadsheet would compute. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: blanks to a spreadsheet
const isFormula = (cell: string): boolean => /^[\s\u0000-\u001f\u200b-\u200f\u2060\ufeff"]*[=+\-@＝＋－＠]/u.test(cell);

/** Cells that a spreadsheet would compute, of lines with the text first, between others, and last. */
function computed(text: string): string[] {
  const lines = [[text], [1, text, 2], ["name", text], [text, text], ['a "quoted" name', text]].map((cells) =>
    csvLine(cells),
  );
  const files = [...lines, lines.join("")];
  return files.flatMap((file) =>
    separators.flatMap((separator) =>
      readAsSpreadsheet(file, separator)
        .flat()
        .filter((cell) => isFormula(cell)),
    ),
  );
}

test("the reader of these tests splits as a spreadsheet does, and finds a formula that nobody guards", () => {
  expect(readAsSpreadsheet('1,"x;=1+1",2\r\n', ";")).toEqual([['1,"x', '=1+1",2']]);
  expect(readAsSpreadsheet('1,"x;=1+1",2\r\n', ",")).toEqual([["1", "x;=1+1", "2"]]);
  expect(readAsSpreadsheet('1,"a\n=2"\r\n', ";")).toEqual([['1,"a'], ['=2"']]);
  expect(readAsSpreadsheet('"a;b";""=1"\r\n', ";")).toEqual([["a;b", '=1"']]);
  expect(isFormula('=1+1",2')).toBe(true);
});

describe.each(triggers)("%j begins no formula", (trigger) => {
  test.each(["", ...separators.slice(1), "\r\n", "\n", "\r", "\v", "\u2028", "\u0085"])("behind %j", (separator) => {
    for (const blank of before)
      for (const text of [`${separator}${blank}${trigger}1+1`, `a${separator}${blank}${trigger}1+1${separator}b`])
        expect(computed(text), JSON.stringify(text)).toEqual([]);
  });
});

test("whatever the text, no spreadsheet computes any of it", () => {
  const hostile = fc.constantFrom(...triggers, ...separators, ...before.slice(1), "'", "1", "a", "(", "\u2028");
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 12 }), (parts) => {
      expect(computed(parts.join(""))).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

test("a reader of RFC 4180 finds the guarded text again", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 4 }), (texts) => {
      expect(readAsSpreadsheet(csvLine(texts), ",")).toEqual([texts.map(guardFormulas)]);
    }),
    { numRuns: 300 },
  );
});

test.each([
  "",
  "a=1",
  "1-1",
  "gpt-4o",
  "a, -b",
  "x;y",
  "Grünau ✓",
  "e-mail|chat",
  '"quoted"',
  "100%",
])("%j stays as it is", (text) => expect(guardFormulas(text)).toBe(text));

test("numbers keep their sign and every digit, and what is missing is empty", () => {
  expect(csvLine(["a", -5, 0.1 + 0.2, 9007199254740993n, true, null, undefined])).toBe(
    "a,-5,0.30000000000000004,9007199254740993,true,,\r\n",
  );
});
