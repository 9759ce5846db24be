import type { ClickHouseClient } from "@ecomind/clickhouse";
import { ProblemError } from "@ecomind/platform";
import { problem } from "../problems.js";
import { type AllowedFunctions, loadAllowedFunctions } from "./allowed-functions.js";
import type { AnalystAccount, AnalystAccounts } from "./analyst-accounts.js";
import { reasonToRefuse } from "./statement-gate.js";

export interface AnalystSqlOptions {
  /** URL of the engine. */
  readonly url: string;
  readonly database: string;
  readonly accounts: AnalystAccounts;
  /** As the service, for what the engine has. */
  readonly client: ClickHouseClient;
}

export interface SqlQuestion {
  readonly orgId: string;
  readonly query: string;
  /** Values of `{name:Type}`. */
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

export interface SqlAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly unknown[][];
  readonly elapsed_ms: number;
}

/** Statements at once for an organisation, in this process. */
const mostAtOnce = 2;

/** Codes of ClickHouse that tell that the question was too large. */
const tooMuch = new Set([158, 159, 160, 241, 307, 396]);
/** … that the engine is busy; … that it is we who are not let in. */
const busy = new Set([202, 203]);
const ours = new Set([192, 193, 194, 516]);

/** A character that no statement needs and that could make a line look like another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0085\u2028\u2029\ufeff]/;

const refused = (detail: string) => new ProblemError(problem("sql_refused", { detail }));
const unavailable = () => new ProblemError(problem("store_unavailable"), { "retry-after": "2" });

/**
 * Runs an analyst's SQL: read by the engine, judged by its syntax tree, then run under the organisation's own account,
 * whose grants, row policies and constant limits hold whatever the judge let through.
 */
export class AnalystSql {
  readonly #options: AnalystSqlOptions;
  readonly #running = new Map<string, number>();
  #functions: Promise<AllowedFunctions> | undefined;

  constructor(options: AnalystSqlOptions) {
    this.#options = options;
  }

  /** @throws ProblemError: the statement is refused, too large, or one too many */
  async ask(question: SqlQuestion): Promise<SqlAnswer> {
    const { orgId, query } = question;
    if (control.test(query)) throw refused("The statement holds a control character.");
    const running = this.#running.get(orgId) ?? 0;
    if (running >= mostAtOnce)
      throw new ProblemError(problem("rate_limited", { detail: `${mostAtOnce} statements at once.` }), {
        "retry-after": "1",
      });
    this.#running.set(orgId, running + 1);
    try {
      return await this.#ask(question);
    } finally {
      const left = (this.#running.get(orgId) ?? 1) - 1;
      if (left > 0) this.#running.set(orgId, left);
      else this.#running.delete(orgId);
    }
  }

  async #ask(question: SqlQuestion): Promise<SqlAnswer> {
    const account = await this.#options.accounts(question.orgId);
    const explained = await this.#send(account, question, "tree", `EXPLAIN AST ${question.query}`);
    const tree = (JSON.parse(explained) as { data: string[][] }).data.map(([line = ""]) => line);
    const reason = reasonToRefuse(tree, await this.#allowed());
    if (reason !== undefined) throw refused(reason);
    const answer = JSON.parse(await this.#send(account, question, "run", question.query)) as {
      meta: { name: string; type: string }[];
      data: unknown[][];
      statistics: { elapsed: number };
    };
    return {
      columns: answer.meta.map(({ name, type }) => ({ name, type })),
      rows: answer.data,
      elapsed_ms: Math.round(answer.statistics.elapsed * 1e6) / 1e3,
    };
  }

  #allowed(): Promise<AllowedFunctions> {
    this.#functions ??= loadAllowedFunctions(this.#options.client).catch((error: unknown) => {
      this.#functions = undefined;
      throw error;
    });
    return this.#functions;
  }

  async #send(
    { username, password, headers }: AnalystAccount,
    { parameters, requestId, signal }: SqlQuestion,
    step: string,
    query: string,
  ): Promise<string> {
    const { url, database } = this.#options;
    const search = new URLSearchParams({
      database,
      default_format: "JSONCompact",
      query_id: `${step}-${requestId}`,
      // The status is only told when all is computed: an error after half of the rows would look like an answer.
      wait_end_of_query: "1",
    });
    for (const [name, value] of Object.entries(parameters)) search.set(`param_${name}`, escaped(String(value)));
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${url.replace(/\/$/, "")}/?${search}`, {
        method: "POST",
        headers: {
          ...headers,
          authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
          "content-type": "text/plain; charset=utf-8",
        },
        body: query,
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
      });
      text = await response.text();
    } catch {
      throw unavailable();
    }
    if (response.ok) return text;
    throw problemOf(Number(response.headers.get("x-clickhouse-exception-code") ?? Number.NaN), text);
  }
}

/** As the engine reads a parameter: tabs and newlines would end it. */
const escaped = (text: string): string =>
  text
    .replaceAll("\\", "\\\\")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\0", "\\0");

function problemOf(code: number, text: string): ProblemError {
  if (Number.isNaN(code) || ours.has(code)) return unavailable();
  if (busy.has(code)) return new ProblemError(problem("rate_limited"), { "retry-after": "1" });
  if (tooMuch.has(code))
    return new ProblemError(
      problem("too_much", { detail: "The statement takes more time, memory or rows than one may." }),
    );
  // What the engine says is about the caller's own text; its version and its account's name are not theirs.
  const message = /DB::Exception: ([\s\S]*)/.exec(text)?.[1] ?? "";
  const own = message
    .replace(/\(version [^)]*\)\s*$/, "")
    .replace(/^ecomind_\w+: /, "")
    .trim();
  return refused(code === 497 ? "It names a table or column that is not published." : own.slice(0, 500));
}
