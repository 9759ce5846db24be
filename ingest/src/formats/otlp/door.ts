import type { Principal } from "@ecomind/accounts";
import { reportsForOthers } from "@ecomind/accounts";
import type { Door } from "../../door.js";
import type { Edge } from "../../edge.js";
import type { Exchange } from "../../exchange.js";
import type { EdgeMetrics } from "../../metrics.js";
import { retryAfter } from "../event/answer-one.js";
import { eventOfUse } from "../event-of-use.js";
import { isJson, isProtobuf } from "../media-types.js";
import { personOf } from "../person.js";
import { exportAnswer, statusAnswer } from "./answers.js";
import { type OtlpReading, readOtlp, type ServiceUse, type Signal } from "./read-otlp.js";
import { SignalMemory } from "./signal-memory.js";
import { MalformedTelemetry } from "./telemetry.js";

export interface OtlpOptions {
  /** Largest body, as received and inflated, in bytes. */
  readonly mostBytes: number;
  readonly metrics: EdgeMetrics;
}

/** With it a sender says which signal of its services counts, where the usual order is not what it wants. */
const signalHeader = "x-ecomind-signal";

/** `POST …/v1/traces`, `…/v1/logs` and `…/v1/metrics`: OTLP over HTTP, as protobuf or JSON. */
export function otlpDoors({ mostBytes, metrics }: OtlpOptions): Readonly<Record<Signal, Door>> {
  const memory = new SignalMemory();

  function counted(signal: Signal, chosen: string, uses: readonly ServiceUse[], principal: Principal, nowMs: number) {
    const counts = new Map<string, boolean>();
    return uses.filter(({ service }) => {
      const known = counts.get(service);
      if (known !== undefined) return known;
      const own = chosen === "" ? memory.counts(signal, principal.id, service, nowMs) : chosen === signal;
      counts.set(service, own);
      return own;
    });
  }

  function take(
    { signal, protobuf, chosen }: { signal: Signal; protobuf: boolean; chosen: string },
    [edge, exchange, principal, body, trace]: [Edge, Exchange, Principal, Buffer, string],
  ): void {
    let reading: OtlpReading;
    try {
      reading = readOtlp(signal, body, protobuf);
    } catch (error) {
      if (!(error instanceof MalformedTelemetry)) throw error;
      return exchange.refuse(protobuf ? "invalid_protobuf" : "invalid_json");
    }
    const answer = (rejected: number, message: string, headers: Readonly<Record<string, string>> = {}) => {
      const { body: text, contentType } = exportAnswer(signal, protobuf, rejected, message);
      exchange.answer(200, text, { ...headers, "content-type": contentType });
    };
    const nowMs = Date.now();
    const uses = counted(signal, chosen, reading.uses, principal, nowMs);
    for (const [reason, count] of reading.skipped) metrics.skipped.inc({ door: signal, reason }, count);
    if (uses.length < reading.uses.length)
      metrics.skipped.inc({ door: signal, reason: "other_signal" }, reading.uses.length - uses.length);
    if (uses.length === 0) return answer(0, "");
    const { verdict, headers } = edge.options.limits.take(principal, uses.length, nowMs);
    if (!verdict.allowed)
      return exchange.refuse("rate_limited", {}, { ...headers, "retry-after": String(verdict.retryAfterSeconds) });
    const person = personOf(principal);
    const namesOthers = reportsForOthers(principal);
    const { events, verdicts } = edge.check(
      uses.map((use) => eventOfUse(use, person, namesOthers)),
      principal,
      nowMs,
    );
    const rejected = verdicts.length - events.length;
    const reasons = new Set(verdicts.flatMap((one) => (one.status === "rejected" ? [one.reason] : [])));
    const message = rejected === 0 ? "" : `${rejected} of ${uses.length} uses were refused: ${[...reasons].join(", ")}`;
    if (events.length === 0) return answer(rejected, message, headers);
    edge.append(events, trace, (fault) => {
      if (fault === undefined) answer(rejected, message, headers);
      else exchange.refuse(fault, {}, { ...headers, ...retryAfter });
    });
  }

  const doorOf = (signal: Signal): Door => ({
    // Apart from that of `GET /metrics`.
    route: `otlp_${signal}`,
    problemsFor: ({ contentType }) => {
      const protobuf = !isJson(contentType);
      return (code) => statusAnswer(code, protobuf);
    },
    open({ contentType }, request) {
      const protobuf = isProtobuf(contentType);
      if (!protobuf && !isJson(contentType)) return "unsupported_media_type";
      const how = { signal, protobuf, chosen: request.getHeader(signalHeader) };
      return { mostBytes, take: (...asked) => take(how, asked) };
    },
  });
  return { traces: doorOf("traces"), logs: doorOf("logs"), metrics: doorOf("metrics") };
}
