import { type CredentialFault, isApiKey, type JwtVerifier, type KeyRing, type Principal } from "@ecomind/accounts";
import type { Logger } from "@ecomind/platform";
import { ThrottledLog } from "./throttled-log.js";

export interface Authenticator {
  readonly keyRing: KeyRing;
  /** Absent: bearer tokens are not accepted. */
  readonly jwtVerifier?: JwtVerifier | undefined;
  readonly logger: Logger;
}

/** Who it is, why not, or that this cannot be known now. */
export type Identified = Principal | CredentialFault | "identity_unavailable";

const unverified = new ThrottledLog();
/** Some senders of OpenTelemetry pass on the blank as it must stand in their environment variable: encoded. */
const bearer = /^Bearer(?: |%20)([\w.~+/-]+=*)$/i;
const basic = /^Basic ([\w+/]+={0,2})$/i;

/**
 * Who a request speaks for. Keys, tokens seen lately, and tokens that no key could make right are answered at once; a new
 * token takes a promise, which never rejects: nobody may be listening yet, since the body is still arriving.
 * @param apiKey header `x-api-key`, "" when absent @param authorization header, "" when absent
 */
export function authenticate(
  { keyRing, jwtVerifier, logger }: Authenticator,
  apiKey: string,
  authorization: string,
): Identified | Promise<Identified> {
  if (apiKey !== "") return holderOf(keyRing, apiKey);
  if (authorization === "") return "credential_missing";
  const token = bearer.exec(authorization)?.[1];
  if (token !== undefined && isApiKey(token)) return holderOf(keyRing, token);
  if (token === undefined) {
    const password = passwordOf(authorization);
    return password === undefined ? "credential_invalid" : holderOf(keyRing, password);
  }
  if (jwtVerifier === undefined) return "credential_invalid";
  const known = jwtVerifier.remembered(token);
  if (known !== undefined) return checkScope(known);
  if (!jwtVerifier.couldBeRight(token)) return "credential_invalid";
  return jwtVerifier.verify(token).then(checkScope, (error: unknown) => {
    unverified.note((times) => logger.warn({ err: error, times }, "tokens could not be verified"));
    return "identity_unavailable" as const;
  });
}

/** A key where clients of Langfuse put their secret key: the password of basic authentication, under any user name. */
function passwordOf(authorization: string): string | undefined {
  const encoded = basic.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const password = text.slice(text.indexOf(":") + 1);
  return text.includes(":") && isApiKey(password) ? password : undefined;
}

function holderOf(keyRing: KeyRing, apiKey: string): Identified {
  const principal = checkScope(keyRing.authenticate(apiKey));
  // Until the keys are loaded every key looks invented, and a client whose key is refused does not send again.
  return principal === "credential_invalid" && !keyRing.loaded ? "identity_unavailable" : principal;
}

function checkScope(principal: Principal | CredentialFault): Principal | CredentialFault {
  return typeof principal === "string" || principal.scopes.has("ingest") ? principal : "scope_missing";
}
