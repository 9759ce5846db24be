import type { RunningStatement } from "./stuck-statements.js";

/** Why the engine is started again: one statement that nothing ended. */
export interface RestartReason {
  readonly queryId: string;
  readonly mark: string;
  readonly user: string;
  readonly elapsedSeconds: number;
  readonly limitSeconds: number;
}

/** What the query service calls a statement of an organisation's analysts. */
const analysts = /^ecomind-query sql \d+ (.+)$/;

/** For the log, and a row of the audit log for each organisation whose statement it was. No text of a statement is in it. */
export function restartReasons(statements: readonly RunningStatement[]): {
  readonly reasons: readonly RestartReason[];
  readonly auditRows: readonly object[];
} {
  const reasons = statements.map(({ threads: _, ...reason }) => reason);
  const auditRows = reasons.flatMap(({ queryId, mark, elapsedSeconds, limitSeconds }) => {
    const orgId = analysts.exec(queryId)?.[1];
    if (orgId === undefined) return [];
    return {
      org_id: orgId,
      actor: "clickhouse",
      actor_kind: "service",
      action: "restartEngine",
      target: `a statement ran ${Math.round(elapsedSeconds)} s, its limit is ${limitSeconds} s`,
      outcome: "done",
      code: "statement_stuck",
      address: "",
      request_id: mark.slice(mark.lastIndexOf(" ") + 1),
    };
  });
  return { reasons, auditRows };
}
