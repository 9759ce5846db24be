import type { ClickHouseClient, ClickHouseSettings } from "@ecomind/clickhouse";
import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import type { RequestContext, StatementContext } from "../http/request-context.js";
import { readNative } from "./native-columns.js";

/** What marks a statement in the store's own lists: the route, what it is for, and the request. */
export const logComment = ({ route, requestId }: Pick<RequestContext, "route" | "requestId">, what: string): string =>
  `ecomind-query ${route} ${what} ${requestId}`;

/** Seconds and bytes that one question may take of the store. */
export const limits = { max_execution_time: 20, max_memory_usage: "4000000000", max_result_rows: "200000" } as const;

/**
 * Threads share what is read from the third granule on. By default they do from 164,000 rows on: those of a rollup are dearer to
 * add up than rows are, a quarter of a millisecond a granule.
 */
const sharedReading = {
  merge_tree_min_rows_for_concurrent_read: "16384",
  merge_tree_min_bytes_for_concurrent_read: "1",
  merge_tree_min_read_task_size: "2",
} as const;

/**
 * Of a statement that ends when nobody waits for it any more. A server looks for its client's end only when it is told to,
 * and only while it runs what is read-only: what might have changed something is never given up half done.
 */
export const endsWithItsReader = { readonly: "2", cancel_http_readonly_queries_on_client_close: 1 } as const;

/** Codes of ClickHouse that mean that an answer would be too large: rows, bytes, or both. */
const tooLarge = new Set([158, 307, 396]);
/** That a statement ran out of time, or that the store foresees it. */
const outOfTime = new Set([159, 160]);
const outOfMemory = 241;
/** Out of the memory that one statement may take, whatever others take: `Query memory limit exceeded`. */
const ownMemory = /\(for query\)|\bquery memory limit/i;

/** The store has a database of time zones of its own. */
const unknownZone = /cannot load time zone/i;

/**
 * An error of the store as a problem document. A store that is busy is not the question's fault: what ran out of time,
 * or of memory that it shares with others, is asked again later.
 */
export function storeProblem(error: unknown): ProblemError {
  const cause = error;
  const { code: given, message = "" } = (error ?? {}) as { code?: unknown; message?: string };
  const code = Number(given ?? Number.NaN);
  if (unknownZone.test(message))
    return new ProblemError(
      problem("invalid_parameter", { parameter: "tz", detail: "The store does not know this time zone." }),
      {},
      { cause },
    );
  if (tooLarge.has(code) || (code === outOfMemory && ownMemory.test(message)))
    return new ProblemError(problem("too_much", { detail: "Ask for a shorter range or fewer groups." }), {}, { cause });
  if (outOfTime.has(code) || code === outOfMemory)
    return new ProblemError(
      problem("store_unavailable", {
        detail: "The store is too busy to answer in time. If it stays so, ask for a shorter range or fewer groups.",
      }),
      { "retry-after": "5" },
      { cause },
    );
  return new ProblemError(problem("store_unavailable"), { "retry-after": "2" }, { cause });
}

/** Whether a connection ended under a question: a server that restarts or has waited long closes what is still in use. */
const isCutOff = (error: unknown): boolean =>
  ["ECONNRESET", "EPIPE"].includes(String((error as { code?: unknown } | null)?.code));

/**
 * Asks the store for one request: marked, limited, and ended when the client hangs up. A question whose connection ended
 * is asked once more: it changes nothing.
 */
export function selector(client: ClickHouseClient) {
  async function ask<Answer>(
    { context, operation, sql, parameters, settings }: Question,
    read: (statement: Statement, statementEnded: StatementEnded) => Promise<Answer>,
  ): Promise<Answer> {
    const sentMs = performance.now();
    // The client sends what has been given up already, too.
    context.signal.throwIfAborted();
    const statement: Statement = {
      query: sql,
      query_params: { ...parameters },
      abort_signal: context.signal,
      ...(context.traceparent === undefined ? {} : { http_headers: { traceparent: context.traceparent } }),
      clickhouse_settings: {
        ...limits,
        ...sharedReading,
        ...settings,
        ...endsWithItsReader,
        log_comment: logComment(context, operation),
      },
    };
    const ended: StatementEnded = ({ "x-clickhouse-summary": summary }) =>
      context.statements.add(summary, sentMs, performance.now());
    try {
      return await read(statement, ended).catch((error: unknown) => {
        if (!isCutOff(error) || context.signal.aborted) throw error;
        return read(statement, ended);
      });
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      throw storeProblem(error);
    }
  }

  return {
    select: async <T>(
      context: StatementContext,
      operation: string,
      sql: string,
      parameters: Readonly<Record<string, unknown>> = {},
    ): Promise<T[]> =>
      await ask({ context, operation, sql, parameters }, async (statement, ended) => {
        const result = await client.query({ ...statement, format: "JSON" });
        const text = await result.text();
        ended(result.response_headers);
        // What broke off in the middle is no JSON, and fails here.
        return (JSON.parse(text) as { data: T[] }).data;
      }),
    selectColumns: async <Columns>(
      context: StatementContext,
      operation: string,
      sql: string,
      parameters: Readonly<Record<string, unknown>>,
      settings: ClickHouseSettings = {},
    ): Promise<Columns | Record<string, never>> => {
      const question = {
        context,
        operation,
        sql: `${sql}\nFORMAT Native`,
        parameters,
        // An error is told by the answer's status, not behind the first of its rows.
        settings: { ...settings, wait_end_of_query: 1 as const },
      };
      return await ask(question, async (statement, ended) => {
        const { stream, response_headers } = await client.exec(statement);
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        ended(response_headers);
        return readNative(Buffer.concat(chunks)) as Columns | Record<string, never>;
      });
    },
  };
}

type Statement = Parameters<ClickHouseClient["exec"]>[0];
type StatementEnded = (headers: Readonly<Record<string, unknown>>) => void;

interface Question {
  readonly context: StatementContext;
  readonly operation: string;
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly settings?: ClickHouseSettings;
}
