import { Attributes } from "./attributes.js";
import { slotAt } from "./key-table.js";
import { ProtobufReader, wire } from "./protobuf-reader.js";
import type { LogEventRecord, MetricPoint, SpanRecord, TelemetryVisitor } from "./telemetry.js";

/** A tag as it stands in the bytes: field number and wire type. */
const tag = (field: number, type: number): number => field * 8 + type;
const message = (field: number): number => tag(field, wire.bytes);
const fixed = (field: number): number => tag(field, wire.fixed64);

/** Enters a message of which the length stands next. @returns the end of the message around it */
function enter(reader: ProtobufReader): number {
  const outer = reader.end;
  const length = reader.length();
  reader.end = reader.at + length;
  return outer;
}

/** Reads the `AnyValue` that stands next into a slot; lists, maps and bytes are passed over. */
function readValue(reader: ProtobufReader, into: Attributes, slot: number): void {
  const outer = enter(reader);
  while (reader.at < reader.end) {
    const field = reader.varint();
    if (field === message(1)) into.set(slot, reader.text());
    else if (field === tag(2, wire.varint)) into.set(slot, reader.varint() !== 0);
    else if (field === tag(3, wire.varint)) into.set(slot, reader.varint());
    else if (field === tag(4, wire.fixed64)) into.set(slot, reader.double());
    else reader.skip(field);
  }
  reader.end = outer;
}

/** Reads the `KeyValue` that stands next, when it is on the list. */
function readAttribute(reader: ProtobufReader, into: Attributes): void {
  const outer = enter(reader);
  let slot = -1;
  while (reader.at < reader.end) {
    const field = reader.varint();
    if (field === message(1)) {
      const length = reader.length();
      slot = slotAt(reader.bytes, reader.at, length);
      // The key stands first: of another attribute nothing more is read.
      if (slot === -1) break;
      reader.at += length;
    } else if (field === message(2) && slot !== -1) readValue(reader, into, slot);
    else reader.skip(field);
  }
  reader.at = reader.end;
  reader.end = outer;
}

/** Where a resource, or its scope, holds what. */
interface Layout {
  /** Of the records in their scope. */
  readonly records: number;
  readonly read: (reader: ProtobufReader, state: State, visitor: TelemetryVisitor) => void;
}

/** What is read of records, reused from one to the next. */
class State {
  readonly resource = new Attributes();
  readonly attributes = new Attributes();
  scopeName = "";
  scopeVersion = "";
}

function readResource(reader: ProtobufReader, into: Attributes): void {
  const outer = enter(reader);
  while (reader.at < reader.end) {
    const field = reader.varint();
    if (field === message(1)) readAttribute(reader, into);
    else reader.skip(field);
  }
  reader.end = outer;
}

function readScope(reader: ProtobufReader, state: State): void {
  const outer = enter(reader);
  while (reader.at < reader.end) {
    const field = reader.varint();
    if (field === message(1)) state.scopeName = reader.text();
    else if (field === message(2)) state.scopeVersion = reader.text();
    else reader.skip(field);
  }
  reader.end = outer;
}

/** Runs over the message that is left, calling `found` at each field of one number; fields may come in any order. */
function each(reader: ProtobufReader, field: number, found: () => void): void {
  const start = reader.at;
  while (reader.at < reader.end) {
    const next = reader.varint();
    if (next === field) found();
    else reader.skip(next);
  }
  reader.at = start;
}

/**
 * Hands over the records of an export request; the three kinds are built alike: resources, scopes, records.
 * @throws MalformedTelemetry
 */
function readExport(body: Buffer, visitor: TelemetryVisitor, { records, read }: Layout): void {
  const reader = new ProtobufReader(body);
  const state = new State();
  while (reader.at < reader.end) {
    const field = reader.varint();
    if (field !== message(1)) {
      reader.skip(field);
      continue;
    }
    const outer = enter(reader);
    const { end } = reader;
    state.resource.clear();
    each(reader, message(1), () => readResource(reader, state.resource));
    while (reader.at < reader.end) {
      const inner = reader.varint();
      if (inner !== message(2)) {
        reader.skip(inner);
        continue;
      }
      enter(reader);
      state.scopeName = "";
      state.scopeVersion = "";
      each(reader, message(1), () => readScope(reader, state));
      while (reader.at < reader.end) {
        const own = reader.varint();
        if (own === records) {
          const around = enter(reader);
          read(reader, state, visitor);
          reader.at = reader.end;
          reader.end = around;
        } else reader.skip(own);
      }
      reader.end = end;
    }
    reader.end = outer;
  }
}

class ProtobufSpan implements SpanRecord {
  readonly #reader: ProtobufReader;
  readonly #state: State;
  traceAt = -1;
  spanAt = -1;
  parentAt = -1;
  nameAt = -1;
  startAt = -1;
  failed = false;

  constructor(reader: ProtobufReader, state: State) {
    this.#reader = reader;
    this.#state = state;
  }

  get resource() {
    return this.#state.resource;
  }
  get attributes() {
    return this.#state.attributes;
  }
  get scopeName() {
    return this.#state.scopeName;
  }
  get scopeVersion() {
    return this.#state.scopeVersion;
  }
  get traceId() {
    return this.#at(this.traceAt, "hex");
  }
  get spanId() {
    return this.#at(this.spanAt, "hex");
  }
  get parentSpanId() {
    return this.#at(this.parentAt, "hex");
  }
  get name() {
    return this.#at(this.nameAt, "utf8");
  }
  get startMs() {
    return this.startAt === -1 ? 0 : this.#reader.millisecondsAt(this.startAt);
  }

  #at(start: number, encoding: "hex" | "utf8"): string {
    if (start === -1) return "";
    const reader = this.#reader;
    const { at } = reader;
    reader.at = start;
    const text = encoding === "hex" ? reader.hex() : reader.text();
    reader.at = at;
    return text;
  }
}

function readStatus(reader: ProtobufReader): boolean {
  const outer = enter(reader);
  let failed = false;
  while (reader.at < reader.end) {
    const field = reader.varint();
    if (field === tag(3, wire.varint)) failed = reader.varint() === 2;
    else reader.skip(field);
  }
  reader.end = outer;
  return failed;
}

/** Notes where a field of bytes stands, and passes over it. */
function mark(reader: ProtobufReader): number {
  const { at } = reader;
  reader.skip(wire.bytes);
  return at;
}

function readSpan(reader: ProtobufReader, state: State, visitor: TelemetryVisitor): void {
  const { attributes } = state;
  attributes.clear();
  let traceAt = -1;
  let spanAt = -1;
  let parentAt = -1;
  let nameAt = -1;
  let startAt = -1;
  let failed = false;
  while (reader.at < reader.end) {
    const field = reader.varint();
    switch (field) {
      case message(9):
        readAttribute(reader, attributes);
        break;
      case message(1):
        traceAt = mark(reader);
        break;
      case message(2):
        spanAt = mark(reader);
        break;
      case message(4):
        parentAt = mark(reader);
        break;
      case message(5):
        nameAt = mark(reader);
        break;
      case fixed(7):
        startAt = reader.fixed64();
        break;
      case message(15):
        failed = readStatus(reader);
        break;
      default:
        reader.skip(field);
    }
  }
  const span = new ProtobufSpan(reader, state);
  span.traceAt = traceAt;
  span.spanAt = spanAt;
  span.parentAt = parentAt;
  span.nameAt = nameAt;
  span.startAt = startAt;
  span.failed = failed;
  visitor.span?.(span);
}

function readLog(reader: ProtobufReader, state: State, visitor: TelemetryVisitor): void {
  const { attributes } = state;
  attributes.clear();
  let timeMs = 0;
  let observedAt = -1;
  let traceId = "";
  let spanId = "";
  let eventName = "";
  while (reader.at < reader.end) {
    const field = reader.varint();
    switch (field) {
      case message(6):
        readAttribute(reader, attributes);
        break;
      case fixed(1):
        timeMs = reader.millisecondsAt(reader.fixed64());
        break;
      case fixed(11):
        observedAt = reader.fixed64();
        break;
      case message(9):
        traceId = reader.hex();
        break;
      case message(10):
        spanId = reader.hex();
        break;
      case message(12):
        eventName = reader.text();
        break;
      default:
        reader.skip(field);
    }
  }
  const record: LogEventRecord = {
    ...state,
    attributes,
    traceId,
    spanId,
    eventName,
    timeMs,
    observedMs: observedAt === -1 ? 0 : reader.millisecondsAt(observedAt),
    observedNano: observedAt === -1 ? "0" : reader.decimalAt(observedAt),
  };
  visitor.log?.(record);
}

/** Where the points of the three kinds of metric that can hold tokens have their fields. */
const pointLayouts: Readonly<Record<number, { readonly attributes: number; readonly isHistogram: boolean }>> = {
  [message(7)]: { attributes: 7, isHistogram: false },
  [message(9)]: { attributes: 9, isHistogram: true },
  [message(10)]: { attributes: 1, isHistogram: true },
};

function readPoint(
  reader: ProtobufReader,
  state: State,
  { attributes: at, isHistogram }: { readonly attributes: number; readonly isHistogram: boolean },
): Pick<MetricPoint, "startNano" | "timeNano" | "value" | "count"> {
  const outer = enter(reader);
  state.attributes.clear();
  let [startNano, timeNano, value] = ["0", "0", 0];
  let count: number | undefined;
  while (reader.at < reader.end) {
    const field = reader.varint();
    if (field === message(at)) readAttribute(reader, state.attributes);
    else if (field === fixed(2)) startNano = reader.decimalAt(reader.fixed64());
    else if (field === fixed(3)) timeNano = reader.decimalAt(reader.fixed64());
    else if (isHistogram && field === fixed(4)) count = reader.numberAt(reader.fixed64());
    else if (isHistogram ? field === fixed(5) : field === fixed(4)) value = reader.double();
    else if (!isHistogram && field === fixed(6)) value = reader.numberAt(reader.fixed64());
    else reader.skip(field);
  }
  reader.end = outer;
  return { startNano, timeNano, value, count };
}

function readMetric(reader: ProtobufReader, state: State, visitor: TelemetryVisitor): void {
  let name = "";
  each(reader, message(1), () => {
    name = reader.text();
  });
  if (visitor.wantsMetric?.(name) !== true) return;
  while (reader.at < reader.end) {
    const field = reader.varint();
    const layout = pointLayouts[field];
    if (layout === undefined) {
      reader.skip(field);
      continue;
    }
    const outer = enter(reader);
    let cumulative = false;
    each(reader, tag(2, wire.varint), () => {
      cumulative = reader.varint() === 2;
    });
    while (reader.at < reader.end) {
      const inner = reader.varint();
      if (inner !== message(1)) {
        reader.skip(inner);
        continue;
      }
      const point = readPoint(reader, state, layout);
      visitor.point?.({ ...state, ...point, metric: name, cumulative });
    }
    reader.end = outer;
  }
}

/** @throws MalformedTelemetry */
export const readProtobufTraces = (body: Buffer, visitor: TelemetryVisitor): void =>
  readExport(body, visitor, { records: message(2), read: readSpan });

/** @throws MalformedTelemetry */
export const readProtobufLogs = (body: Buffer, visitor: TelemetryVisitor): void =>
  readExport(body, visitor, { records: message(2), read: readLog });

/** @throws MalformedTelemetry */
export const readProtobufMetrics = (body: Buffer, visitor: TelemetryVisitor): void =>
  readExport(body, visitor, { records: message(2), read: readMetric });
