import { notOneSelect } from "./statement-gate.js";
import { type Token, TokenFault, type Tokens, tokensOf } from "./statement-tokens.js";

/** Behind the last word of `ORDER BY format DESC`, a column's name. */
const orders = new Set(["ASC", "DESC", "ASCENDING", "DESCENDING"]);

/**
 * The first look at a statement, before the engine sees any of it: one SELECT, with nothing behind it.
 * @returns the statement without comments, position by position the same; or why it is refused
 */
export function shapeOf(statement: string): Tokens | { readonly reason: string } {
  let read: Tokens;
  try {
    read = tokensOf(statement);
  } catch (error) {
    if (error instanceof TokenFault) return { reason: error.message };
    throw error;
  }
  let count = read.tokens.length;
  while (read.tokens[count - 1]?.text === ";") count -= 1;
  const tokens = read.tokens.slice(0, count);
  // Behind the last of them stand only blanks and the semicolons that end the statement.
  let end = read.plain.length;
  while (/[\s;]/.test(read.plain[end - 1] ?? "")) end -= 1;
  const plain = read.plain.slice(0, end) + read.plain.slice(end).replaceAll(";", " ");
  const reason = reasonOf(tokens);
  return reason === undefined ? { plain, tokens } : { reason };
}

function reasonOf(tokens: readonly Token[]): string | undefined {
  const upper = tokens.map(({ kind, text }) => (kind === "quoted" ? "" : text.toUpperCase()));
  const isWord = (index: number): boolean => tokens[index]?.kind === "word";
  const isName = (index: number): boolean => isWord(index) || tokens[index]?.kind === "quoted";
  const [first = "", second = ""] = upper;
  // What could be read as a setting of the question that the statement is put behind, `name = value`, is no statement.
  if (!["SELECT", "WITH", "("].includes(first) || second === "=") return notOneSelect;
  let depth = 0;
  for (const [index, text] of upper.entries()) {
    if (text === "(") {
      depth += 1;
      if (upper[index + 1] === "EXPLAIN") return "EXPLAIN is not available.";
    } else if (text === ")") depth -= 1;
    else if (text === ";") return "Expected one statement.";
    else if (text === "SETTINGS" && isName(index + 1) && upper[index + 2] === "=") return "SETTINGS is not available.";
    else if (text === "INTO" && upper[index + 1] === "OUTFILE") return notOneSelect;
    else if (text === "FORMAT" && depth === 0 && index + 2 === tokens.length && isName(index + 1))
      if (!orders.has(upper[index + 1] ?? "")) return notOneSelect;
    // `WITH t(a) AS (SELECT …)`: in the tree nothing says what the names stand for.
    if (text === ")" && upper[index + 1] === "AS" && upper[index + 2] === "(") return "WITH takes no list of columns.";
    if (depth < 0) return "A parenthesis is closed that was not opened.";
  }
  return undefined;
}
