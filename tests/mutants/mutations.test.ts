import { expect, test } from "vitest";
import { mutationsOf } from "./mutations.js";

const mutants = (source: string): string[] =>
  mutationsOf(source).map(({ start, end, text }) => source.slice(0, start) + text + source.slice(end));

test("operators, bounds, conditions, numbers and calls change, one at a time", () => {
  expect(mutants("a < b + 1")).toEqual(["a <= b + 1", "a >= b + 1", "a < b - 1", "a < b + 2"]);
  expect(mutants("if (!ok) stop();")).toEqual([
    "if (true) stop();",
    "if (false) stop();",
    "if (ok) stop();",
    "if (!ok) ;",
  ]);
  expect(mutants("x ?? list.some(test)")).toEqual(["x", "x ?? list.every(test)"]);
});

test("types and texts are left alone", () => {
  expect(mutants('const kind: 0 | 1 = read("text 1 < 2");')).toEqual([]);
});

test("what does not parse is refused", () => {
  expect(() => mutationsOf("if (")).toThrow("syntax error");
});
