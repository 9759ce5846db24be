import { ProblemError } from "@ecomind/platform";
import type { ProblemCode } from "../http/problems.js";

/** Codes of ClickHouse that tools get, their names, and the status that a ClickHouse server gives with them. */
const kinds: Readonly<Record<number, readonly [name: string, status: number]>> = {
  36: ["BAD_ARGUMENTS", 400],
  62: ["SYNTAX_ERROR", 400],
  73: ["UNKNOWN_FORMAT", 404],
  81: ["UNKNOWN_DATABASE", 404],
  164: ["READONLY", 403],
  202: ["TOO_MANY_SIMULTANEOUS_QUERIES", 429],
  210: ["NETWORK_ERROR", 503],
  396: ["TOO_MANY_ROWS_OR_BYTES", 413],
  497: ["ACCESS_DENIED", 403],
  516: ["AUTHENTICATION_FAILED", 403],
  1002: ["UNKNOWN_EXCEPTION", 500],
};

const codes: Readonly<Partial<Record<ProblemCode, number>>> = {
  sql_refused: 497,
  too_much: 396,
  rate_limited: 202,
  store_unavailable: 210,
};

/** A refusal in the words of ClickHouse's HTTP interface, which tools understand. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: number;
  readonly status: number;
  /** What is sent: `Code: 497. DB::Exception: … (ACCESS_DENIED)`. */
  readonly text: string;
  /** Sent with it: when to try again. */
  readonly headers: Readonly<Record<string, string>>;

  /** @param name of a code that is not listed here, as the engine gives it */
  constructor(code: number, detail: string, headers: Readonly<Record<string, string>> = {}, name?: string) {
    super(detail);
    const [known, status] = kinds[code] ?? ["UNKNOWN_EXCEPTION", 400];
    this.code = code;
    this.status = status;
    this.headers = headers;
    this.text = `Code: ${code}. DB::Exception: ${detail} (${name ?? known})\n`;
  }

  /** Any error as one of these; undefined for a fault of the service. */
  static of(error: unknown): EngineError | undefined {
    if (error instanceof EngineError) return error;
    if (!(error instanceof ProblemError)) return undefined;
    const code = codes[error.problem.code as ProblemCode];
    if (code === undefined) return undefined;
    // What the engine itself has said ends with its name.
    const [, said = "", name] = /^([\s\S]*) \(([A-Z0-9_]+)\)$/.exec(error.message) ?? [];
    const own = error.problem.engine_code;
    return typeof own === "number" && name !== undefined
      ? new EngineError(own, said, error.headers, name)
      : new EngineError(code, error.message, error.headers);
  }
}
