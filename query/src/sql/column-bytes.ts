import { publishedTables } from "@ecomind/clickhouse";
import { columnBytes, elementBytes } from "./value-lengths.js";

/** Columns of numbers and times; all others may hold texts. */
const numericColumn =
  /^(?:id|ts|bucket|received_at|closed_at|requests|number|generate_series|tokens_(?!basis)\w+|(?:kwh|kgco2e|water)_\w+|unsupported|unknown_model|region_assumed)$/;
/** A label's names and values. */
const labelsBytes = 4_096;
const columns: ReadonlySet<string> = new Set(Object.values(publishedTables).flat());

/** Whether a published table has a column of that name. */
export const isColumn = (name: string): boolean => columns.has(name);

/** How long a column's value is at most. */
export const bytesOfColumn = (name: string): number =>
  numericColumn.test(name) ? elementBytes : name === "labels" ? labelsBytes : columnBytes;
