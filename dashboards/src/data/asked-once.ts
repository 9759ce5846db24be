import type { ApiClient } from "./api-client.js";
import type { DimensionValues, FactorSets, Factors } from "./api-types.js";

const answers = new WeakMap<ApiClient, Map<string, Promise<unknown>>>();

/** What hardly changes is asked once a visit; after a fault, again. */
function askedOnce<T>(api: ApiClient, path: string): Promise<T> {
  const known = answers.get(api) ?? new Map<string, Promise<unknown>>();
  answers.set(api, known);
  const answer = known.get(path) ?? api.get<T>(path);
  known.set(path, answer);
  answer.catch(() => known.delete(path));
  return answer as Promise<T>;
}

/** The newest factor set: it changes with a release. */
export const factorsOf = (api: ApiClient): Promise<Factors> => askedOnce(api, "/v1/factors");
/** Names of the factor sets that figures can be computed with. */
export const factorSetsOf = (api: ApiClient): Promise<FactorSets> => askedOnce(api, "/v1/factor-sets");
/** What there is to filter and group by. */
export const dimensionValuesOf = (api: ApiClient): Promise<DimensionValues> => askedOnce(api, "/v1/dimensions");
