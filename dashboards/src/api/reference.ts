import type { ApiClient } from "@ecomind/api-client";
import type { DimensionValues, FactorSets, Factors } from "./answers.js";

/** An answer that hardly changes: asked for once a visit, and again after a failure. */
function onceAVisit<T>(ask: (api: ApiClient) => Promise<T>): (api: ApiClient) => Promise<T> {
  const answers = new WeakMap<ApiClient, Promise<T>>();
  return (api) => {
    const known = answers.get(api);
    if (known !== undefined) return known;
    const answer = ask(api);
    answers.set(api, answer);
    answer.catch(() => answers.delete(api));
    return answer;
  };
}

/** The newest factor set: it changes with a release. */
export const factorsOf = onceAVisit((api): Promise<Factors> => api.get("/v1/factors", {}));
/** Names of the factor sets that figures can be computed with. */
export const factorSetsOf = onceAVisit((api): Promise<FactorSets> => api.get("/v1/factor-sets", {}));
/** Values to filter and group by. */
export const dimensionValuesOf = onceAVisit((api): Promise<DimensionValues> => api.get("/v1/dimensions", {}));
