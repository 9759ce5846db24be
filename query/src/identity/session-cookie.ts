/** The value of a cookie in a request's header. */
function cookieOf(header: string | undefined, name: string): string | undefined {
  return header
    ?.split(";")
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/**
 * A cookie of this site alone: out of scripts' reach, and not sent along by other sites' pages except with a visit. Behind
 * https it is `Secure` and its name begins with `__Host-`, so that no other host of the domain can set it.
 */
export class SiteCookie {
  readonly name: string;
  readonly #secure: boolean;

  /** @param publicUrl this service as browsers see it; absent: plain http */
  constructor(name: string, publicUrl: string | undefined) {
    this.#secure = publicUrl?.startsWith("https:") === true;
    this.name = this.#secure ? `__Host-${name}` : name;
  }

  /** The cookie's value in a request's header. */
  read(header: string | undefined): string | undefined {
    return cookieOf(header, this.name);
  }

  /** A `set-cookie` header. */
  set(value: string, maxAgeSeconds: number): string {
    const secure = this.#secure ? "; Secure" : "";
    return `${this.name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
  }

  /** The `set-cookie` header that takes the cookie from the browser. */
  get forget(): string {
    return this.set("", 0);
  }
}

/** The cookie of a session, whoever began it. */
export const sessionCookie = (publicUrl: string | undefined): SiteCookie => new SiteCookie("eco_session", publicUrl);
