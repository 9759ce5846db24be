/** What an organisation sets by browser policy; `managed-schema.json` describes each. */
export interface PolicyValues {
  readonly endpoint?: string;
  readonly api_key?: string;
  readonly providers?: readonly string[];
  readonly user_id?: string;
  readonly user?: string;
  readonly user_salt?: string;
  readonly team?: string;
  readonly region?: string;
  readonly models?: Readonly<Record<string, string>>;
  readonly consent_given?: boolean;
  readonly quiet_hours?: QuietHours;
  readonly rules_url?: string;
  readonly rules_public_key?: string;
}

export interface QuietHours {
  /** Local times, `HH:MM`; over midnight when `from` is the later one. */
  readonly from: string;
  readonly to: string;
  /** Whole quiet days: 0 is Sunday. */
  readonly days?: readonly number[];
}

/** Until the browser has delivered a policy, nobody knows whether there is one. */
export type PolicyState =
  | { readonly state: "unknown" }
  | { readonly state: "absent" }
  | { readonly state: "present"; readonly values: PolicyValues };

/** What the person at this browser chose. */
export interface Choices {
  readonly consented: boolean;
  readonly paused: boolean;
  /** Nothing leaves this browser. */
  readonly localOnly: boolean;
  readonly endpoint: string;
  readonly apiKey: string;
  /** Packs that are not recorded. */
  readonly off: readonly string[];
}

export const firstChoices: Choices = {
  consented: false,
  paused: false,
  localOnly: true,
  endpoint: "",
  apiKey: "",
  off: [],
};

/** Why nothing is recorded. */
export type Silence = "policy_unknown" | "no_consent" | "paused" | "quiet_hours";

const minutes = (time: string): number | undefined => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
};

/** Whether a time lies in an organisation's quiet hours, by this machine's clock. */
export function isQuiet(hours: QuietHours | undefined, at: Date): boolean {
  if (hours === undefined) return false;
  if (hours.days?.includes(at.getDay()) === true) return true;
  const from = minutes(hours.from);
  const to = minutes(hours.to);
  if (from === undefined || to === undefined || from === to) return false;
  const now = at.getHours() * 60 + at.getMinutes();
  return from < to ? now >= from && now < to : now >= from || now < to;
}

const valuesOf = (policy: PolicyState): PolicyValues => (policy.state === "present" ? policy.values : {});

/** Why nothing is recorded at a time; undefined when it is. */
export function silence(policy: PolicyState, choices: Choices, at: Date): Silence | undefined {
  if (policy.state === "unknown") return "policy_unknown";
  const { consent_given, quiet_hours } = valuesOf(policy);
  if (consent_given !== true && !choices.consented) return "no_consent";
  if (choices.paused) return "paused";
  return isQuiet(quiet_hours, at) ? "quiet_hours" : undefined;
}

/** Whether prompts to a provider are recorded. */
export function isProviderOn(policy: PolicyState, choices: Choices, pack: string): boolean {
  const { providers } = valuesOf(policy);
  return (providers === undefined || providers.includes(pack)) && !choices.off.includes(pack);
}

const isAddress = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "") return false;
  const isLoopback = url.hostname === "127.0.0.1" || url.hostname === "localhost";
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback);
};

/** Where events are uploaded to; undefined: nowhere. The organisation's address is the only one where it sets one. */
export function destination(policy: PolicyState, choices: Choices): { endpoint: string; apiKey: string } | undefined {
  if (policy.state === "unknown" || choices.paused) return undefined;
  const { endpoint, api_key } = valuesOf(policy);
  if (endpoint !== undefined) return isAddress(endpoint) ? { endpoint, apiKey: api_key ?? "" } : undefined;
  if (choices.localOnly || !isAddress(choices.endpoint)) return undefined;
  return { endpoint: choices.endpoint, apiKey: choices.apiKey };
}
