import type { Parameter } from "../http/operation.js";
import { exportFormats, mediaTypes } from "./send-export.js";

export const formatParameter: Parameter = {
  name: "format",
  in: "query",
  description: "csv (RFC 4180, text guarded against formulas), ndjson or parquet. Default: csv.",
  schema: { enum: [...exportFormats] },
};
export const downloads = Object.values(mediaTypes);
