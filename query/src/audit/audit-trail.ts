import type { Principal } from "@ecomind/accounts";
import { type Logger, type ProblemDocument, RateLimiter } from "@ecomind/platform";
import type { Request } from "express";
import type { Operation } from "../http/operation.js";
import { administrators } from "../identity/roles.js";

/** An operation that somebody asked for. */
export interface Act {
  readonly operation: Operation;
  readonly principal: Pick<Principal, "orgId" | "kind" | "id">;
  readonly request: Pick<Request, "params" | "ip">;
  readonly requestId: string;
  readonly route: string;
}

/** What only administrators may ask for: a refused question is as telling as a refused act. */
const isForAdministrators = ({ roles }: Operation): boolean => roles.every((role) => administrators.includes(role));

/** The first characters of a text. A cut inside of one leaves a half that the store refuses, and the row with it. */
const begin = (text: string, most: number): string => [...text].slice(0, most).join("");

/**
 * Who asked for what, and what came of it, as rows of the audit log: every act, done, failed or refused; and every
 * question of administrators' that somebody else was refused. One that goes on asking though it asks too often, or with
 * a key that has ended, gets one row a minute for each operation, or the log would be theirs to fill.
 */
export class AuditTrail {
  readonly #insert: (act: Act, row: object) => Promise<void>;
  readonly #logger: Logger;
  readonly #oncePerMinute = new RateLimiter({ perSecond: 1 / 60, burst: 1 });

  constructor(insert: (act: Act, row: object) => Promise<void>, logger: Logger) {
    this.#insert = insert;
    this.#logger = logger;
  }

  /** @throws ProblemError store_unavailable: it is done, and could not be written */
  async done(act: Act): Promise<void> {
    if (act.operation.audited) await this.#write(act, "done", "");
  }

  /** What the operation, or what was given to it, came to grief with. That stays the answer, written or not. */
  async undone(act: Act, problem: ProblemDocument | undefined): Promise<void> {
    if (!act.operation.audited) return;
    const isRefused = problem !== undefined && problem.status < 500;
    await this.#write(act, isRefused ? "refused" : "failed", problem?.code ?? "internal").catch(() => undefined);
  }

  /** Somebody who may not do this, or not from there. */
  async forbidden(act: Act, code: string): Promise<void> {
    if (act.operation.audited || isForAdministrators(act.operation))
      await this.#write(act, "refused", code).catch(() => undefined);
  }

  /** A key of the organisation that is worth nothing any more. */
  async ended(act: Act, code: string): Promise<void> {
    if (this.#isFirstInMinute(act, code)) await this.forbidden(act, code);
  }

  async tooOften(act: Act, code: string): Promise<void> {
    if (act.operation.audited && this.#isFirstInMinute(act, code)) await this.forbidden(act, code);
  }

  #isFirstInMinute({ operation, principal: { orgId, kind, id } }: Act, code: string): boolean {
    return this.#oncePerMinute.take([code, operation.id, orgId, kind, id].join("\n"), 1, Date.now()).allowed;
  }

  async #write(act: Act, outcome: "done" | "refused" | "failed", code: string): Promise<void> {
    const { operation, principal, request, requestId } = act;
    const row = {
      org_id: principal.orgId,
      actor: principal.id,
      actor_kind: principal.kind,
      action: operation.id,
      target: begin(Object.values(request.params).join("/"), 200),
      outcome,
      code,
      address: request.ip ?? "",
      request_id: requestId,
    };
    try {
      await this.#insert(act, row);
    } catch (error) {
      // The act is done, or was tried: if nowhere else, it stands here.
      this.#logger.error({ audit: row }, "an act could not be written to the audit log");
      throw error;
    }
  }
}
