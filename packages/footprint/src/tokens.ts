/** Output tokens from which on an answer is long, and over how many more each costs more than the one before. */
export const rampStart = 627;
export const rampLength = 6_408;
/** What g adds for each ramp token; see {@link tokensOutRamp}. */
export const rampWeight = 0.493;

/**
 * What a long generation adds, in tokens: `g(T) · T = T + 0.493 · ramp`, so that sums of tokens and ramps are all that a
 * group's footprint needs. From ML.ENERGY's pair for Qwen3-32B at 627 and 7,035 output tokens.
 * @param tokensOut whole number, 0 and more @returns whole number
 */
export function tokensOutRamp(tokensOut: number): number {
  return Math.round(tokensOut * Math.min(1, Math.max(0, (tokensOut - rampStart) / rampLength)));
}

/** Name of the way in which this build turns bytes into tokens. */
export const bytesMethod = "bytes-1";

/**
 * ASSUMPTION: bytes of UTF-8 JSON on the wire behind a token. English prose has about four characters a token (the rule
 * of thumb in OpenAI's tokenizer help); a request's envelope and a streamed answer's framing come on top.
 */
const bytesPerTokenIn = 4.5;
const bytesPerTokenOut = 12;

/**
 * ASSUMPTION: how far the tokens behind some bytes may be from the estimate, as a factor each way. Languages and framings of
 * streams differ by about this much.
 */
export const bytesSpread = 2;

/**
 * Tokens from sizes, where a client could see only sizes.
 * @param bytesIn bytes sent @param bytesOut bytes received @returns whole numbers of tokens
 */
export function tokensFromBytes(bytesIn: number, bytesOut: number): { tokensIn: number; tokensOut: number } {
  return { tokensIn: Math.round(bytesIn / bytesPerTokenIn), tokensOut: Math.round(bytesOut / bytesPerTokenOut) };
}
