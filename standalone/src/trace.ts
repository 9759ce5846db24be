import { derivedId, type IdKey, type UsageEvent } from "@ecomind/contract";

/** One request of a recorded trace. */
export interface TraceRow {
  /** Milliseconds since 1970, as recorded (UTC). */
  readonly atMs: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** A line of a trace file cannot be read. */
export class TraceFormatError extends Error {
  override readonly name = "TraceFormatError";
}

const dayMs = 86_400_000;
const time = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?$/;

/**
 * Reads a trace of the form `TIMESTAMP,ContextTokens,GeneratedTokens` (a header line, then times in UTC with up to nine
 * decimals). @throws TraceFormatError naming the line
 */
export function parseTrace(text: string): TraceRow[] {
  const lines = text.split(/\r?\n/);
  if (!/^timestamp,/i.test(lines[0] ?? ""))
    throw new TraceFormatError("line 1: expected a header that begins with TIMESTAMP");
  const rows: TraceRow[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === "") continue;
    const [timestamp = "", tokensIn = "", tokensOut = "", ...more] = line.split(",");
    const [, date, clock, fraction = ""] = time.exec(timestamp) ?? [];
    const atMs = Date.parse(`${date}T${clock}.${fraction.padEnd(3, "0").slice(0, 3)}Z`);
    if (Number.isNaN(atMs) || !/^\d+$/.test(tokensIn) || !/^\d+$/.test(tokensOut) || more.length > 0)
      throw new TraceFormatError(`line ${index + 1}: expected TIMESTAMP,ContextTokens,GeneratedTokens`);
    rows.push({ atMs, tokensIn: Number(tokensIn), tokensOut: Number(tokensOut) });
  }
  if (rows.length === 0) throw new TraceFormatError("the trace has no rows");
  return rows;
}

export interface TraceEventOptions {
  /** Told apart from other traces by this name. */
  readonly name: string;
  /** What ids derive under; another key, other ids. */
  readonly idKey: IdKey;
  readonly provider: string;
  readonly model: string;
  /** Milliseconds since 1970: the trace's first day becomes the day before this one. */
  readonly nowMs: number;
}

/**
 * The trace as events of yesterday: times move by whole days, so that the hours of the day stay, and each id derives
 * from the row and its new date, so that posting it again on the same day sends the same events.
 */
export function* traceEvents(rows: readonly TraceRow[], options: TraceEventOptions): Generator<UsageEvent> {
  const { name, idKey, provider, model, nowMs } = options;
  const firstMs = rows.reduce((least, { atMs }) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
  const shiftMs = (Math.floor(nowMs / dayMs) - 1 - Math.floor(firstMs / dayMs)) * dayMs;
  for (const [index, { atMs, tokensIn, tokensOut }] of rows.entries()) {
    const ts = new Date(atMs + shiftMs).toISOString();
    yield {
      id: derivedId(`${name}/${index}/${ts}/${tokensIn}/${tokensOut}`, idKey),
      ts,
      user_id: "trace",
      provider,
      model,
      tokens_in: tokensIn,
      tokens_out: tokensOut,
      source: "api",
      labels: { trace: name },
    };
  }
}
