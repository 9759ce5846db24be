import { randomBytes } from "node:crypto";
import { addAbortSignal } from "node:stream";
import type { ProblemError } from "@ecomind/platform";
import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { endsWithItsReader, logComment, storeProblem } from "../store/select.js";
import type { ExportColumn } from "./csv.js";

/** Seconds and bytes that one file may take of the store. */
const limits = { max_execution_time: 3_600, max_memory_usage: "4000000000", ...endsWithItsReader } as const;

type Asking = Pick<RequestContext, "route" | "requestId" | "signal">;
type Store = Pick<Services, "exportClient" | "logger">;

/** What the store's failure is told as. A file that breaks off tells its reader nothing more: why stands in the log. */
function refusal(error: unknown, { route, requestId, signal }: Asking, { logger }: Store): ProblemError {
  if (!signal.aborted) logger.warn({ err: error, route, requestId }, "the store gave up a file");
  return storeProblem(error);
}

/**
 * The rows of a question as they come, some at a time. @throws ProblemError with the first ones where the store does not
 * answer, and with later ones where it breaks off
 */
export async function* engineRows<T>(
  context: Asking,
  services: Store,
  query: string,
  parameters: Readonly<Record<string, unknown>>,
): AsyncIterable<T[]> {
  const { signal } = context;
  // The client sends what has been given up already, too.
  signal.throwIfAborted();
  try {
    const result = await services.exportClient.query({
      query,
      query_params: { ...parameters },
      format: "JSONEachRow",
      abort_signal: signal,
      clickhouse_settings: { ...limits, log_comment: logComment(context, "export") },
    });
    // Once the first bytes are there, the client looks at the signal no longer.
    for await (const rows of addAbortSignal(signal, result.stream<T>())) yield rows.map((row) => row.json());
  } catch (error) {
    throw refusal(error, context, services);
  }
}

/** A question's answer as a Parquet file, some bytes at a time. @throws ProblemError as {@link engineRows} */
export async function* engineParquet(
  context: Asking,
  services: Store,
  query: string,
  parameters: Readonly<Record<string, unknown>> = {},
): AsyncIterable<Uint8Array> {
  const { signal } = context;
  signal.throwIfAborted();
  try {
    const { stream } = await services.exportClient.exec({
      query: `${query}\nFORMAT Parquet`,
      query_params: { ...parameters },
      abort_signal: signal,
      clickhouse_settings: {
        ...limits,
        max_query_size: "200000000",
        output_format_parquet_compression_method: "zstd",
        log_comment: logComment(context, "export"),
      },
    });
    yield* addAbortSignal(signal, stream);
  } catch (error) {
    throw refusal(error, context, services);
  }
}

/** A statement that gives rows which the service already has, so that the engine can write them in its formats. @param pages some rows at a time */
export function statementOfRows(pages: Iterable<readonly object[]>, columns: readonly ExportColumn[]): string {
  const structure = columns.map(({ name, type }) => `\`${name.replace(/[\\`]/g, "\\$&")}\` ${type}`).join(", ");
  // A delimiter that no value can know.
  const mark = `$rows_${randomBytes(8).toString("hex")}$`;
  let text = "";
  let count = 0;
  for (const rows of pages) {
    // Without the names, which each row would repeat.
    for (const row of rows)
      text += `${JSON.stringify(columns.map(({ name }) => (row as Readonly<Record<string, unknown>>)[name]))}\n`;
    count += rows.length;
  }
  // Of no text at all the engine makes a table without columns.
  if (count === 0) text = JSON.stringify(columns.map(() => null));
  return `SELECT * FROM format(JSONCompactEachRow, '${structure.replace(/[\\']/g, "\\$&")}', ${mark}${text}${mark}) LIMIT ${count}`;
}
