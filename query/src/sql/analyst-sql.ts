import { setTimeout as pause } from "node:timers/promises";
import {
  analystDatabase,
  type ClickHouseClient,
  groupingColumns,
  publishedTables,
  publishedTo,
} from "@ecomind/clickhouse";
import { type Logger, ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import type { RequestContext } from "../http/request-context.js";
import { limits, logComment, storeProblem } from "../store/select.js";
import { type AllowedFunctions, loadAllowedFunctions } from "./allowed-functions.js";
import type { AnalystAccount, AnalystAccounts } from "./analyst-accounts.js";
import { answerText, refusalText } from "./answer-bytes.js";
import {
  allTaken,
  ConcurrencyLimit,
  mostAtOnce,
  mostMsForOthers,
  type Turn,
  tooManyAtOnce,
} from "./concurrency-limit.js";
import { type Refusal, refusalOfReading, refusalOfRun } from "./engine-refusals.js";
import { askEngine } from "./engine-request.js";
import type { Encoding } from "./packing/unpack.js";
import { isPublishedName, type NameOptions, publishedNames, type ToolNames } from "./published-names.js";
import { rewrittenText } from "./rewritten-text.js";
import { answerFormat, sqlAnswer } from "./sql-answer.js";
import { notOneSelect, reasonToRefuse } from "./statement-gate.js";
import { shapeOf } from "./statement-shape.js";
import { notInNames } from "./statement-tokens.js";
import { reasonOfLength } from "./value-bounds.js";

export interface AnalystSqlOptions {
  /** URL of the engine. */
  readonly url: string;
  readonly database: string;
  readonly accounts: AnalystAccounts;
  /** As the service, for what the engine has. */
  readonly client: ClickHouseClient;
  /** Whether an organisation may run nothing, because its statements have cost the engine too much. @default none */
  readonly isResting?: ((orgId: string) => boolean) | undefined;
  /** Is told what the engine refuses the service itself. Absent: nobody is. */
  readonly logger?: Logger | undefined;
}

export interface SqlQuestion extends Pick<RequestContext, "route" | "requestId"> {
  readonly orgId: string;
  /** Of the organisation: what is published to it differs with that. */
  readonly minimumGroupSize: number;
  readonly query: string;
  /** Values of `{name:Type}`. */
  readonly parameters: Readonly<Record<string, string | number>>;
  /** The values are already as the engine reads them. @default false */
  readonly escaped?: boolean;
  readonly signal: AbortSignal;
}

/** An answer that is to be read. */
export interface OpenAnswer<Answer> {
  readonly answer: Answer;
  /** To be called when it has been read or given up. */
  readonly done: () => void;
}

/** How an answer is sent, for tools that read the engine's own formats. */
export interface AnswerForm {
  readonly format: string;
  /** Parameters of the engine's HTTP interface that are no settings: how the bytes are packed. */
  readonly packing: Readonly<Record<string, string>>;
  /** How its bytes are packed for HTTP. @default as they are */
  readonly encoding?: Encoding | undefined;
  /** Settings that the account may change. @default none */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** What the engine's list of statements shows besides, at the end of the mark. @default nothing */
  readonly mark?: string | undefined;
  /** Functions besides those of every analyst. */
  readonly moreFunctions: ReadonlySet<string>;
  /** Whose schemas and whose account the statement may ask for. @default none: it is no tool's */
  readonly tool?: ToolNames | undefined;
  /** The columns are asked for, and not the rows. @default false */
  readonly isDescribed?: boolean | undefined;
}

interface Statement {
  /** Its name at the engine, which runs no second one of the same name. */
  readonly id: string;
  /** What it is for and who asks, as the engine's lists show it. */
  readonly mark: string;
  readonly query: string;
  /** What its asker is told of an error of the engine. */
  readonly refusal: (code: number, message: string) => Refusal;
}

/**
 * Stands before a statement whose tree is asked for. Its settings are all given, so that nothing of the statement, which
 * begins with SELECT, WITH or a parenthesis, could be read as one: `optimize = 1` would analyse the statement, and compute.
 */
const readTree = "EXPLAIN AST graph = 0, optimize = 0 ";

/** How long a tool's statement waits for its turn, in milliseconds: as long as it waits for others. */
const patienceMs = mostMsForOthers;
/** How long the engine may take to begin its answer: longer than an account's limit of time. */
const mostMsToAnswer = 30_000;
/** How long an answer may be read: 64 MB at 2 Mbit/s. Until then it stays in the engine's list, and on its disk. */
const mostMsToRead = 300_000;
/** How long a statement whose asker has hung up is looked for at the engine: the watchdog ends it before that. */
const mostMsToEnd = 180_000;
const lookPauseMs = 100;
/** How long any statement waits for a place at the engine: what ended a moment ago may still hold it. */
const placePatienceMs = 500;
const placePauseMs = 50;

/** Codes of ClickHouse that tell that the question was too large. */
const tooMuch = new Set([158, 159, 160, 241, 307, 396]);
/** … that the engine is busy; … that it is we who are not let in. */
const busy = new Set([202, 203]);
const ours = new Set([192, 193, 194, 516]);
const unknownColumn = 47;
const unknownTable = 60;
/** Another statement of the same name runs. */
const sameName = 216;

const resting = () =>
  new ProblemError(
    problem("rate_limited", {
      detail:
        "Statements of this organisation have restarted the database twice within an hour. SQL rests for an hour.",
    }),
    { "retry-after": "600" },
  );

class PlaceTaken extends Error {}
/** All places of the account are taken: by another process of the service. */
class EngineFull extends Error {}

/** Nothing has come back: whether the engine still works for it is not known. */
class Unanswered extends ProblemError {
  readonly statementId: string;

  constructor(statementId: string) {
    super(problem("store_unavailable"), { "retry-after": "2" });
    this.statementId = statementId;
  }
}

/** What the engine has begun to send. */
interface Answer {
  readonly response: Response;
  /** To be called when it has been read or given up. */
  readonly ended: () => void;
}

/** A character that no statement needs and that could make a line look like another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0085\u2028\u2029\ufeff]/;

/** A parameter whose value is a name, and stands in the syntax tree as names do. */
const identifierParameter = /\{\s*(\w+)\s*:\s*Identifier\s*\}/gi;

/** @param engineCode ClickHouse's code, where it is the engine that refuses */
const refused = (detail: string, engineCode?: number) =>
  new ProblemError(problem("sql_refused", engineCode === undefined ? { detail } : { detail, engine_code: engineCode }));
const unavailable = () => new ProblemError(problem("store_unavailable"), { "retry-after": "2" });

/**
 * Runs an analyst's SQL: read by the engine, judged by its syntax tree, then run under the organisation's own account,
 * whose grants, row policies and constant limits hold whatever the judge let through.
 */
export class AnalystSql {
  readonly #options: AnalystSqlOptions;
  readonly #turns: ConcurrencyLimit;
  #functions: Promise<AllowedFunctions> | undefined;

  constructor(options: AnalystSqlOptions) {
    this.#options = options;
    this.#turns = new ConcurrencyLimit(options.accounts.places);
  }

  /**
   * The bytes of the answer's JSON, for `POST /v1/sql`.
   * @throws ProblemError: the statement is refused, too large, or one too many
   */
  async ask(question: SqlQuestion): Promise<OpenAnswer<AsyncIterable<Uint8Array>>> {
    const form = { format: answerFormat, packing: {}, moreFunctions: new Set<string>() };
    const { answer, done } = await this.#open(question, form, 0);
    return { answer: sqlAnswer(answer), done };
  }

  /**
   * The engine's answer as it is, for a tool. Waits for its turn: a page of a tool asks many things at once.
   * @throws ProblemError as {@link ask}
   */
  open(question: SqlQuestion, form: AnswerForm): Promise<OpenAnswer<Response>> {
    return this.#open(question, form, patienceMs);
  }

  async #open(question: SqlQuestion, form: AnswerForm, patience: number): Promise<OpenAnswer<Response>> {
    if (this.#options.isResting?.(question.orgId)) throw resting();
    const giveUpMs = performance.now() + patience;
    const turn = await this.#turns.take(question.orgId, question.signal, patience);
    try {
      const { response, ended } = await this.#answer(question, form, giveUpMs);
      turn.computed();
      const done = () => {
        ended();
        turn.done();
      };
      return { answer: response, done };
    } catch (error) {
      void this.#end(turn, error);
      throw error;
    }
  }

  /** Ends a turn that came to no answer: when the engine does not work for it any more. */
  async #end(turn: Turn, error: unknown): Promise<void> {
    const giveUpMs = performance.now() + mostMsToEnd;
    if (error instanceof Unanswered)
      while (performance.now() < giveUpMs && (await this.#isRunning(error.statementId)))
        await pause(lookPauseMs, undefined, { ref: false });
    turn.done();
  }

  /** Whether the engine works for a statement; true where it does not say. */
  async #isRunning(statementId: string): Promise<boolean> {
    try {
      const result = await this.#options.client.query({
        query: "SELECT count() AS n FROM system.processes WHERE query_id = {id:String}",
        query_params: { id: statementId },
        format: "JSONEachRow",
        clickhouse_settings: { ...limits, log_comment: "ecomind-query sql ended" },
      });
      const [row] = await result.json<{ n: number | string }>();
      return Number(row?.n) > 0;
    } catch (error) {
      this.#options.logger?.debug({ err: error }, "the engine does not say whether a statement runs on");
      return true;
    }
  }

  async #answer(question: SqlQuestion, form: AnswerForm, giveUpMs: number): Promise<Answer> {
    if (control.test(question.query)) throw refused("The statement holds a control character.");
    const shape = shapeOf(question.query);
    if ("reason" in shape) throw refused(shape.reason);
    const names: NameOptions = {
      database: this.#options.database,
      minimumGroupSize: question.minimumGroupSize,
      tool: form.tool,
    };
    const { text: statement, originOf } = rewrittenText(shape.plain, shape.tokens, publishedNames(shape.tokens, names));
    for (const [, name = ""] of statement.matchAll(identifierParameter))
      if (notInNames.test(String(question.parameters[name] ?? "")))
        throw refused(`The name in the parameter ${name} holds a backslash or a control character.`);
    const parser = await this.#ofStore("account", this.#options.accounts.parser());
    const compact = { format: "JSONCompact", packing: {} };
    const mark = logComment(question, "sql-tree");
    const explain: Statement = {
      id: mark,
      mark,
      query: `${readTree}${statement}`,
      refusal: (code, message) =>
        refusalOfReading(code, message, question.query, (byte) => originOf(byte - Buffer.byteLength(readTree))),
    };
    const { response: explained, ended } = await this.#send(parser, question, explain, compact).catch((error) => {
      throw error instanceof EngineFull ? allTaken() : error;
    });
    const text = await textOf(explained).finally(ended);
    // A second FORMAT is not the statement's, but that of the question for its tree.
    if (explained.headers.get("x-clickhouse-format") !== compact.format) throw refused(notOneSelect);
    const tree = (JSON.parse(text) as { data: string[][] }).data.map(([line = ""]) => line);
    const allowed = await this.#ofStore("functions", this.#allowed());
    const more = form.moreFunctions;
    const isAllowed = { has: (name: string) => allowed.has(name) || more.has(name.toLowerCase()) };
    const reason = reasonToRefuse(tree, isAllowed, isPublishedName(names));
    if (reason !== undefined) throw refused(reason);
    const tooLong = reasonOfLength(tree);
    if (tooLong !== undefined) throw refused(tooLong);
    const account = await this.#ofStore(
      "account",
      this.#options.accounts.of(question.orgId, question.minimumGroupSize),
    );
    // As it was judged: without its comments.
    return await this.#run(account, { ...question, query: statement }, form, giveUpMs);
  }

  /**
   * Runs a statement in one of its organisation's places at the engine, which are names of statements: the engine runs
   * no second one of the same name, whichever process of the service sends it, and holds the name for as long as it
   * works for it, also where nobody waits for the answer any more.
   */
  async #run(account: AnalystAccount, question: SqlQuestion, form: AnswerForm, giveUpMs: number): Promise<Answer> {
    const beganMs = performance.now();
    const { orgId } = question;
    const query = form.isDescribed ? `DESCRIBE TABLE (${question.query})` : question.query;
    const refusal = (code: number, message: string) => refusalOfRun(code, message, question.query);
    const mark = [logComment(question, "sql"), ...(form.mark === undefined ? [] : [form.mark])].join(" ");
    const statements = Array.from({ length: mostAtOnce }, (_, place): Statement => {
      const id = statementName(orgId, place + 1);
      return { id, mark, query, refusal };
    });
    for (;;) {
      let isFull = false;
      for (const statement of statements) {
        try {
          return await this.#send(account, question, statement, form);
        } catch (error) {
          isFull = error instanceof EngineFull;
          if (!isFull && !(error instanceof PlaceTaken)) throw error;
          if (isFull) break;
        }
      }
      const nowMs = performance.now();
      if (isFull && nowMs > beganMs + mostMsForOthers) throw allTaken();
      if (!isFull && nowMs > Math.max(giveUpMs, beganMs + placePatienceMs)) throw tooManyAtOnce();
      await pause(placePauseMs, undefined, { signal: question.signal });
    }
  }

  /**
   * A text in ClickHouse's own blocks, packed by the engine: each block has a checksum that readers compare.
   * @returns undefined where the engine does not do it
   */
  async packedText(text: string): Promise<Buffer | undefined> {
    const { username, password } = await this.#options.accounts.parser();
    const search = new URLSearchParams({ compress: "1", default_format: "RawBLOB", param_text: escaped(text) });
    const response = await askEngine(`${this.#options.url.replace(/\/$/, "")}/?${search}`, {
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
        "accept-encoding": "identity",
        "user-agent": "ecomind-query sql-refusal",
      },
      body: "SELECT {text:String}",
      signal: AbortSignal.timeout(5_000),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return response.ok ? bytes : undefined;
  }

  /** What the service itself asks of the engine for a question. @throws ProblemError as every other operation's */
  async #ofStore<T>(what: string, asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      this.#options.logger?.warn({ err: error, what }, "the engine refused what an analyst's statement needs");
      throw storeProblem(error);
    }
  }

  #allowed(): Promise<AllowedFunctions> {
    this.#functions ??= loadAllowedFunctions(this.#options.client).catch((error: unknown) => {
      this.#functions = undefined;
      throw error;
    });
    return this.#functions;
  }

  /** @throws ProblemError; PlaceTaken: a statement of this name runs; EngineFull */
  async #send(
    { username, password, headers }: AnalystAccount,
    question: SqlQuestion,
    statement: Statement,
    { format, packing, encoding, settings }: Pick<AnswerForm, "format" | "packing" | "encoding" | "settings">,
  ): Promise<Answer> {
    const { parameters, signal, escaped: isEscaped = false } = question;
    const { id, mark, query } = statement;
    const { url } = this.#options;
    const search = new URLSearchParams({
      ...settings,
      ...packing,
      database: analystDatabase(this.#options.database, question.minimumGroupSize),
      default_format: format,
      query_id: id,
      // The status is only told when all is computed: an error after half of the rows would look like an answer. Until
      // then the answer waits on the engine's disk, within its max_temporary_data_on_disk_size.
      wait_end_of_query: "1",
    });
    for (const [name, value] of Object.entries(parameters))
      search.set(`param_${name}`, isEscaped ? String(value) : escaped(String(value)));
    // Of the answer's begin, then of all of it: a reader takes the rest at its own pace.
    const tooLate = new AbortController();
    let timer = setTimeout(() => tooLate.abort(), mostMsToAnswer);
    const response = await askEngine(`${url.replace(/\/$/, "")}/?${search}`, {
      headers: {
        ...headers,
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
        "content-type": "text/plain; charset=utf-8",
        // Its account's settings are constant, `log_comment` too: what marks other statements is this one's asker.
        "user-agent": mark,
        "accept-encoding": encoding ?? "identity",
      },
      body: query,
      signal: AbortSignal.any([signal, tooLate.signal]),
    })
      .catch(() => {
        throw new Unanswered(id);
      })
      .finally(() => clearTimeout(timer));
    if (response.ok) {
      timer = setTimeout(() => tooLate.abort(), mostMsToRead);
      return { response, ended: () => clearTimeout(timer) };
    }
    const text = await refusalText(response, packing.compress === "1").catch(() => {
      throw unavailable();
    });
    const code = Number(response.headers.get("x-clickhouse-exception-code") ?? Number.NaN);
    if (code === sameName) throw new PlaceTaken();
    if (busy.has(code)) throw new EngineFull();
    throw problemOf(code, text, statement.refusal, question.minimumGroupSize);
  }
}

/** The name of a statement that runs in a place of its organisation; ends with the organisation's id. */
const statementName = (orgId: string, place: number): string => `ecomind-query sql ${place} ${orgId}`;

/** All of an answer. @throws ProblemError when it is too large, or the engine goes away on the way */
const textOf = (response: Response): Promise<string> =>
  answerText(response).catch((error: unknown) => {
    throw error instanceof ProblemError ? error : unavailable();
  });

/** As the engine reads a parameter: tabs and newlines would end it. */
const escaped = (text: string): string =>
  text
    .replaceAll("\\", "\\\\")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\0", "\\0");

/** Why the engine's grants refuse a statement, and what an organisation with a minimum group size can do instead. */
const notPublished = (minimumGroupSize: number): string =>
  `It names a table or column that is not published.${
    minimumGroupSize <= 1
      ? ""
      : ` With a minimum group size of ${minimumGroupSize}, SQL has no teams and labels: usage_model_15m and footprint_model_15m have all but the team, and GET /v1/usage answers for teams and labels.`
  }`;

/** Whether the engine misses a column or table that would be there without a minimum group size. */
function namesGroups(code: number, message: string): boolean {
  if (code !== unknownColumn && code !== unknownTable) return false;
  const name = /[`']([^`']{1,100})[`']/.exec(message)?.[1] ?? "";
  const last = name.slice(name.lastIndexOf(".") + 1);
  return code === unknownTable
    ? Object.hasOwn(publishedTables, last) && !Object.hasOwn(publishedTo(2), last)
    : name.split(".").some((part) => groupingColumns.has(part));
}

function problemOf(code: number, text: string, refusal: Statement["refusal"], minimumGroupSize: number): ProblemError {
  if (Number.isNaN(code) || ours.has(code)) return unavailable();
  if (tooMuch.has(code))
    return new ProblemError(
      problem("too_much", { detail: "The statement takes more time, memory or rows than one may." }),
    );
  if (minimumGroupSize > 1 && namesGroups(code, text))
    return refused(`${notPublished(minimumGroupSize)} (ACCESS_DENIED)`, 497);
  const { detail, name } = refusal(code, text);
  // A tool is told the code's name, which stands at the end as the engine itself has it.
  return refused(`${code === 497 ? notPublished(minimumGroupSize) : detail} (${name})`, code);
}
