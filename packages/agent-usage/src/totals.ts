import type { Answer } from "./answer.js";

/** Sums over answers. Interrupted ones stand apart: their output is unknown, and most agents do not record them. */
export interface Totals {
  responses: number;
  tokens_in: number;
  tokens_cached: number;
  /** Of the answers whose output is known. */
  tokens_out: number;
  /** Answers whose output the files do not say: in `responses` and `tokens_in`, not in `tokens_out`. */
  output_unknown: number;
  interrupted: { responses: number; tokens_in: number; tokens_cached: number };
}

export const noTotals = (): Totals => ({
  responses: 0,
  tokens_in: 0,
  tokens_cached: 0,
  tokens_out: 0,
  output_unknown: 0,
  interrupted: { responses: 0, tokens_in: 0, tokens_cached: 0 },
});

export function addAnswer(totals: Totals, answer: Answer): void {
  if (answer.cut) {
    totals.interrupted.responses += 1;
    totals.interrupted.tokens_in += answer.tokensIn;
    totals.interrupted.tokens_cached += answer.tokensCached;
    return;
  }
  totals.responses += 1;
  totals.tokens_in += answer.tokensIn;
  totals.tokens_cached += answer.tokensCached;
  if (answer.outputKnown) totals.tokens_out += answer.tokensOut;
  else totals.output_unknown += 1;
}

export function addTotals(into: Totals, totals: Totals): void {
  into.responses += totals.responses;
  into.tokens_in += totals.tokens_in;
  into.tokens_cached += totals.tokens_cached;
  into.tokens_out += totals.tokens_out;
  into.output_unknown += totals.output_unknown;
  into.interrupted.responses += totals.interrupted.responses;
  into.interrupted.tokens_in += totals.interrupted.tokens_in;
  into.interrupted.tokens_cached += totals.interrupted.tokens_cached;
}

export function totalsOf(answers: Iterable<Answer>): Totals {
  const totals = noTotals();
  for (const answer of answers) addAnswer(totals, answer);
  return totals;
}
