import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import type { RequestContext, Services } from "../operation.js";
import { markOf, storeProblem } from "../store.js";
import type { ExportColumn } from "./csv.js";

/** A file may take as long as its reader needs; memory stays bounded. */
const limits = { max_execution_time: 3_600, max_memory_usage: "4000000000", readonly: "2" } as const;

type Marked = Pick<RequestContext, "route" | "requestId" | "signal">;

/** The rows of a question as they come, some at a time. */
export async function* engineRows<T>(
  context: Marked,
  { client }: Pick<Services, "client">,
  query: string,
  parameters: Readonly<Record<string, unknown>>,
): AsyncIterable<T[]> {
  try {
    const result = await client.query({
      query,
      query_params: { ...parameters },
      format: "JSONEachRow",
      abort_signal: context.signal,
      clickhouse_settings: { ...limits, log_comment: markOf(context, "export") },
    });
    for await (const rows of result.stream<T>()) yield rows.map((row) => row.json());
  } catch (error) {
    throw storeProblem(error);
  }
}

/** A question's answer as a Parquet file. */
export async function engineParquet(
  context: Marked,
  { client }: Pick<Services, "client">,
  query: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<Readable> {
  try {
    const { stream } = await client.exec({
      query: `${query}\nFORMAT Parquet`,
      query_params: { ...parameters },
      abort_signal: context.signal,
      clickhouse_settings: {
        ...limits,
        max_query_size: "200000000",
        output_format_parquet_compression_method: "zstd",
        log_comment: markOf(context, "export"),
      },
    });
    return stream;
  } catch (error) {
    throw storeProblem(error);
  }
}

/** A statement that gives rows which the service already has, so that the engine can write them in its formats. */
export function statementOfRows(rows: readonly object[], columns: readonly ExportColumn[]): string {
  const structure = columns.map(({ name, type }) => `\`${name.replace(/[\\`]/g, "\\$&")}\` ${type}`).join(", ");
  // A delimiter that no value can know.
  const mark = `$rows_${randomBytes(8).toString("hex")}$`;
  // Of no text at all the engine makes a table without columns.
  const text = rows.length === 0 ? "{}" : rows.map((row) => JSON.stringify(row)).join("\n");
  return `SELECT * FROM format(JSONEachRow, '${structure.replace(/[\\']/g, "\\$&")}', ${mark}${text}${mark}) LIMIT ${rows.length}`;
}
