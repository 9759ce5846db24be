import { ApiProblem } from "./api-problem.js";
import type { Answer, Input, Method, PathOf } from "./api-types.js";
import type { paths } from "./generated/openapi.js";

export interface ApiClientOptions {
  /** Of the query service, such as `https://ecomind.example`. */
  readonly url: string;
  /** Absent: the browser's session. */
  readonly apiKey?: string;
  /** A bearer token, asked for before each request. */
  readonly token?: () => string | Promise<string>;
  /** @default the global one */
  readonly fetch?: typeof fetch;
}

interface AnyInput {
  readonly signal?: AbortSignal;
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** The query API. Every operation that its document tells, by method and path; a refusal is thrown as {@link ApiProblem}. */
export class ApiClient {
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.#options = options;
  }

  get = <P extends PathOf<"get">>(path: P, input: Input<P, "get">) => this.#ask(path, "get", input);
  post = <P extends PathOf<"post">>(path: P, input: Input<P, "post">) => this.#ask(path, "post", input);
  put = <P extends PathOf<"put">>(path: P, input: Input<P, "put">) => this.#ask(path, "put", input);
  delete = <P extends PathOf<"delete">>(path: P, input: Input<P, "delete">) => this.#ask(path, "delete", input);

  async #ask<P extends keyof paths, M extends Method>(path: P, method: M, input: Input<P, M>): Promise<Answer<P, M>> {
    const { url, apiKey, token, fetch: ask = fetch } = this.#options;
    const { signal, body } = input as AnyInput;
    const response = await ask(`${url.replace(/\/$/, "")}${addressOf(path, input as AnyInput)}`, {
      method: method.toUpperCase(),
      headers: {
        accept: "application/json, application/problem+json, */*;q=0.1",
        ...(apiKey === undefined ? {} : { "x-api-key": apiKey }),
        ...(token === undefined ? {} : { authorization: `Bearer ${await token()}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!response.ok) throw await ApiProblem.of(response);
    const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    return (isJson ? await response.json() : await response.text()) as Answer<P, M>;
  }
}

/** A path with its parameters in place, and the query string; lists repeat their name. */
function addressOf(path: string, { path: places = {}, query = {} }: AnyInput): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(places[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) search.append(name, String(one));
  return search.size === 0 ? filled : `${filled}?${search}`;
}
