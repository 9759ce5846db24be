import { publishedTables } from "@ecomind/clickhouse";
import { type Token, TokenFault, tokensOf } from "../sql/statement-tokens.js";

/** Characters of an outline; the audit log keeps no more of a target. */
const mostCharacters = 1_000;

/** What a text, a number or a name that could hold one is replaced by. */
const value = "?";

/**
 * A statement without its values, as the audit log keeps it: `SELECT count() FROM events WHERE model = ?`. Values can name
 * persons, and the log outlives their erasure; comments are left out for the same reason. All of the statement is read,
 * whatever stands in front. Of a long one the outline has the begin, the tables that are named anywhere, and the length.
 */
export function statementOutline(statement: string): string {
  const tokens: Token[] = [];
  let isWhole = true;
  try {
    tokensOf(statement, tokens);
  } catch (error) {
    if (!(error instanceof TokenFault)) throw error;
    isWhole = false;
  }
  const words = withoutLists(withoutRows(tokens).map(shown));
  const outline = words.map((word, at) => (needsGap(words[at - 1] ?? "", word) ? ` ${word}` : word)).join("");
  const whole = isWhole ? outline : `${outline} …`.trim();
  const characters = [...whole];
  if (characters.length <= mostCharacters) return whole;
  const names = new Set(tokens.map(({ text }) => nameIn(text)));
  const tables = Object.keys(publishedTables).filter((table) => names.has(table));
  const end = ` … [${characters.length} characters${tables.length === 0 ? "" : `; names ${tables.join(", ")}`}]`;
  return characters.slice(0, mostCharacters - end.length).join("") + end;
}

/** A name without its quotes. */
const nameIn = (text: string): string => text.replace(/^["`]|["`]$/g, "");

/** Names in quotes stay where they look like any other name: others may be texts in the wrong quotes. */
function shown({ kind, text }: Token): string {
  if (kind === "quoted") return /^(["`])\w+\1$/.test(text) ? text : value;
  return kind === "word" && /^\d/.test(text) ? value : text;
}

/** An INSERT without its rows, which begin behind VALUES or a format's name and need not be SQL. */
function withoutRows(tokens: readonly Token[]): readonly Token[] {
  if (tokens[0]?.text.toUpperCase() !== "INSERT") return tokens;
  const rows = tokens.findIndex(({ kind, text }) => kind === "word" && /^(?:values|format)$/i.test(text));
  return rows < 0 ? tokens : tokens.slice(0, rows + (/^format$/i.test(tokens[rows]?.text ?? "") ? 2 : 1));
}

/** Values in a row, or with a point between them, are one: `IN (?)`, `?` for 1.5. */
function withoutLists(words: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const word of words) {
    const [before, between] = kept.slice(-2);
    if (word === value && before === value && (between === "," || between === ".")) kept.pop();
    else kept.push(word);
  }
  return kept;
}

/** Whether a blank stands between two words of an outline. Looks at these two alone: an outline has tens of thousands. */
function needsGap(before: string, word: string): boolean {
  const last = before.at(-1) ?? "";
  if (last === "" || /[([{.:]/.test(last) || /^[)\]},.;:]/.test(word)) return false;
  if (/^[([]/.test(word))
    return !/[\w"`)\]]/.test(last) || /^(?:in|and|or|not|as|from|where|over|select|by)$/i.test(before);
  // Marks of one operator stay together: `<=`, `::`, `->`.
  return !(/[<>=!|-]/.test(last) && /^[<>=|]/.test(word));
}
