import { ClaimError, type Claims, type Principal } from "@ecomind/accounts";
import { ProblemError } from "@ecomind/platform";
import { problem } from "../../http/problems.js";
import type { EndedSessions } from "../ended-sessions.js";
import { type MemberRoles, scopesOf } from "../member-roles.js";
import { roleOrder } from "../roles.js";
import { BegunLogins, ownPage } from "./begun-login.js";
import { LoginSessions } from "./login-sessions.js";
import { LoginRefusedError, Provider, type ProviderOptions } from "./provider.js";

export interface OidcOptions extends ProviderOptions {
  /**
   * Sign the sessions, at least 32 characters each: the first signs, all are taken. Put a new one first and leave the
   * old one for as long as a session lives.
   */
  readonly sessionSecrets: readonly string[];
  /** Organisation of people whose identity names none in the claim `org_id`. Absent: such people are refused. */
  readonly defaultOrg?: string | undefined;
  /** What organisations say of persons, which goes before the claim `roles`. */
  readonly members: Pick<MemberRoles, "roleOf">;
  /** Sessions that somebody ended. */
  readonly ended: Pick<EndedSessions, "end" | "has">;
}

/** A person of an organisation. */
export interface Person {
  readonly orgId: string;
  readonly userId: string;
}

/** A sign-in that failed. */
export class SignInError extends ProblemError {
  /** Who it was; absent: the provider named nobody that could be believed. */
  readonly person: Person | undefined;

  constructor(error: ProblemError, person?: Person) {
    super(error.problem, error.headers, { cause: error.cause });
    this.person = person;
  }
}

const refused = (detail: string, cause?: unknown): ProblemError =>
  new ProblemError(problem("credential_invalid", { detail }), {}, { cause });
const unavailable = (cause: unknown): ProblemError =>
  new ProblemError(problem("identity_unavailable"), { "retry-after": "5" }, { cause });

/** Login at an OpenID provider: authorisation code with PKCE, state and nonce. */
export class OidcLogin {
  readonly defaultOrg: string | undefined;
  readonly #provider: Provider;
  readonly #begun: BegunLogins;
  readonly #sessions: LoginSessions;
  readonly #members: Pick<MemberRoles, "roleOf">;
  readonly #ended: Pick<EndedSessions, "end" | "has">;

  constructor(options: OidcOptions) {
    const { sessionSecrets, publicUrl } = options;
    this.defaultOrg = options.defaultOrg;
    this.#provider = new Provider(options);
    this.#begun = new BegunLogins(sessionSecrets, publicUrl);
    this.#sessions = new LoginSessions(sessionSecrets, publicUrl);
    this.#members = options.members;
    this.#ended = options.ended;
  }

  /** The way to the provider. @param returnTo page of this site to come back to @throws ProblemError identity_unavailable */
  async begin(returnTo: unknown): Promise<{ location: string; cookie: string }> {
    const { location, ...checks } = await this.#provider.begin().catch((error: unknown) => {
      throw unavailable(error);
    });
    return { location, cookie: await this.#begun.keep({ ...checks, return_to: ownPage(returnTo) }) };
  }

  /**
   * Takes the provider's answer. @param search of the address that the browser came back to, from `?` on
   * @throws SignInError credential_invalid, role_missing, identity_unavailable
   */
  async complete(
    search: string,
    cookies: string | undefined,
  ): Promise<{ location: string; cookies: readonly string[]; person: Person }> {
    const begun = await this.#begun.of(cookies);
    if (begun === undefined)
      throw new SignInError(refused("The login was not begun in this browser, or too long ago."));
    const claims = await this.#provider.claims(search, begun).catch((error: unknown) => {
      const isRefusal = error instanceof LoginRefusedError || error instanceof ClaimError;
      throw new SignInError(isRefusal ? refused(error.message, error) : unavailable(error));
    });
    const person = this.#personOf(claims);
    const listed = await this.#members.roleOf(person.orgId, person.userId);
    const role = listed === undefined ? roleOrder.find((name) => claims.roles?.includes(name)) : listed;
    if (!roleOrder.some((name) => name === role))
      throw new SignInError(
        new ProblemError(problem("role_missing", { detail: "Nobody gave this person a role." })),
        person,
      );
    const session = await this.#sessions.begin({ ...person, role: String(role), listed: listed !== undefined });
    return { location: ownPage(begun.return_to), cookies: [session, this.#begun.forget], person };
  }

  #personOf({ sub: userId, orgId = this.defaultOrg }: Claims): Person {
    if (orgId === undefined) throw new SignInError(refused("The identity names no organisation."));
    return { orgId, userId };
  }

  /** Who a cookie header speaks for, by the identity's own claims; undefined without a valid session of this login. */
  async principal(cookies: string | undefined): Promise<Principal | undefined> {
    const session = await this.#sessions.of(cookies);
    if (session === undefined || (await this.#ended.has(session.id))) return undefined;
    // A role that the list gave ends with its row: the one in the cookie was never the identity's own.
    const roles = session.listed ? [] : [session.role];
    return {
      orgId: session.orgId,
      kind: "session",
      id: session.userId,
      scopes: scopesOf(roles[0] ?? ""),
      roles: new Set(roles),
    };
  }

  /** Whether a cookie header has a session of this login, ended or not. Asks nobody: it is there also while the store is away. */
  async began(cookies: string | undefined): Promise<boolean> {
    return (await this.#sessions.of(cookies)) !== undefined;
  }

  /** The `set-cookie` header that takes the session from the browser. */
  get forget(): string {
    return this.#sessions.forget;
  }

  /** Ends the session of a cookie header. @throws ProblemError store_unavailable */
  async end(cookies: string | undefined): Promise<void> {
    const session = await this.#sessions.of(cookies);
    if (session !== undefined) await this.#ended.end(session.id);
  }

  /** Where the provider ends its own session; undefined: it offers no such place. @throws Error when it cannot be asked */
  logoutUrl(): Promise<string | undefined> {
    return this.#provider.logoutUrl();
  }
}
