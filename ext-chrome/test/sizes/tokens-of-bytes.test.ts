import { expect, test } from "vitest";
import { shippedRulePacks, tokensOfBytes } from "../../src/index.js";

const framings = Object.entries(shippedRulePacks.framings);

test.each(framings)("%s: more bytes are never fewer tokens, and the band holds the centre", (_, framing) => {
  let before = [0, 0, 0];
  for (let bytes = 1; bytes < 5_000_000; bytes = Math.ceil(bytes * 1.3)) {
    const band = tokensOfBytes(bytes, framing);
    expect(band[0]).toBeLessThanOrEqual(band[1]);
    expect(band[1]).toBeLessThanOrEqual(band[2]);
    for (const [index, value] of band.entries()) {
      expect(Number.isInteger(value)).toBe(true);
      expect(value).toBeGreaterThanOrEqual(before[index] as number);
    }
    before = [...band];
  }
});

test.each(framings)("%s: an answer of its own assumptions is estimated exactly", (_, framing) => {
  const { cumulative, interceptBytes, frameBytes, textBytes, tokensPerFrame } = framing;
  const frames = 40;
  const group = tokensPerFrame[1];
  let bytes = interceptBytes[1];
  for (let frame = 1; frame <= frames; frame += 1)
    bytes += frameBytes[1] + textBytes[1] * group * (cumulative ? frame : 1);
  expect(tokensOfBytes(bytes, framing)[1]).toBeCloseTo(frames * group, -0.5);
});

test("an answer with hardly any bytes has one token, and a band that reaches far", () => {
  const framing = shippedRulePacks.framings["chatgpt-web-1"];
  if (framing === undefined) throw new Error("no framing");
  const [low, central, high] = tokensOfBytes(3_000, framing);
  expect([low, central]).toEqual([1, 1]);
  expect(high).toBeGreaterThan(100);
});
