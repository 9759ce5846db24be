import { EngineError } from "./engine-error.js";
import { type Token, TokenFault, tokensOf } from "./statement-tokens.js";

/** What is run for a tool's statement. */
export interface ToolStatement {
  /** One SELECT, judged as every other. */
  readonly query: string;
  /** Its columns are asked for and not its rows. */
  readonly isDescribed: boolean;
  /** The account's own statement that is to be ended first. */
  readonly ends?: string | undefined;
}

const cannot = (what: string): EngineError => new EngineError(497, `${what} is not available.`);

/** Reads the words of a statement one after another. */
class Words {
  readonly #plain: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(plain: string, tokens: readonly Token[]) {
    this.#plain = plain;
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Whether the next words are these, which are passed then. */
  takes(...words: readonly string[]): boolean {
    const has = words.every((word, index) => {
      const token = this.#tokens[this.#at + index];
      return token?.kind !== "quoted" && token?.text.toUpperCase() === word;
    });
    if (has) this.#at += words.length;
    return has;
  }

  takesOneOf(...words: readonly string[]): string | undefined {
    return words.find((word) => this.takes(word));
  }

  /** A name, which may stand in quotes. @throws EngineError where there is none */
  name(): string {
    const token = this.#tokens[this.#at];
    const name =
      token?.kind === "word" ? token.text : /^["`]/.test(token?.text ?? "") ? token?.text.slice(1, -1) : undefined;
    if (name === undefined) throw new EngineError(62, "Syntax error: expected a name.");
    this.#at += 1;
    return name;
  }

  /** A text in single quotes, as it is written. @throws EngineError where there is none */
  text(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "quoted" || !token.text.startsWith("'"))
      throw new EngineError(62, "Syntax error: expected a text in single quotes.");
    this.#at += 1;
    return token.text;
  }

  /** All that is left, as it is written. */
  rest(): string {
    return this.#upTo(this.#tokens.length);
  }

  /** All that is left, as it is written, without a `LIMIT n` at its end; and that number. */
  restAndLimit(): { readonly rest: string; readonly limit: string | undefined } {
    const at = this.#tokens.length - 2;
    const [word, number] = this.#tokens.slice(at);
    const hasLimit =
      at > this.#at && word?.kind === "word" && /^LIMIT$/i.test(word.text) && /^\d+$/.test(number?.text ?? "");
    if (!hasLimit) return { rest: this.rest(), limit: undefined };
    const rest = this.#upTo(at);
    this.#at = this.#tokens.length;
    return { rest, limit: number?.text };
  }

  #upTo(last: number): string {
    const token = this.#tokens[this.#at];
    this.#at = last;
    return token === undefined ? "" : this.#plain.slice(token.at, this.#tokens[last]?.at);
  }

  end(): void {
    if (!this.isAtEnd) throw new EngineError(62, "Syntax error: the statement goes on where it should end.");
  }
}

const quoted = (name: string): string => `'${name.replace(/[\\']/g, "\\$&")}'`;

/** A table's database and name. */
function tableIn(words: Words, database: string): { readonly database: string; readonly table: string } {
  const first = words.name();
  return words.takes(".") ? { database: first, table: words.name() } : { database, table: first };
}

/** `[FROM db] [[NOT] LIKE 'pattern' | WHERE condition] [LIMIT n]`, as conditions of a SELECT from a table of `system`. */
function restOfShow(words: Words, conditions: readonly string[]): string {
  const all = [...conditions];
  const isNot = words.takes("NOT");
  const like = words.takesOneOf("LIKE", "ILIKE");
  if (like !== undefined) all.push(`name ${isNot ? "NOT " : ""}${like} ${words.text()}`);
  else if (words.takes("WHERE")) {
    const { rest: condition, limit } = words.restAndLimit();
    const where = [...all, `(${condition})`].join(" AND ");
    return ` WHERE ${where} ORDER BY name${limit === undefined ? "" : ` LIMIT ${limit}`}`;
  }
  const limit = words.takes("LIMIT") ? ` LIMIT ${words.name()}` : "";
  words.end();
  return `${all.length === 0 ? "" : ` WHERE ${all.join(" AND ")}`} ORDER BY name${limit}`;
}

function show(words: Words, database: string): string {
  if (words.takesOneOf("DATABASES", "SCHEMAS") !== undefined)
    return `SELECT name FROM system.databases${restOfShow(words, [])}`;
  if (words.takes("CREATE")) {
    words.takesOneOf("TABLE", "VIEW");
    const { database: of, table } = tableIn(words, database);
    words.end();
    return `SELECT create_table_query AS statement FROM system.tables WHERE database = ${quoted(of)} AND name = ${quoted(table)}`;
  }
  if (words.takes("FUNCTIONS")) return `SELECT name FROM system.functions${restOfShow(words, [])}`;
  const isChanged = words.takes("CHANGED");
  if (words.takes("SETTINGS"))
    return `SELECT name, type, value FROM system.settings${restOfShow(words, isChanged ? ["changed"] : [])}`;
  words.takes("EXTENDED");
  words.takes("FULL");
  if (words.takesOneOf("TABLES", "VIEWS") !== undefined) {
    const of = words.takesOneOf("FROM", "IN") === undefined ? database : words.name();
    return `SELECT name FROM system.tables${restOfShow(words, [`database = ${quoted(of)}`])}`;
  }
  if (words.takesOneOf("COLUMNS", "FIELDS") !== undefined) {
    if (words.takesOneOf("FROM", "IN") === undefined) throw new EngineError(62, "Syntax error: expected FROM.");
    const { database: of, table } = tableIn(words, database);
    const other = words.takesOneOf("FROM", "IN") === undefined ? of : words.name();
    const conditions = [`database = ${quoted(other)}`, `table = ${quoted(table)}`];
    return `SELECT name AS field, type, if(startsWith(type, 'Nullable('), 'YES', 'NO') AS null, '' AS key, CAST(NULL, 'Nullable(String)') AS default, '' AS extra FROM system.columns${restOfShow(words, conditions)}`;
  }
  throw cannot("This SHOW");
}

/** The SELECT of which the columns are asked for. */
function described(words: Words): string {
  words.takes("TABLE");
  const rest = words.rest().trimEnd();
  return /^\(\s*(?:SELECT|WITH)\b/i.test(rest) && rest.endsWith(")") ? rest.slice(1, -1) : `SELECT * FROM ${rest}`;
}

function exists(words: Words, database: string): string {
  words.takes("TEMPORARY");
  if (words.takes("DATABASE")) {
    const of = words.name();
    words.end();
    return `SELECT toUInt8(count() > 0) AS result FROM system.databases WHERE name = ${quoted(of)}`;
  }
  words.takesOneOf("TABLE", "VIEW", "DICTIONARY");
  const { database: of, table } = tableIn(words, database);
  words.end();
  return `SELECT toUInt8(count() > 0) AS result FROM system.tables WHERE database = ${quoted(of)} AND name = ${quoted(table)}`;
}

/** `KILL QUERY WHERE query_id = 'name' [SYNC|ASYNC|TEST]`: the name of the statement. */
function killed(words: Words): string {
  if (!words.takes("QUERY", "WHERE", "QUERY_ID", "=")) throw cannot("KILL, but for KILL QUERY WHERE query_id = '…',");
  const text = words.text().slice(1, -1);
  words.takesOneOf("SYNC", "ASYNC");
  words.end();
  if (/[\\']/.test(text)) throw cannot("A name with quotes or backslashes");
  return text;
}

/**
 * The SELECT that answers a tool's statement: itself, or what a statement about schemas asks of `system`. It is judged
 * after that, whatever was put together here.
 * @param database as tools know it
 * @throws EngineError
 */
export function toolStatement(statement: string, database: string): ToolStatement {
  const rows = (query: string): ToolStatement => ({ query, isDescribed: false });
  let words: Words;
  try {
    const { plain, tokens } = tokensOf(statement);
    let count = tokens.length;
    while (tokens[count - 1]?.text === ";") count -= 1;
    const end = tokens[count];
    words = new Words(end === undefined ? plain : plain.slice(0, end.at), tokens.slice(0, count));
  } catch (error) {
    // Said when it is judged.
    if (error instanceof TokenFault) return rows(statement);
    throw error;
  }
  if (words.takes("SHOW")) return rows(show(words, database));
  if (words.takesOneOf("DESCRIBE", "DESC") !== undefined) return { query: described(words), isDescribed: true };
  if (words.takes("EXISTS")) return rows(exists(words, database));
  if (words.takes("USE")) {
    const of = words.name();
    words.end();
    if (of !== database && of !== "default") throw new EngineError(81, "There is no such database.");
    return rows("SELECT 1 FROM numbers(0)");
  }
  if (words.takes("KILL")) {
    const ends = killed(words);
    const columns = `'waiting' AS kill_status, ${quoted(ends)} AS query_id, currentUser() AS user, '' AS query`;
    return { ...rows(`SELECT ${columns} FROM numbers({killed:UInt64})`), ends };
  }
  return rows(statement);
}
