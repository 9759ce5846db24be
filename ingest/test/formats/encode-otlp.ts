/** Field numbers of the messages of OTLP, by their names in JSON. Enough to write every captured body as protobuf. */
type Kind =
  | "text"
  | "bytes"
  | "varint"
  | "fixed64"
  | "sfixed64"
  | "fixed32"
  | "double"
  | "bool"
  | "doubles"
  | "fixed64s"
  | Shape;
interface Shape {
  readonly [field: string]: readonly [number, Kind] | readonly [number, () => Shape];
}

const anyValue: Shape = {
  stringValue: [1, "text"],
  boolValue: [2, "bool"],
  intValue: [3, "varint"],
  doubleValue: [4, "double"],
  arrayValue: [5, () => ({ values: [1, () => anyValue] })],
  kvlistValue: [6, () => ({ values: [1, () => keyValue] })],
  bytesValue: [7, "bytes"],
};
const keyValue: Shape = { key: [1, "text"], value: [2, () => anyValue] };
const attributes = (field: number): readonly [number, () => Shape] => [field, () => keyValue];
const resource: Shape = {
  attributes: attributes(1),
  droppedAttributesCount: [2, "varint"],
  entityRefs: [3, () => ({ type: [2, "text"] })],
};
const scope: Shape = {
  name: [1, "text"],
  version: [2, "text"],
  attributes: attributes(3),
  droppedAttributesCount: [4, "varint"],
};
const span: Shape = {
  traceId: [1, "bytes"],
  spanId: [2, "bytes"],
  traceState: [3, "text"],
  parentSpanId: [4, "bytes"],
  name: [5, "text"],
  kind: [6, "varint"],
  startTimeUnixNano: [7, "fixed64"],
  endTimeUnixNano: [8, "fixed64"],
  attributes: attributes(9),
  droppedAttributesCount: [10, "varint"],
  droppedEventsCount: [12, "varint"],
  droppedLinksCount: [14, "varint"],
  events: [11, () => ({ timeUnixNano: [1, "fixed64"], name: [2, "text"], attributes: attributes(3) })],
  links: [13, () => ({ traceId: [1, "bytes"], spanId: [2, "bytes"], attributes: attributes(4) })],
  status: [15, () => ({ message: [2, "text"], code: [3, "varint"] })],
  flags: [16, "fixed32"],
};
const logRecord: Shape = {
  timeUnixNano: [1, "fixed64"],
  severityNumber: [2, "varint"],
  severityText: [3, "text"],
  body: [5, () => anyValue],
  attributes: attributes(6),
  droppedAttributesCount: [7, "varint"],
  flags: [8, "fixed32"],
  traceId: [9, "bytes"],
  spanId: [10, "bytes"],
  observedTimeUnixNano: [11, "fixed64"],
  eventName: [12, "text"],
};
const numberPoint: Shape = {
  attributes: attributes(7),
  startTimeUnixNano: [2, "fixed64"],
  timeUnixNano: [3, "fixed64"],
  asDouble: [4, "double"],
  asInt: [6, "sfixed64"],
};
const histogramPoint: Shape = {
  attributes: attributes(9),
  startTimeUnixNano: [2, "fixed64"],
  timeUnixNano: [3, "fixed64"],
  count: [4, "fixed64"],
  sum: [5, "double"],
  bucketCounts: [6, "fixed64s"],
  explicitBounds: [7, "doubles"],
  min: [11, "double"],
  max: [12, "double"],
};
const points = (shape: Shape): Shape => ({
  dataPoints: [1, () => shape],
  aggregationTemporality: [2, "varint"],
  isMonotonic: [3, "bool"],
});
const metric: Shape = {
  name: [1, "text"],
  description: [2, "text"],
  unit: [3, "text"],
  sum: [7, () => points(numberPoint)],
  histogram: [9, () => points(histogramPoint)],
};
const request = (group: string, scopes: string, records: string, record: Shape): Shape => ({
  [group]: [
    1,
    () => ({
      resource: [1, () => resource],
      [scopes]: [2, () => ({ scope: [1, () => scope], [records]: [2, () => record], schemaUrl: [3, "text"] })],
      schemaUrl: [3, "text"],
    }),
  ],
});
const requests = {
  traces: request("resourceSpans", "scopeSpans", "spans", span),
  logs: request("resourceLogs", "scopeLogs", "logRecords", logRecord),
  metrics: request("resourceMetrics", "scopeMetrics", "metrics", metric),
};

const enums: Readonly<Record<string, number>> = {
  SPAN_KIND_INTERNAL: 1,
  SPAN_KIND_SERVER: 2,
  SPAN_KIND_CLIENT: 3,
  STATUS_CODE_OK: 1,
  STATUS_CODE_ERROR: 2,
  AGGREGATION_TEMPORALITY_DELTA: 1,
  AGGREGATION_TEMPORALITY_CUMULATIVE: 2,
};

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

function eight(write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(8);
  write(bytes);
  return bytes;
}

const idBytes = (text: string): Buffer =>
  /^([0-9a-f]{16}|[0-9a-f]{32})$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");

function field(number: number, kind: Kind | (() => Shape), value: unknown): Buffer {
  const at = (wire: number, bytes: Buffer) => Buffer.concat([varint(BigInt(number * 8 + wire)), bytes]);
  const framed = (bytes: Buffer) => at(2, Buffer.concat([varint(BigInt(bytes.length)), bytes]));
  const double = (one: unknown) => eight((bytes) => bytes.writeDoubleLE(one === null ? Number.NaN : Number(one)));
  const fixed = (one: unknown) => eight((bytes) => bytes.writeBigUInt64LE(BigInt(one as string)));
  switch (kind) {
    case "text":
      return framed(Buffer.from(value as string));
    case "bytes":
      return framed(idBytes(value as string));
    case "varint":
      return at(0, varint(BigInt(enums[value as string] ?? (value as string))));
    case "bool":
      return at(0, varint(value ? 1n : 0n));
    case "double":
      return at(1, double(value));
    case "fixed64":
    case "sfixed64":
      return at(1, fixed(value));
    case "fixed32":
      return at(5, eight((bytes) => bytes.writeUInt32LE(Number(value))).subarray(0, 4));
    case "doubles":
      return framed(Buffer.concat((value as unknown[]).map(double)));
    case "fixed64s":
      return framed(Buffer.concat((value as unknown[]).map(fixed)));
    default:
      return framed(encode(typeof kind === "function" ? kind() : kind, value as object));
  }
}

function encode(shape: Shape, message: object): Buffer {
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(message)) {
    const known = shape[name];
    if (known === undefined) throw new Error(`no field ${name}`);
    if (value === null || value === "") continue;
    const [number, kind] = known;
    const isPacked = kind === "doubles" || kind === "fixed64s";
    for (const one of Array.isArray(value) && !isPacked ? value : [value]) parts.push(field(number, kind, one));
  }
  return Buffer.concat(parts);
}

/** Writes an export request that is in its JSON form as protobuf. @throws Error for a field that is not in the table */
export const encodeOtlp = (signal: "traces" | "logs" | "metrics", body: object): Buffer =>
  encode(requests[signal], body);
