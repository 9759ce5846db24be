import type { CredentialFault, JwtVerifier, KeyRing, Principal } from "@ecomind/accounts";

export interface Authenticator {
  readonly keyRing: KeyRing;
  /** Absent: bearer tokens are not accepted. */
  readonly jwtVerifier?: JwtVerifier | undefined;
}

const bearer = /^Bearer ([\w.~+/-]+=*)$/i;

/**
 * Who a request speaks for. Keys, and tokens seen lately, are answered at once; a new token takes a promise.
 * @param apiKey header `x-api-key`, "" when absent @param authorization header, "" when absent
 */
export function authenticate(
  { keyRing, jwtVerifier }: Authenticator,
  apiKey: string,
  authorization: string,
): Principal | CredentialFault | Promise<Principal | CredentialFault> {
  if (apiKey !== "") return checkScope(keyRing.authenticate(apiKey));
  if (authorization === "") return "credential_missing";
  const token = bearer.exec(authorization)?.[1];
  if (token === undefined || jwtVerifier === undefined) return "credential_invalid";
  const known = jwtVerifier.remembered(token);
  return known === undefined ? jwtVerifier.verify(token).then(checkScope) : checkScope(known);
}

function checkScope(principal: Principal | CredentialFault): Principal | CredentialFault {
  return typeof principal === "string" || principal.scopes.has("ingest") ? principal : "scope_missing";
}
