/** The cookie of a session, whoever began it. */
export const sessionCookie = "eco_session";

/** The value of a cookie in a request's header. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  return header
    ?.split(";")
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

export interface CookieOptions {
  readonly name: string;
  /** Empty: the cookie ends. */
  readonly value: string;
  readonly path?: string;
  readonly maxAgeSeconds: number;
  /** Only over https. */
  readonly secure: boolean;
}

/** A `set-cookie` header: out of scripts' reach, and not sent along by other sites' pages except with a visit. */
export function setCookie({ name, value, path = "/", maxAgeSeconds, secure }: CookieOptions): string {
  return `${name}=${value}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure ? "; Secure" : ""}`;
}
