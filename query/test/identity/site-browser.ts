export interface Places {
  /** Where the service listens. */
  readonly apiUrl: string;
  /** The service as browsers see it. */
  readonly publicUrl: string;
  readonly issuer: string;
}

/** A browser: keeps cookies by site and path, follows redirects, and fills in the provider's forms. */
export class SiteBrowser {
  readonly #places: Places;
  readonly cookies = new Map<string, string>();

  constructor(places: Places) {
    this.#places = places;
  }

  async go(address: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const url = new URL(address, this.#places.apiUrl);
    const real = address.startsWith(this.#places.publicUrl)
      ? address.replace(this.#places.publicUrl, this.#places.apiUrl)
      : url.href;
    const site = new URL(real).origin;
    const response = await fetch(real, {
      redirect: "manual",
      headers: {
        cookie: [...this.cookies]
          .flatMap(([key, value]) => (key.startsWith(`${site} `) ? [`${key.slice(site.length + 1)}=${value}`] : []))
          .join("; "),
      },
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "" || /max-age=0|expires=Thu, 01 Jan 1970/i.test(cookie)) this.cookies.delete(`${site} ${name}`);
      else this.cookies.set(`${site} ${name}`, value);
    }
    return response;
  }

  /** @returns the answer at the first address of `until`, before it is followed */
  async logIn(user: string, start = "/login/oidc", until = /^$/): Promise<Response> {
    let address = start;
    let form: Record<string, string> | undefined;
    for (let step = 0; step < 20; step += 1) {
      const response = await this.go(address, form);
      form = undefined;
      const location = response.headers.get("location");
      if (location !== null) {
        address = new URL(location, address.startsWith("http") ? address : this.#places.apiUrl).href;
        if (until.test(address)) return response;
        const { origin, pathname } = new URL(address);
        if (
          [this.#places.publicUrl, new URL(this.#places.apiUrl).origin].includes(origin) &&
          !pathname.startsWith("/login")
        )
          return response;
        // A redirect to another site than these two.
        if (![this.#places.publicUrl, new URL(this.#places.apiUrl).origin, this.#places.issuer].includes(origin))
          return response;
        continue;
      }
      const html = await response.text();
      const [, action] = /<form[^>]*action="([^"]+)"/.exec(html) ?? [];
      if (response.status !== 200 || action === undefined) return new Response(html, response);
      const [, prompt = ""] = /name="prompt" value="(\w+)"/.exec(html) ?? [];
      form = prompt === "login" ? { prompt, login: user, password: "any" } : { prompt };
      address = new URL(action, address).href;
    }
    throw new Error("the login does not end");
  }

  get session(): string | undefined {
    return this.cookies.get(`${new URL(this.#places.apiUrl).origin} eco_session`);
  }

  async me(): Promise<{ status: number; body: Record<string, string> }> {
    const response = await this.go("/v1/me");
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }
}
