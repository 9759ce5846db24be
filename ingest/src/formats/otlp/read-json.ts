import { isUtf8 } from "node:buffer";
import { slotOf } from "./attribute-names.js";
import { Attributes } from "./attributes.js";
import { MalformedTelemetry, type Origin, type SpanRecord, type TelemetryVisitor } from "./telemetry.js";

type Fields = Readonly<Record<string, unknown>>;

const nothing: Fields = {};

/** Both names of a field are valid in the JSON form of protobuf: `startTimeUnixNano` and `start_time_unix_nano`. */
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const snakeNames = new Map<string, string>();

function field(fields: Fields, name: string): unknown {
  const value = fields[name];
  if (value !== undefined) return value;
  let other = snakeNames.get(name);
  if (other === undefined) {
    other = snake(name);
    snakeNames.set(name, other);
  }
  return fields[other];
}

const malformed = () => new MalformedTelemetry("The body is not an export request in JSON.");

/** A message; what is absent or null is an empty one. @throws MalformedTelemetry when it is something else */
function asMessage(value: unknown): Fields {
  if (value === undefined || value === null) return nothing;
  if (typeof value !== "object" || Array.isArray(value)) throw malformed();
  return value as Fields;
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw malformed();
  return value;
}

const asText = (value: unknown): string => (typeof value === "string" ? value : "");

function asNumber(value: unknown): number | undefined {
  if (typeof value === "string" && value !== "") return Number(value);
  return typeof value === "number" ? value : undefined;
}

/** A time in nanoseconds, in decimal. Senders write it as text, some as a number, which has lost its last digits. */
function asNano(value: unknown): string {
  if (typeof value === "string") return /^\d{1,20}$/.test(value) ? value : "0";
  return typeof value === "number" && value >= 0 && value < 2 ** 64 ? BigInt(Math.trunc(value)).toString() : "0";
}

const milliseconds = (nano: string): number => (nano.length > 6 ? Number(nano.slice(0, -6)) : 0);

/** An id in lower-case hex. OTLP writes hex; a protobuf message that a library made JSON of has base64. */
function asId(value: unknown, bytes: number): string {
  const text = asText(value);
  if (text.length === bytes * 2) return text.toLowerCase();
  return text === "" ? "" : Buffer.from(text, "base64").toString("hex");
}

function readAttributes(list: unknown, into: Attributes): void {
  into.clear();
  for (const one of asList(list)) {
    const { key, value } = asMessage(one);
    const slot = slotOf.get(key as string);
    if (slot === undefined || typeof value !== "object" || value === null) continue;
    const any = value as Fields;
    const text = any.stringValue ?? any.string_value;
    const truth = any.boolValue ?? any.bool_value;
    if (typeof text === "string") into.set(slot, text);
    else if (typeof truth === "boolean") into.set(slot, truth);
    else {
      const number = asNumber(any.intValue ?? any.int_value) ?? asNumber(any.doubleValue ?? any.double_value);
      if (number !== undefined) into.set(slot, number);
    }
  }
}

function parse(body: Buffer): Fields {
  if (!isUtf8(body)) throw malformed();
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw malformed();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed();
  return value as Fields;
}

/** Names of the lists: of resources, of scopes, of records. */
interface Layout {
  readonly resources: string;
  readonly scopes: string;
  readonly records: string;
}

/** @throws MalformedTelemetry */
function readExport(
  body: Buffer,
  { resources, scopes, records }: Layout,
  read: (record: Fields, origin: Origin, attributes: Attributes) => void,
): void {
  const resource = new Attributes();
  const attributes = new Attributes();
  for (const one of asList(field(parse(body), resources))) {
    const group = asMessage(one);
    readAttributes(asMessage(group.resource).attributes, resource);
    for (const inner of asList(field(group, scopes))) {
      const scoped = asMessage(inner);
      const scope = asMessage(scoped.scope);
      const origin: Origin = { resource, scopeName: asText(scope.name), scopeVersion: asText(scope.version) };
      for (const record of asList(field(scoped, records))) read(asMessage(record), origin, attributes);
    }
  }
}

const failures: ReadonlySet<unknown> = new Set([2, "2", "STATUS_CODE_ERROR"]);

/** A span of which ids and times are read only when they are asked for: of most spans they never are. */
class JsonSpan implements SpanRecord {
  readonly #span: Fields;
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly attributes: Attributes;

  constructor(span: Fields, { resource, scopeName, scopeVersion }: Origin, attributes: Attributes) {
    this.#span = span;
    this.resource = resource;
    this.scopeName = scopeName;
    this.scopeVersion = scopeVersion;
    this.attributes = attributes;
  }

  get traceId() {
    return asId(field(this.#span, "traceId"), 16);
  }
  get spanId() {
    return asId(field(this.#span, "spanId"), 8);
  }
  get parentSpanId() {
    return asId(field(this.#span, "parentSpanId"), 8);
  }
  get name() {
    return asText(this.#span.name);
  }
  get startMs() {
    return milliseconds(asNano(field(this.#span, "startTimeUnixNano")));
  }
  get failed() {
    return failures.has(asMessage(this.#span.status).code);
  }
}

/** @throws MalformedTelemetry */
export function readJsonTraces(body: Buffer, visitor: TelemetryVisitor): void {
  const layout = { resources: "resourceSpans", scopes: "scopeSpans", records: "spans" };
  readExport(body, layout, (span, origin, attributes) => {
    readAttributes(span.attributes, attributes);
    if (!attributes.isEmpty) visitor.span?.(new JsonSpan(span, origin, attributes));
  });
}

/** @throws MalformedTelemetry */
export function readJsonLogs(body: Buffer, visitor: TelemetryVisitor): void {
  const layout = { resources: "resourceLogs", scopes: "scopeLogs", records: "logRecords" };
  readExport(body, layout, (log, origin, attributes) => {
    readAttributes(log.attributes, attributes);
    if (attributes.isEmpty) return;
    const observedNano = asNano(field(log, "observedTimeUnixNano"));
    visitor.log?.({
      ...origin,
      attributes,
      traceId: asId(field(log, "traceId"), 16),
      spanId: asId(field(log, "spanId"), 8),
      eventName: asText(field(log, "eventName")),
      timeMs: milliseconds(asNano(field(log, "timeUnixNano"))),
      observedMs: milliseconds(observedNano),
      observedNano,
    });
  });
}

const cumulatives: ReadonlySet<unknown> = new Set([2, "2", "AGGREGATION_TEMPORALITY_CUMULATIVE"]);

/** @throws MalformedTelemetry */
export function readJsonMetrics(body: Buffer, visitor: TelemetryVisitor): void {
  const layout = { resources: "resourceMetrics", scopes: "scopeMetrics", records: "metrics" };
  readExport(body, layout, (metric, origin, attributes) => {
    const name = asText(metric.name);
    if (visitor.wantsMetric?.(name) !== true) return;
    for (const kind of ["sum", "histogram", "exponentialHistogram"]) {
      const data = asMessage(field(metric, kind));
      const cumulative = cumulatives.has(field(data, "aggregationTemporality"));
      for (const one of asList(field(data, "dataPoints"))) {
        const point = asMessage(one);
        readAttributes(point.attributes, attributes);
        const isSum = kind === "sum";
        const value = isSum
          ? (asNumber(field(point, "asInt")) ?? asNumber(field(point, "asDouble")))
          : asNumber(point.sum);
        visitor.point?.({
          ...origin,
          metric: name,
          attributes,
          cumulative,
          startNano: asNano(field(point, "startTimeUnixNano")),
          timeNano: asNano(field(point, "timeUnixNano")),
          value: value ?? Number.NaN,
          count: isSum ? undefined : asNumber(point.count),
        });
      }
    }
  });
}
