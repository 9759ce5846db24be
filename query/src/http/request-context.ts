import type { Principal } from "@ecomind/accounts";
import type { Response } from "express";
import type { ActInProgress } from "../audit/act-in-progress.js";
import type { Role } from "../identity/roles.js";
import type { StatementTimes } from "../store/statement-times.js";

/** What of a request marks, times and ends its statements. */
export type StatementContext = Pick<RequestContext, "requestId" | "route" | "signal" | "statements" | "traceparent">;

/** One request, as handlers see it: who asks, for what, and how its statements are marked and ended. */
export interface RequestContext {
  readonly principal: Principal;
  readonly role: Role;
  /** Valid by the operation's schemas. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly requestId: string;
  /** Method and path of the operation, as the document writes them; marks statements. */
  readonly route: string;
  /** Ends the request's statements when the client hangs up, and with the answer. */
  readonly signal: AbortSignal;
  readonly nowMs: number;
  readonly statements: StatementTimes;
  /** W3C trace context for the store; absent: nothing is traced. */
  readonly traceparent?: string | undefined;
  readonly response: Response;
  /** The request as the audit log has it. A handler that sends its answer itself records it before the first byte. */
  readonly act: ActInProgress;
}
