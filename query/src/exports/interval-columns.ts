import { endOfInterval, type Interval, type IntervalTexts, intervalTexts } from "@ecomind/zoned-time";
import { textColumn } from "./columns.js";
import type { ExportColumn } from "./csv.js";

const wallTime = (name: string): ExportColumn => ({ name, kind: "wallTime", type: "String" });

/** Columns of a row's time: instants, and what clocks of the zone show then. */
export const intervalColumns: readonly ExportColumn[] = [
  textColumn("start"),
  textColumn("end"),
  wallTime("start_local"),
  wallTime("end_local"),
  textColumn("utc_offset"),
  textColumn("timezone"),
];

/**
 * Values of {@link intervalColumns}. @param start RFC 3339 @param to end of the range, which a row of the whole range ends with
 */
export function intervalCells(start: string, interval: Interval | "total", zone: string, to: string): IntervalTexts {
  const startMs = Date.parse(start);
  return intervalTexts(startMs, interval === "total" ? Date.parse(to) : endOfInterval(startMs, interval, zone), zone);
}
