import type { Principal } from "@ecomind/accounts";
import { type Logger, type ProblemDocument, RateLimiter } from "@ecomind/platform";
import type { Request } from "express";
import { administrators, type Role } from "../identity/roles.js";

/** What an act changed; undefined: there was nothing. */
export interface Change {
  readonly before: object | undefined;
  readonly after: object | undefined;
}

/** An operation that somebody asked for. */
export interface Act {
  readonly operation: { readonly id: string; readonly roles: readonly Role[]; readonly audited?: boolean };
  readonly principal: Pick<Principal, "orgId" | "kind" | "id">;
  readonly request: Pick<Request, "params" | "ip">;
  readonly requestId: string;
  readonly route: string;
  /** What it was done to. @default the parameters of the path */
  readonly target?: string | undefined;
  /** @default it is not told */
  readonly change?: Change | undefined;
}

/** Somebody who signs in. */
export interface SignIn {
  readonly by: "owner-link" | "provider";
  readonly address: string;
  readonly requestId: string;
  readonly route: string;
}

/** A row of the audit log, without its time. */
interface Entry {
  readonly org_id: string;
  readonly actor: string;
  readonly actor_kind: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: "done" | "refused" | "failed";
  readonly code: string;
  /** JSON; "": nothing. */
  readonly before: string;
  readonly after: string;
  readonly address: string;
  readonly request_id: string;
}

type Source = Pick<Act, "requestId" | "route">;

/** What only administrators may ask for: a refused question is as telling as a refused act. */
const isForAdministrators = ({ roles }: Act["operation"]): boolean =>
  roles.every((role) => administrators.includes(role));

/** Characters that are kept of a path's parameters, and of what an act itself names: a statement is long. */
const mostOfPath = 200;
const mostOfTarget = 1_000;

/** The first characters of a text. A cut inside of one leaves a half that the store refuses, and the row with it. */
const begin = (text: string, most: number): string => [...text].slice(0, most).join("");

/**
 * Who asked for what, and what came of it, as rows of the audit log: every act, done, failed or refused; every sign-in;
 * and every question of administrators' that somebody else was refused. One that goes on asking though it asks too often,
 * or with a key that has ended, gets one row a minute for each operation, or the log would be theirs to fill.
 */
export class AuditTrail {
  readonly #insert: (source: Source, row: object) => Promise<void>;
  readonly #logger: Logger;
  readonly #oncePerMinute = new RateLimiter({ perSecond: 1 / 60, burst: 1 });
  /** Anybody can fail to sign in, as often as they like. */
  readonly #failedSignIns = new RateLimiter({ perSecond: 1 / 6, burst: 20 });

  constructor(insert: (source: Source, row: object) => Promise<void>, logger: Logger) {
    this.#insert = insert;
    this.#logger = logger;
  }

  /** @throws ProblemError store_unavailable: it is done, and could not be written */
  async done(act: Act): Promise<void> {
    if (act.operation.audited) await this.#record(act, "done", "");
  }

  /** What the operation, or what was given to it, came to grief with. That stays the answer, written or not. */
  async undone(act: Act, problem: ProblemDocument | undefined): Promise<void> {
    if (!act.operation.audited) return;
    const isRefused = problem !== undefined && problem.status < 500;
    await this.#recordIfPossible(act, isRefused ? "refused" : "failed", problem?.code ?? "internal");
  }

  /** Somebody who may not do this, or not from there. */
  async forbidden(act: Act, code: string): Promise<void> {
    if (act.operation.audited || isForAdministrators(act.operation)) await this.#recordIfPossible(act, "refused", code);
  }

  /** A key of the organisation that is worth nothing any more. */
  async ended(act: Act, code: string): Promise<void> {
    if (this.#isFirstInMinute(act, code)) await this.forbidden(act, code);
  }

  async tooOften(act: Act, code: string): Promise<void> {
    if (act.operation.audited && this.#isFirstInMinute(act, code)) await this.forbidden(act, code);
  }

  /** @throws ProblemError store_unavailable: the session must not begin, since nobody would know of it */
  async signedIn(signIn: SignIn, person: { readonly orgId: string; readonly userId: string }): Promise<void> {
    await this.#write(signIn, entryOfSignIn(signIn, person, "done", ""));
  }

  /**
   * A sign-in that failed. Ten a minute are written for an organisation; all are in the service's own log, once a second.
   * @param person undefined: neither the person nor the organisation is known @param cause for the service's own log
   */
  async notSignedIn(
    signIn: SignIn,
    person: { readonly orgId: string; readonly userId: string } | undefined,
    code: string,
    cause?: unknown,
  ): Promise<void> {
    const { by, address, requestId } = signIn;
    if (this.#failedSignIns.take(`log\n${by}`, 1, Date.now()).allowed)
      this.#logger.info({ by, code, address, requestId, err: cause }, "a sign-in failed");
    if (person === undefined || !this.#failedSignIns.take(`${by}\n${person.orgId}`, 1, Date.now()).allowed) return;
    // An outage is no refusal: what failed is the sign-in.
    const outcome = code === "identity_unavailable" ? "failed" : "refused";
    await this.#writeIfPossible(signIn, entryOfSignIn(signIn, person, outcome, code));
  }

  #isFirstInMinute({ operation, principal: { orgId, kind, id } }: Act, code: string): boolean {
    return this.#oncePerMinute.take([code, operation.id, orgId, kind, id].join("\n"), 1, Date.now()).allowed;
  }

  #record(act: Act, outcome: Entry["outcome"], code: string): Promise<void> {
    return this.#write(act, entryOf(act, outcome, code));
  }

  #recordIfPossible(act: Act, outcome: Entry["outcome"], code: string): Promise<void> {
    return this.#writeIfPossible(act, entryOf(act, outcome, code));
  }

  async #write(source: Source, row: Entry): Promise<void> {
    try {
      await this.#insert(source, row);
    } catch (error) {
      // The act is done, or was tried: if nowhere else, it stands here.
      this.#logger.error({ audit: row }, "an act could not be written to the audit log");
      throw error;
    }
  }

  /** For what stays the answer, written or not: the service's own log has it then. */
  async #writeIfPossible(source: Source, row: Entry): Promise<void> {
    try {
      await this.#insert(source, row);
    } catch (error) {
      this.#logger.error({ audit: row, err: error }, "an act could not be written to the audit log");
    }
  }
}

const json = (value: object | undefined): string => (value === undefined ? "" : JSON.stringify(value));

const entryOf = (
  { operation, principal, request, requestId, target, change }: Act,
  outcome: Entry["outcome"],
  code: string,
): Entry => ({
  org_id: principal.orgId,
  actor: principal.id,
  actor_kind: principal.kind,
  action: operation.id,
  target:
    target === undefined ? begin(Object.values(request.params).join("/"), mostOfPath) : begin(target, mostOfTarget),
  outcome,
  code,
  before: json(change?.before),
  after: json(change?.after),
  address: request.ip ?? "",
  request_id: requestId,
});

const entryOfSignIn = (
  { by, address, requestId }: SignIn,
  { orgId, userId }: { readonly orgId: string; readonly userId: string },
  outcome: Entry["outcome"],
  code: string,
): Entry => ({
  org_id: orgId,
  actor: userId,
  actor_kind: "session",
  action: "signIn",
  target: by,
  outcome,
  code,
  before: "",
  after: "",
  address,
  request_id: requestId,
});
