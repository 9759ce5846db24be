import type { Principal } from "@ecomind/accounts";
import type { Edge, EventVerdict } from "../../edge.js";
import type { Exchange } from "../../exchange.js";
import { retryAfter } from "./answer-one.js";

/** Checks and appends events of a request, and answers with a final verdict for each, in the request's order. */
export function answerBatch(
  edge: Edge,
  exchange: Exchange,
  principal: Principal,
  values: readonly unknown[],
  trace: string,
): void {
  const nowMs = Date.now();
  const { verdict, headers } = edge.options.limits.take(principal, values.length, nowMs);
  if (!verdict.allowed) {
    exchange.refuse("rate_limited", {}, { ...headers, "retry-after": String(verdict.retryAfterSeconds) });
    return;
  }
  const { events, verdicts } = edge.check(values, principal, nowMs);
  const rejected = verdicts.length - events.length;
  if (events.length === 0) {
    exchange.refuse("batch_rejected", { accepted: 0, rejected, results: verdicts }, headers);
    return;
  }
  edge.append(events, trace, (fault) => {
    if (fault === undefined) {
      exchange.answer(202, JSON.stringify({ accepted: events.length, rejected, results: verdicts }), headers);
      return;
    }
    const results = verdicts.map(
      (one): EventVerdict => (one.status === "accepted" ? { ...one, status: "unknown" } : one),
    );
    exchange.refuse(fault, { accepted: 0, rejected, results }, { ...headers, ...retryAfter });
  });
}
