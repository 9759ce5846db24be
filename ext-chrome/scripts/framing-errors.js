import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { shippedRulePacks, tokensOfBytes } from "../dist/index.js";

/** A row of pseudo-random numbers from 0 to below 1, the same every time (mulberry32). @param {number} seed */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param {() => number} random @param {number} low @param {number} high */
const between = (random, low, high) => low * (high / low) ** random();

/**
 * Bytes of a synthetic answer: frames of the framing's shape, each with a number of tokens that varies around the answer's own
 * grouping. Grouping, frame, text and what is no text are drawn from the framing's ranges.
 * @param {import("../dist/rules/rule-pack.js").Framing} framing @param {number} tokens @param {() => number} random
 */
function answerBytes({ cumulative, interceptBytes, frameBytes, textBytes, tokensPerFrame }, tokens, random) {
  const draw = (/** @type {readonly [number, number, number]} */ [low, , high]) => between(random, low, high);
  const [group, frame, text] = [draw(tokensPerFrame), draw(frameBytes), draw(textBytes)];
  let bytes = draw(interceptBytes);
  for (let sent = 0; sent < tokens; ) {
    const size = Math.min(tokens - sent, Math.max(1, Math.round(group * (0.5 + random()))));
    sent += size;
    bytes += frame + text * (cumulative ? sent : size);
  }
  return bytes;
}

/** Error of each framing's central estimate over 2,000 synthetic answers of 20 to 4,000 tokens, as a Markdown table. */
export function errorTable() {
  const rows = Object.entries(shippedRulePacks.framings).map(([name, framing]) => {
    const random = randomOf(1);
    const errors = [];
    let inside = 0;
    for (let answer = 0; answer < 2_000; answer += 1) {
      const tokens = Math.round(between(random, 20, 4_000));
      const [low, central, high] = tokensOfBytes(answerBytes(framing, tokens, random), framing);
      errors.push(Math.abs(central / tokens - 1));
      if (low <= tokens && tokens <= high) inside += 1;
    }
    errors.sort((a, b) => a - b);
    const percent = (/** @type {number} */ value) => `${Math.round(100 * value)} %`;
    return `| \`${name}\` | ${percent(errors[1_000] ?? 0)} | ${percent(errors[1_800] ?? 0)} | ${percent(inside / 2_000)} |`;
  });
  return ["| framing | error p50 | error p90 | inside the band |", "|---|---|---|---|", ...rows].join("\n");
}

export const page = fileURLToPath(new URL("../../docs/extension.md", import.meta.url));
export const marks = ["<!-- errors of framings -->", "<!-- end of errors -->"];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [before = "", , after = ""] = readFileSync(page, "utf8").split(
    /<!-- errors of framings -->|<!-- end of errors -->/,
  );
  writeFileSync(page, `${before}${marks[0]}\n${errorTable()}\n${marks[1]}${after}`);
}
