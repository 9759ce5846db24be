import {
  isApiKey,
  type JwtVerifier,
  type KeyHolders,
  type KeyRing,
  type Principal,
  type RereadKeys,
} from "@ecomind/accounts";
import { ProblemError } from "@ecomind/platform";
import type { Request } from "express";
import { changesSomething, type Operation } from "../http/operation.js";
import { problem } from "../http/problems.js";
import type { ClaimedOwners } from "./claimed-owners.js";
import { asListed, type MemberRoles } from "./member-roles.js";
import type { OidcLogin } from "./oidc/login.js";
import type { OwnerSessions } from "./owner-sessions.js";
import { type Role, roleOrder } from "./roles.js";

export interface Authenticator {
  readonly keyRing: KeyRing & KeyHolders & RereadKeys;
  readonly jwtVerifier?: JwtVerifier | undefined;
  /** What organisations say of persons, before what their tokens claim. */
  readonly members: Pick<MemberRoles, "roleOf">;
  readonly claimedOwners: Pick<ClaimedOwners, "record">;
  readonly sessions?: OwnerSessions | undefined;
  /** Login of people at an OpenID provider. */
  readonly oidc?: OidcLogin | undefined;
}

/**
 * The strongest role of a principal in an operation. An API key has that of its scopes; with the scope `read` it has none
 * in what changes something, which an analyst may.
 */
export function roleOf({ kind, scopes, roles }: Principal, operation: Operation): Role | undefined {
  if (kind !== "api-key") return roleOrder.find((role) => roles.has(role));
  if (scopes.has("admin")) return "admin";
  return scopes.has("read") && !changesSomething(operation) ? "analyst" : undefined;
}

const bearerToken = (request: Request): string | undefined =>
  /^Bearer ([\w.~+/-]+=*)$/i.exec(request.header("authorization") ?? "")?.[1];

/** The API key of a request: in its own header, or as bearer token, which is all that some clients can send. */
export function presentedKey(request: Request): string | undefined {
  const token = bearerToken(request);
  return request.header("x-api-key") ?? (token !== undefined && isApiKey(token) ? token : undefined);
}

/**
 * Who a request speaks for: API key, bearer token or session.
 * @throws ProblemError 401 with the reason's code, 503 when keys or a person's role were never read, or a token's issuer
 * cannot be asked
 */
export async function authenticate(
  { keyRing, jwtVerifier, members, claimedOwners, sessions, oidc }: Authenticator,
  request: Request,
): Promise<Principal> {
  const apiKey = presentedKey(request);
  const token = bearerToken(request);
  if (apiKey !== undefined) {
    const principal = keyRing.authenticate(apiKey);
    // A service that has never had the keys knows nothing about one.
    if (principal === "credential_invalid" && !keyRing.loaded)
      throw unavailable(new Error("The API keys were never read."));
    return requirePrincipal(principal);
  }
  if (token !== undefined)
    return await asListed(
      members,
      claimedOwners,
      requirePrincipal(jwtVerifier === undefined ? "credential_invalid" : await verified(jwtVerifier, token)),
    );
  if (request.header("authorization") !== undefined) throw new ProblemError(problem("credential_invalid"));
  const own = await sessions?.principal(request.header("cookie"));
  if (own !== undefined) return own;
  const person = await oidc?.principal(request.header("cookie"));
  const listed = person && (await asListed(members, claimedOwners, person));
  // Whose role was taken away has no session any more.
  if (listed === undefined || listed.roles.size === 0) throw new ProblemError(problem("credential_missing"));
  return listed;
}

const unavailable = (cause: unknown): ProblemError =>
  new ProblemError(problem("identity_unavailable"), { "retry-after": "5" }, { cause });

async function verified(jwtVerifier: JwtVerifier, token: string): Promise<Principal | string> {
  try {
    return await jwtVerifier.verify(token);
  } catch (error) {
    throw unavailable(error);
  }
}

function requirePrincipal(result: Principal | string): Principal {
  if (typeof result !== "string") return result;
  const code = result === "credential_expired" || result === "credential_revoked" ? result : "credential_invalid";
  throw new ProblemError(problem(code));
}
