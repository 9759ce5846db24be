import type { Framing, Range } from "../rules/rule-pack.js";

/** Tokens of text in an answer, where each framing value is one of its bounds. */
function tokens(bytes: number, framing: Framing, sizes: 0 | 1 | 2, grouping: 0 | 1 | 2): number {
  const rest = bytes - framing.interceptBytes[sizes];
  if (rest <= 0) return 0;
  const group = framing.tokensPerFrame[grouping];
  const text = framing.textBytes[sizes];
  const perToken = framing.frameBytes[sizes] / group;
  if (!framing.cumulative) return rest / (perToken + text);
  // n/g frames, the i-th with i*g tokens of text: bytes = n*perToken + text*(n*n/g + n)/2.
  const square = text / (2 * group);
  const linear = perToken + text / 2;
  return (-linear + Math.sqrt(linear * linear + 4 * square * rest)) / (2 * square);
}

/** Shortest answer that a model writes, in tokens. */
const fewestTokens = 1;
const mostTokens = 10_000_000;

/**
 * Output tokens of an answer from its size alone. The band spans what the framing leaves open: how many tokens a frame holds,
 * what is no text, and how a token's text is escaped.
 * @param decodedBytes size after decompression, above 0
 * @returns whole numbers, low <= central <= high
 */
export function tokensOfBytes(decodedBytes: number, framing: Framing): Range {
  const whole = (value: number) => Math.min(mostTokens, Math.max(fewestTokens, Math.round(value)));
  const central = whole(tokens(decodedBytes, framing, 1, 1));
  return [
    Math.min(central, whole(tokens(decodedBytes, framing, 2, 0))),
    central,
    Math.max(central, whole(tokens(decodedBytes, framing, 0, 2))),
  ];
}
