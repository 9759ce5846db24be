import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Random } from "../../standalone/src/random.js";
import type { Sums } from "./ledger.js";

/** Reporters of a response: three instrumentations, by their scopes, and the application itself. */
const reporters = [
  { rank: 29, scope: { name: "anthropic", version: "2.14.0" } },
  { rank: 28, scope: { name: "opentelemetry.instrumentation.anthropic", version: "1.3b0" } },
  { rank: 26, scope: { name: "@traceloop/instrumentation-anthropic", version: "0.27.0" } },
  { rank: 32, scope: undefined },
] as const;

/** One reporter's word about one response, under an id and a time of its own. */
export interface ResponseReport {
  readonly responseId: string;
  readonly rank: number;
  readonly scope: (typeof reporters)[number]["scope"];
  readonly startMs: number;
  readonly id: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly sums: Sums;
}

const dayMs = 86_400_000;

/** As the store knows a response. */
export const responseKey = (responseId: string): string =>
  createHash("sha256").update(responseId).digest("hex").slice(0, 16);

/** Reports of one new response by two to four reporters, within seconds of each other. */
export function reportsOfResponse(random: Random): ResponseReport[] {
  const responseId = `msg_${randomUUID()}`;
  const startMs = Date.now() - 60_000 - Math.floor(random.next() * 45 * dayMs);
  const left = [...reporters];
  const count = 2 + Math.floor(random.next() * 3);
  return Array.from({ length: count }, () => {
    const [reporter] = left.splice(Math.floor(random.next() * left.length), 1) as [(typeof reporters)[number]];
    return {
      responseId,
      ...reporter,
      startMs: startMs + Math.floor(random.next() * 20_000),
      id: randomUUID(),
      traceId: randomBytes(16).toString("hex"),
      spanId: randomBytes(8).toString("hex"),
      sums: {
        requests: 1,
        tokensIn: 1 + Math.floor(random.next() * 4_000),
        tokensOut: Math.floor(random.next() * 900),
      },
    };
  });
}

const attribute = (key: string, value: string | number) => ({
  key,
  value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
});

function spanOf({ responseId, startMs, traceId, spanId, sums }: ResponseReport) {
  return {
    traceId,
    spanId,
    name: "chat claude-sonnet-4-5",
    startTimeUnixNano: `${startMs}000000`,
    endTimeUnixNano: `${startMs + 900}000000`,
    attributes: [
      attribute("gen_ai.operation.name", "chat"),
      attribute("gen_ai.system", "anthropic"),
      attribute("gen_ai.response.model", "claude-sonnet-4-5"),
      attribute("gen_ai.response.id", responseId),
      attribute("gen_ai.usage.input_tokens", sums.tokensIn),
      attribute("gen_ai.usage.output_tokens", sums.tokensOut),
    ],
  };
}

const eventOf = ({ responseId, startMs, id, sums }: ResponseReport) => ({
  id,
  ts: new Date(startMs).toISOString(),
  user_id: "u1",
  provider: "anthropic",
  model: "claude-sonnet-4-5",
  tokens_in: sums.tokensIn,
  tokens_out: sums.tokensOut,
  response_id: responseId,
});

/** A request with reports of one reporter. */
export function requestOf(reports: readonly ResponseReport[]): { readonly path: string; readonly body: string } {
  const scope = reports[0]?.scope;
  if (scope === undefined) return { path: "/v1/ingest/batch", body: JSON.stringify({ events: reports.map(eventOf) }) };
  const resource = { attributes: [attribute("service.name", "of a system under test")] };
  const scopeSpans = [{ scope, spans: reports.map(spanOf) }];
  return { path: "/v1/traces", body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }) };
}
