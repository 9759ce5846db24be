import { randomBytes } from "node:crypto";

type Scalar = string | number | boolean | null;

export interface SpanOptions {
  readonly scope?: readonly [name: string, version?: string];
  readonly name?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly failed?: boolean;
  readonly startMs?: number;
  readonly service?: string;
}

/** Attributes as OTLP's JSON has them. */
const attributeList = (attributes: Readonly<Record<string, Scalar>>) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));

function anyValue(value: Scalar): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  // As JavaScript writes NaN.
  if (value === null) return { doubleValue: null };
  return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
}

export interface SpanOf {
  readonly attributes: Readonly<Record<string, Scalar>>;
  readonly options?: SpanOptions;
}

/** An export request of spans, each in a scope of its own. */
export function tracesOf(spans: readonly SpanOf[]) {
  return {
    resourceSpans: spans.map(({ attributes, options = {} }) => ({
      resource: { attributes: attributeList({ "service.name": options.service ?? "test" }) },
      scopeSpans: [
        {
          scope: { name: options.scope?.[0] ?? "test", version: options.scope?.[1] ?? "" },
          spans: [
            {
              traceId: options.traceId ?? randomBytes(16).toString("hex"),
              spanId: options.spanId ?? randomBytes(8).toString("hex"),
              parentSpanId: options.parentSpanId ?? "",
              name: options.name ?? "chat",
              kind: 3,
              startTimeUnixNano: `${options.startMs ?? Date.now()}123456`,
              endTimeUnixNano: `${(options.startMs ?? Date.now()) + 500}123456`,
              attributes: attributeList(attributes),
              status: options.failed === true ? { code: 2, message: "failed" } : {},
            },
          ],
        },
      ],
    })),
  };
}
