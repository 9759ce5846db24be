import { randomUUID } from "node:crypto";
import { tokensOutRamp } from "@ecomind/footprint";

/** A row of `events` as the tests write it and compute with it. */
export interface EventRow {
  readonly org_id: string;
  /** `2026-03-29 01:30:00.000`, UTC. */
  readonly ts: string;
  readonly id: string;
  readonly received_at: string;
  readonly user_id: string;
  readonly team: string;
  readonly provider: string;
  readonly model: string;
  readonly region: string;
  readonly source: string;
  readonly tokens_basis: "reported" | "estimated";
  readonly tokens_in: number;
  readonly tokens_cached: number;
  readonly tokens_out: number;
  readonly tokens_out_ramp: number;
  /** The tests' zeros are counts. */
  readonly requests_without_tokens: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly epoch: number;
  readonly partition: number;
  readonly offset: number;
}

let offset = 0;

/** An event of a company's; what is not given is usual. @param at RFC 3339 or milliseconds since 1970 */
export function eventRow(at: string | number, fields: Partial<EventRow> = {}): EventRow {
  const ts = new Date(at).toISOString().replace("T", " ").replace("Z", "");
  const tokensOut = fields.tokens_out ?? 500;
  offset += 1;
  return {
    org_id: "acme",
    ts,
    id: randomUUID(),
    received_at: ts.slice(0, 19),
    user_id: "ada",
    team: "research",
    provider: "openai",
    model: "gpt-4o",
    region: "",
    source: "sdk",
    tokens_basis: "reported",
    tokens_in: 1000,
    tokens_cached: 0,
    tokens_out: tokensOut,
    tokens_out_ramp: tokensOutRamp(tokensOut),
    requests_without_tokens: 0,
    labels: {},
    epoch: 1,
    partition: 0,
    offset,
    ...fields,
  };
}
