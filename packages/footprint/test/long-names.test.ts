import { expect, test } from "vitest";
import { canonicalModel, canonicalProvider, canonicalRegion, loadDefaultFactorSet } from "../src/index.js";

const factors = loadDefaultFactorSet();
const day = Date.parse("2026-11-30");

/** A name this long takes seconds where it is read in linear time, and minutes where it is not. */
const length = 200_000;

test.each([
  "[",
  "(",
  "@",
  "aaa",
  "a1",
  "-.",
  ".-",
  "live2r.",
  "-v2-",
  "a:",
  "/",
  " ",
  "_%2f",
])("a reported name is read in time that grows with its length: %j", (piece) => {
  const name = `a${piece.repeat(length / piece.length)}\u0000`;
  expect(canonicalModel(factors, "openai", name, day).known).toBe(false);
  expect(canonicalProvider(name)).not.toBe("openai");
  expect(canonicalRegion(factors, name)).toBe("");
});
