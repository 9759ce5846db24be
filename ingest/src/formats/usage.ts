/** The tokens of one use, as events count them. Undefined is unknown, which is never the same as none. */
export interface Usage {
  /** Includes cached and cache-written tokens. */
  readonly tokensIn: number | undefined;
  readonly tokensCached: number | undefined;
  /** Includes reasoning tokens. */
  readonly tokensOut: number | undefined;
}

export const unknownUsage: Usage = { tokensIn: undefined, tokensCached: undefined, tokensOut: undefined };

export const isKnown = ({ tokensIn, tokensOut }: Usage): boolean => tokensIn !== undefined || tokensOut !== undefined;

/** The counts of a use as an emitter gives them. */
export interface ReportedCounts {
  readonly input: number | undefined;
  readonly output: number | undefined;
  /** Read from a cache. */
  readonly cached: number | undefined;
  /** Written to a cache. */
  readonly written: number | undefined;
  readonly reasoning?: number | undefined;
  /** Tokens of what tools gave the model, where they are counted apart. */
  readonly tools?: number | undefined;
  readonly total?: number | undefined;
}

/** How an emitter counts. */
export interface Counting {
  /** `input` leaves out what was read from a cache or written to one. */
  readonly exclusiveInput: boolean;
  /** `output` may leave out reasoning, as Google's candidates do, and `total` then shows it. */
  readonly google: boolean;
  /** `output` leaves out reasoning. */
  readonly exclusiveOutput: boolean;
}

const inclusive: Counting = { exclusiveInput: false, google: false, exclusiveOutput: false };

/**
 * Brings an emitter's counts to what events count: input with everything that was read, output with everything that was
 * written.
 */
export function usageOf(counts: ReportedCounts, counting: Counting = inclusive): Usage {
  const { cached = 0, written = 0, reasoning = 0, tools = 0, total } = counts;
  let { input, output } = counts;
  // No model is called without input: both zero is how some emitters say that they do not know.
  if (input === 0 && (output ?? 0) === 0 && cached + written === 0) return unknownUsage;
  if (input !== undefined && (counting.exclusiveInput || cached + written > input)) input += cached + written;
  if (counting.google) ({ input, output } = ofGoogle(input, output, reasoning, tools, total, counting.exclusiveOutput));
  else if (output !== undefined && (counting.exclusiveOutput || reasoning > output)) output += reasoning;
  return { tokensIn: input, tokensCached: input === undefined ? undefined : counts.cached, tokensOut: output };
}

/**
 * Google counts the prompt, what tools gave back, the candidates and the thoughts apart, and sums them in the total. Emitters
 * pass on some of them; the total says what is missing.
 */
function ofGoogle(
  input: number | undefined,
  output: number | undefined,
  reasoning: number,
  tools: number,
  total: number | undefined,
  exclusiveOutput: boolean,
): { input: number | undefined; output: number | undefined } {
  if (input === undefined || output === undefined) return { input, output };
  if (total === undefined) {
    const out = exclusiveOutput || reasoning > output ? output + reasoning : output;
    return { input: input + tools, output: out };
  }
  let rest = total - input - output;
  if (rest <= 0) return { input, output };
  let withTools = input;
  let withThoughts = output;
  if (reasoning > 0 && reasoning <= rest) {
    withThoughts += reasoning;
    rest -= reasoning;
    // What is left came from tools, whether or not it was counted apart.
    withTools += rest;
  } else if (reasoning > 0) withTools += rest;
  else if (tools > 0 && tools <= rest) {
    withTools += tools;
    withThoughts += rest - tools;
  } else withThoughts += rest;
  return { input: withTools, output: withThoughts };
}
