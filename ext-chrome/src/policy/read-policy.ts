import type { PolicyState, PolicyValues, QuietHours } from "./settings.js";

type Fields = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

function quietHours(value: unknown): QuietHours | undefined {
  const { from, to, days } = (value ?? {}) as Fields;
  if (typeof from !== "string" || typeof to !== "string") return undefined;
  const numbers = Array.isArray(days) ? days.filter((day): day is number => typeof day === "number") : undefined;
  return numbers === undefined ? { from, to } : { from, to, days: numbers };
}

function textsByName(value: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** What the browser delivers as managed storage, in the form in which it is used; values of another type are left out. */
export function readPolicyValues(managed: Fields): PolicyValues {
  const { providers, consent_given } = managed;
  const values = {
    endpoint: textOf(managed.endpoint),
    api_key: textOf(managed.api_key),
    providers: Array.isArray(providers) ? providers.filter((one): one is string => typeof one === "string") : undefined,
    user_id: textOf(managed.user_id),
    user: textOf(managed.user),
    user_salt: textOf(managed.user_salt),
    team: textOf(managed.team),
    region: textOf(managed.region),
    models: textsByName(managed.models),
    consent_given: typeof consent_given === "boolean" ? consent_given : undefined,
    quiet_hours: quietHours(managed.quiet_hours),
    rules_url: textOf(managed.rules_url),
    rules_public_key: textOf(managed.rules_public_key),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** How long a fresh browser may take to deliver a policy that exists; measured: up to 4.3 s. */
export const policyWaitMs = 8_000;

/**
 * What is known of the policy after a reading. Right after installation the browser answers with nothing although there is a
 * policy: nothing means "absent" only when it has had time.
 * @param before what was known, kept over restarts
 */
export function policyAfter(before: PolicyState, managed: Fields, sinceStartMs: number): PolicyState {
  if (Object.keys(managed).length > 0) return { state: "present", values: readPolicyValues(managed) };
  return sinceStartMs < policyWaitMs ? before : { state: "absent" };
}
