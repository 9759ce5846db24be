import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatWithOptions } from "node:util";
import { expect, test } from "vitest";
import * as footprint from "../src/index.js";

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
const blocks = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code]) => code as string);

test("the README has examples of every part", () => {
  expect(blocks.length).toBe(5);
  for (const name of ["estimate(", "estimateTotals(", "explain: true", "FootprintInputError"])
    expect(blocks.join("\n")).toContain(name);
});

test.each(
  blocks.map((code, index) => [index + 1, code] as const),
)("README example %d prints what it says", (_, code) => {
  const expected = [...code.matchAll(/^ *\/\/ → (.*)$/gm)].map(([, line]) => line);
  expect(expected.length).toBeGreaterThan(0);
  const body = code.replace(/^import (\{[^}]*\}) from "@ecomind\/footprint";$/m, "const $1 = footprint;");
  expect(body).not.toContain("import ");
  const printed: string[] = [];
  const console = { log: (...values: unknown[]) => printed.push(formatWithOptions({ colors: false }, ...values)) };
  // Runs the text of our own README.
  new Function("footprint", "console", `"use strict";\n${body}`)(footprint, console);
  expect(printed).toEqual(expected);
});
