import type { Token } from "./statement-tokens.js";

/** A piece of a statement and what stands in its place. */
export interface Replacement {
  /** Of the first token that goes, and of the last. */
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

export interface RewrittenText {
  readonly text: string;
  /** Of a byte in the new text, counted from 0: where it came from in the old one. */
  readonly originOf: (byte: number) => number;
}

/** Puts texts in the place of tokens. @param replacements in the order of the statement, apart from each other */
export function rewrittenText(
  plain: string,
  tokens: readonly Token[],
  replacements: readonly Replacement[],
): RewrittenText {
  let text = "";
  let at = 0;
  let bytes = 0;
  let oldBytes = 0;
  /** Where pieces begin in the new text, and in the old one. */
  const begins: { readonly now: number; readonly before: number; readonly isKept: boolean }[] = [];
  const add = (piece: string, old: string, isKept: boolean): void => {
    begins.push({ now: bytes, before: oldBytes, isKept });
    text += piece;
    bytes += Buffer.byteLength(piece);
    oldBytes += Buffer.byteLength(old);
  };
  for (const { first, last, text: piece } of replacements) {
    const begin = tokens[first]?.at ?? at;
    const end = (tokens[last]?.at ?? begin) + (tokens[last]?.text.length ?? 0);
    const kept = plain.slice(at, begin);
    add(kept, kept, true);
    add(piece, plain.slice(begin, end), false);
    at = end;
  }
  const rest = plain.slice(at);
  add(rest, rest, true);
  const originOf = (byte: number): number => {
    const piece = begins.findLast(({ now }) => now <= byte);
    return piece === undefined ? byte : piece.before + (piece.isKept ? byte - piece.now : 0);
  };
  return { text, originOf };
}
