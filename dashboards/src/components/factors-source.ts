import type { ApiClient } from "../data/api-client.js";
import type { Factors } from "../data/api-types.js";

const known = new WeakMap<ApiClient, Promise<Factors>>();

/** The factor set, asked once: it changes with a release. */
export function factorsOf(api: ApiClient): Promise<Factors> {
  let factors = known.get(api);
  if (factors === undefined) {
    factors = api.get<Factors>("/v1/factors");
    known.set(api, factors);
    factors.catch(() => known.delete(api));
  }
  return factors;
}
