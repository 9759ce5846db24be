/** A significant token of a statement. `word`: a keyword, a name or a number; `mark`: one other character. */
export interface Token {
  readonly kind: "word" | "quoted" | "mark";
  readonly text: string;
  /** Where it stands in {@link Tokens.plain}. */
  readonly at: number;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  /**
   * The statement with blanks in place of comments, of unusual blanks and of what ends it. As many bytes of UTF-8 as the
   * original, line breaks where they were: a position in it is one in the original.
   */
  readonly plain: string;
}

/** A statement that cannot be taken apart as the engine would. */
export class TokenFault extends Error {
  override readonly name = "TokenFault";
}

/** What the engine skips between tokens: blanks of ASCII and those of Unicode that it knows. */
const blank = /[\t\n\v\f\r \u0085\u00a0\u1680\u180e\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+/y;
const word = /[A-Za-z_0-9$][\w$]*/y;
const heredocBegin = /\$\w*\$/y;
/** `x'41'` and `b'01'`: no escapes, the first quote ends them. */
const coded = /[xXbB]'[0-9a-fA-F]*'/y;
const codedBegin = /[xXbB]'/y;
const marks = new Set("()[]{},.;:?!=<>+-*/%|@^&~\\");

/** The engine prints names into its syntax tree as they are: a line break in one would look like a further line of it, and a mark of an alias like another name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
export const notInNames = /[\\\u0000-\u001f\u007f\u0085\u2028\u2029]| \(alias /;

const closing: Readonly<Record<string, string>> = {
  "'": "The text in single quotes is not closed.",
  '"': "The name in double quotes is not closed.",
  "`": "The name in back quotes is not closed.",
};

/**
 * Takes a statement apart by the lexical grammar of ClickHouse, and a little more strictly: outside quotes and comments
 * nothing but ASCII and blanks. Where the two could differ, it refuses.
 * @param tokens filled with those before the fault, where there is one
 * @throws TokenFault
 */
export function tokensOf(statement: string, tokens: Token[] = []): Tokens {
  const pieces: string[] = [];
  let length = 0;
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(statement)?.[0];
  };
  const add = (piece: string): void => {
    pieces.push(piece);
    length += piece.length;
  };
  const skip = (text: string): void => {
    add(blankOf(text));
    at += text.length;
  };
  const take = (kind: Token["kind"], text: string): void => {
    tokens.push({ kind, text, at: length });
    add(text);
    at += text.length;
  };
  while (at < statement.length) {
    const gap = match(blank) ?? commentAt(statement, at);
    if (gap !== undefined) {
      skip(gap);
      continue;
    }
    const character = statement[at] as string;
    if (character in closing) {
      const quoted = quotedAt(statement, at);
      if (character !== "'" && notInNames.test(quoted))
        throw new TokenFault("A name in quotes holds a backslash, a control character or a mark of the syntax tree.");
      take("quoted", quoted);
      continue;
    }
    const begin = match(heredocBegin);
    if (begin !== undefined) {
      const end = statement.indexOf(begin, at + begin.length);
      if (end < 0) throw new TokenFault(`The text that begins with ${begin.slice(0, 40)} is not closed.`);
      take("quoted", statement.slice(at, end + begin.length));
      continue;
    }
    const literal = match(coded);
    if (literal !== undefined) {
      take("quoted", literal);
      continue;
    }
    if (match(codedBegin) !== undefined) throw new TokenFault("A text of bytes holds something else than digits.");
    // A number ends before a `$`, which may begin a text; a name does not.
    const name = match(/\d/y) === undefined ? match(word) : match(/\w+/y);
    if (name !== undefined) take("word", name);
    else if (marks.has(character)) take("mark", character);
    else
      throw new TokenFault(
        "Outside quotes only letters, digits and marks of ASCII are taken: a plain ' for texts, a plain \" for names.",
      );
  }
  return { tokens, plain: pieces.join("") };
}

function commentAt(statement: string, at: number): string | undefined {
  const two = statement.slice(at, at + 2);
  if (two === "--" || two === "//" || two === "#!" || two === "# ") {
    const end = statement.indexOf("\n", at);
    return statement.slice(at, end < 0 ? statement.length : end);
  }
  if (two !== "/*") return undefined;
  let depth = 0;
  for (let index = at; index < statement.length; index += 1) {
    const pair = statement.slice(index, index + 2);
    if (pair === "/*") {
      depth += 1;
      index += 1;
    } else if (pair === "*/") {
      depth -= 1;
      index += 1;
      if (depth === 0) return statement.slice(at, index + 1);
    }
  }
  throw new TokenFault("A comment is not closed.");
}

/** With backslashes and doubled quotes inside. */
function quotedAt(statement: string, at: number): string {
  const quote = statement[at] as string;
  for (let index = at + 1; index < statement.length; index += 1) {
    if (statement[index] === "\\") index += 1;
    else if (statement[index] === quote) {
      if (statement[index + 1] !== quote) return statement.slice(at, index + 1);
      index += 1;
    }
  }
  throw new TokenFault(closing[quote] as string);
}

/** Blanks and line breaks of as many bytes as the text has in UTF-8. */
const blankOf = (text: string): string =>
  text
    .split("\n")
    .map((line) => " ".repeat(Buffer.byteLength(line)))
    .join("\n");
