import { ApiClient, ApiProblem } from "@ecomind/api-client";

export interface Connection {
  /** Where the API is. @default the page's own origin */
  readonly baseUrl?: string;
  /** Gives a bearer token for each request; absent: the session's cookie is used. Never put a token into markup. */
  readonly token?: (() => string | Promise<string>) | undefined;
  readonly fetch?: typeof globalThis.fetch;
  /** Called when the service no longer knows who is asking. */
  readonly signedOut?: () => void;
}

/** The API for a page. A request that gets no answer at all fails with an {@link ApiProblem} of status 0. */
export function connect({ baseUrl = "", token, fetch = globalThis.fetch.bind(globalThis), signedOut }: Connection) {
  return new ApiClient({
    url: baseUrl,
    ...(token === undefined ? {} : { token }),
    fetch: async (address, request) => {
      const credentials = token === undefined ? "same-origin" : "omit";
      const response = await fetch(address, { ...request, credentials }).catch((error: unknown) => {
        throw request?.signal?.aborted ? error : new ApiProblem(0, undefined);
      });
      if (response.status === 401) signedOut?.();
      return response;
    },
  });
}
