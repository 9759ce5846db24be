import type { Principal } from "@ecomind/accounts";
import type { Edge } from "../../edge.js";
import type { Exchange } from "../../exchange.js";

/** Seconds after which a client may try again when the log is away. */
export const retryAfter = { "retry-after": "1" };

/** Checks and appends the one event of a request; 202 once it is durable. */
export function answerOne(edge: Edge, exchange: Exchange, principal: Principal, value: unknown, trace: string): void {
  const nowMs = Date.now();
  const { verdict: limit, headers } = edge.options.limits.take(principal, 1, nowMs);
  if (!limit.allowed) {
    exchange.refuse("rate_limited", {}, { ...headers, "retry-after": String(limit.retryAfterSeconds) });
    return;
  }
  const { events, verdicts } = edge.check([value], principal, nowMs);
  const [accepted] = events;
  if (accepted === undefined) {
    const [rejected] = verdicts;
    if (rejected?.status !== "rejected") return;
    const { index: _, status: __, ...reject } = rejected;
    const { reason } = reject;
    const isForeign = reason === "org_mismatch" || reason === "user_mismatch";
    exchange.refuse(isForeign ? reason : "event_rejected", { ...reject }, headers);
    return;
  }
  const { id } = accepted.event;
  const [verdict] = verdicts;
  const warnings = verdict?.status === "accepted" ? verdict.warnings : undefined;
  const warningsField = warnings === undefined ? "" : `,"warnings":${JSON.stringify(warnings)}`;
  edge.append(events, trace, (fault) => {
    if (fault === undefined) exchange.answer(202, `{"accepted":1,"id":"${id}"${warningsField}}`, headers);
    else exchange.refuse(fault, { id }, { ...headers, ...retryAfter });
  });
}
