/** A refusal or a fault of the service, as its problem document tells it. */
export class ApiError extends Error {
  /** 0 when no answer came. */
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly detail: string;

  constructor(status: number, title: string, code: string, requestId: string, detail = "") {
    super(title);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.detail = detail;
  }

  /** Whether asking again may help without anything being changed. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export type QueryValue = string | number | readonly string[] | undefined;

export interface ApiOptions {
  /** @default the page's own origin */
  readonly baseUrl?: string;
  /** Gives a bearer token for each request. Absent: the session's cookie is used. Never put a token into markup. */
  readonly token?: (() => string | Promise<string>) | undefined;
  readonly fetch?: typeof globalThis.fetch;
  /** Called when the service does not know who asks (any more). */
  readonly signedOut?: () => void;
}

/** Path with its query; arrays repeat the name, undefined is left out. */
export function addressOf(path: string, query: Readonly<Record<string, QueryValue>> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item));
  }
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** The API as the pages use it. Knows no DOM. */
export class ApiClient {
  readonly #baseUrl: string;
  readonly #token: ApiOptions["token"];
  readonly #fetch: typeof globalThis.fetch;
  readonly #signedOut: () => void;

  constructor(options: ApiOptions = {}) {
    const { baseUrl = "", token, fetch = globalThis.fetch.bind(globalThis), signedOut = () => undefined } = options;
    this.#baseUrl = baseUrl.replace(/\/$/, "");
    this.#token = token;
    this.#fetch = fetch;
    this.#signedOut = signedOut;
  }

  /** @throws ApiError; the abort's own error when `signal` ends it */
  get<T>(path: string, query?: Readonly<Record<string, QueryValue>>, signal?: AbortSignal): Promise<T> {
    return this.send<T>("GET", addressOf(path, query), undefined, signal);
  }

  /** @throws ApiError; the abort's own error when `signal` ends it */
  async send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const headers: Record<string, string> = { accept: "application/json" };
    if (body !== undefined) headers["content-type"] = "application/json";
    if (this.#token !== undefined) headers.authorization = `Bearer ${await this.#token()}`;
    let response: Response;
    try {
      response = await this.#fetch(`${this.#baseUrl}${path}`, {
        method,
        headers,
        credentials: this.#token === undefined ? "same-origin" : "omit",
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiError(0, "unreachable", "unreachable", "");
    }
    const requestId = response.headers.get("x-request-id") ?? "";
    if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
    if (response.status === 401) this.#signedOut();
    const problem = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    const text = (name: string, otherwise: string) => {
      const value = problem[name];
      return typeof value === "string" ? value : otherwise;
    };
    throw new ApiError(
      response.status,
      text("title", response.statusText),
      text("code", "unknown"),
      text("request_id", requestId),
      [problem.parameter, problem.pointer, problem.detail].filter((part) => typeof part === "string").join(": "),
    );
  }
}
