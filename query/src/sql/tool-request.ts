import { EngineError } from "./engine-error.js";
import { acceptedEncoding, type Encoding } from "./packing/unpack.js";
import type { ToolBody } from "./tool-body.js";
import { formatNamed } from "./tool-formats.js";
import { toolSetting } from "./tool-settings.js";

/** A request of a tool, as ClickHouse's HTTP interface defines it. */
export interface ToolRequest {
  readonly query: string;
  readonly format: string;
  /** Of `{name:Type}`, as the engine reads them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** How the answer's blocks are packed: parameters of the interface that are no settings. */
  readonly packing: Readonly<Record<string, string>>;
  /** Settings that change limits or how rows are shown. */
  readonly settings: Readonly<Record<string, string>>;
  /** As the tool calls the statement. */
  readonly queryId: string | undefined;
  /** How the answer's bytes are packed for HTTP; undefined: as they are. */
  readonly encoding: Encoding | undefined;
}

/** Headers that say what parameters of the address say, and go before them. */
export interface ToolHeaders {
  readonly format?: string | undefined;
  readonly database?: string | undefined;
  readonly acceptEncoding?: string | undefined;
}

/** How the bytes of an answer are packed: parameters of the interface that are no settings. */
const packings: ReadonlyMap<string, RegExp> = new Map([
  ["compress", /^[01]$/],
  ["client_protocol_version", /^\d{1,9}$/],
]);

/**
 * What tools add of their own, and what changes no answer here: who they are, how a session is called (no statement
 * leaves anything for the next), how progress is told, and limits, of which the account's own hold.
 */
const ignored = new Set([
  "user",
  "password",
  "session_id",
  "session_check",
  "session_timeout",
  "quota_key",
  "log_comment",
  "buffer_size",
  "wait_end_of_query",
  "send_progress_in_http_headers",
  "http_headers_progress_interval_ms",
  "enable_http_compression",
  // The engine packs blocks with LZ4 over HTTP, whatever is asked for; each block says how it is packed.
  "network_compression_method",
  "network_zstd_compression_level",
  // Has been looked at where the body was read.
  "decompress",
  "http_zlib_compression_level",
  "cancel_http_readonly_queries_on_client_close",
  // Of replicas, which no published view shows; Metabase sends it with every statement.
  "select_sequential_consistency",
]);

const parameterName = /^param_([A-Za-z_]\w{0,63})$/;
const mostParameters = 50;
const mostCharacters = 60_000;

interface FormatClause {
  readonly format: string;
  /** The statement without it. */
  readonly before: string;
}

/**
 * `FORMAT name` at the end. What stands before it is judged and run as it is, so that nothing can hide in it. Read from
 * the end, word by word: a pattern that may begin at every blank takes time by the square of their number.
 */
function formatClause(statement: string): FormatClause | undefined {
  const trimmed = statement.trimEnd();
  const end = (trimmed.endsWith(";") ? trimmed.slice(0, -1) : trimmed).trimEnd();
  const format = lastWord(end);
  if (!/^[a-z]/i.test(format)) return undefined;
  const keyword = end.slice(0, end.length - format.length).trimEnd();
  if (keyword.length + format.length === end.length || lastWord(keyword).toUpperCase() !== "FORMAT") return undefined;
  const rest = keyword.slice(0, -"FORMAT".length);
  const before = rest.trimEnd();
  return before === rest ? undefined : { format, before };
}

/** What a tool calls its statement: the answer's header repeats it. @throws EngineError for what no header can hold */
function statementNameOf(value: string): string | undefined {
  if (!/^[\x20-\x7e]{0,200}$/.test(value))
    throw new EngineError(36, "A query_id has at most 200 characters, all of them of ASCII and printable.");
  return value === "" ? undefined : value;
}

/** Letters, digits and `_` at the end of a text. */
function lastWord(text: string): string {
  let begin = text.length;
  while (begin > 0 && /\w/.test(text.charAt(begin - 1))) begin -= 1;
  return text.slice(begin);
}

/**
 * Reads a request's parameters and body.
 * @throws EngineError for what the interface does not take: a setting, another database, an unknown format
 */
export function toolRequest(
  search: Iterable<readonly [string, string]>,
  body: ToolBody,
  headers: ToolHeaders = {},
): ToolRequest {
  const parameters: Record<string, string> = {};
  const packing: Record<string, string> = {};
  const settings: Record<string, string> = {};
  let queryId: string | undefined;
  const statements: string[] = [body.text];
  let defaultFormat = "TabSeparated";
  let database = "";
  let compression = "";
  for (const [name, value] of [...search, ...body.fields]) {
    const parameter = parameterName.exec(name)?.[1];
    if (parameter !== undefined) parameters[parameter] = value;
    else if (name === "query") statements.push(value);
    else if (name === "default_format") defaultFormat = value;
    else if (name === "database") database = value;
    else if (packings.get(name)?.test(value)) packing[name] = value;
    else if (name === "query_id") queryId = statementNameOf(value);
    else if (name === "readonly" ? value === "0" : !ignored.has(name)) {
      const setting = toolSetting(name, value);
      if (setting !== undefined) settings[name] = setting;
    }
    if (name === "enable_http_compression") compression = value;
  }
  if (!["", "default", "ecomind"].includes(headers.database || database))
    throw new EngineError(81, "There is no such database.");
  if (Object.keys(parameters).length > mostParameters) throw new EngineError(36, "More than 50 parameters.");
  const [statement = "", ...more] = statements.filter((text) => text.trim() !== "");
  if (more.length > 0)
    throw new EngineError(497, "The statement stands in the body or in the address, not in both: nothing is inserted.");
  if (statement.length > mostCharacters) throw new EngineError(62, "The statement is too long.");
  const clause = formatClause(statement);
  const format = formatNamed(clause?.format ?? (headers.format || defaultFormat));
  if (format === undefined) throw new EngineError(73, "There is no such format.");
  // As the engine: packed twice only where both are asked for in so many words.
  const isForHttp = compression === "1" || (compression === "" && packing.compress !== "1");
  const encoding = isForHttp ? acceptedEncoding(headers.acceptEncoding) : undefined;
  return { query: clause?.before ?? statement, format, parameters, packing, settings, queryId, encoding };
}
