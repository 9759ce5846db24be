import type { Parameter } from "../http/operation.js";
import type { RequestContext } from "../http/request-context.js";
import { invalid } from "../usage/period.js";
import { type CsvDialect, csvDialects } from "./csv.js";
import { exportFormats, mediaTypes, streamedFormats } from "./send-export.js";

const formatOf = (formats: readonly string[]): Parameter => ({
  name: "format",
  in: "query",
  description: `csv (text guarded against formulas), or another of ${formats.join(", ")}. Default: csv.`,
  schema: { enum: [...formats] },
});
const dialectParameter: Parameter = {
  name: "csv_dialect",
  in: "query",
  description:
    "How CSV is written: rfc4180; excel, the same with a byte order mark, which Excel knows UTF-8 by; excel-semicolon, also with semicolons and decimal commas, as Excel reads it where decimals have commas. Default: rfc4180.",
  schema: { enum: [...csvDialects] },
};

/** Of files without a bound of rows. */
export const streamParameters: readonly Parameter[] = [formatOf(streamedFormats), dialectParameter];
/** Of files of an answer's rows. */
export const fileParameters: readonly Parameter[] = [formatOf(exportFormats), dialectParameter];
export const streamDownloads = streamedFormats.map((format) => mediaTypes[format]);
export const downloads = Object.values(mediaTypes);

/** @throws ProblemError where the file is no CSV */
export function dialectOf({ parameters }: Pick<RequestContext, "parameters">): CsvDialect | undefined {
  const dialect = parameters.csv_dialect as CsvDialect | undefined;
  if (dialect !== undefined && parameters.format !== undefined && parameters.format !== "csv")
    throw invalid("csv_dialect", "Goes with format=csv.");
  return dialect;
}
