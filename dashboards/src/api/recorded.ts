import type { ApiClient } from "@ecomind/api-client";

const firstEvents = new WeakMap<ApiClient, Promise<number | undefined>>();

/** When the organisation's first event happened, milliseconds since 1970; asked for until there is one. */
export function recordedFrom(api: ApiClient): Promise<number | undefined> {
  const known = firstEvents.get(api);
  if (known !== undefined) return known;
  const answer = api.get("/v1/recorded", {}).then(({ from }) => (from === null ? undefined : Date.parse(from)));
  firstEvents.set(api, answer);
  answer.then(
    (ms) => ms === undefined && firstEvents.delete(api),
    () => firstEvents.delete(api),
  );
  return answer;
}
