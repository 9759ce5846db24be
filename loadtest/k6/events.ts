/** Events as clients post them: the contract's fields, each with an id of its own, so that a retry counts once. */

const models: readonly (readonly [provider: string, model: string])[] = [
  ["openai", "gpt-4o"],
  ["openai", "gpt-4o-mini"],
  ["anthropic", "claude-sonnet-4-5"],
  ["google", "gemini-2.5-flash"],
  ["mistral", "mistral-large-latest"],
];

const between = (low: number, high: number): number => low + Math.floor(Math.random() * (high - low));
const hex = (digits: number): string =>
  Math.floor(Math.random() * 16 ** digits)
    .toString(16)
    .padStart(digits, "0");

/** A UUID of version 4. It tells events apart and protects nothing. */
const uuid = (): string => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`;

export interface LoadEvent {
  readonly id: string;
  readonly ts: string;
  readonly user_id: string;
  readonly team: string;
  readonly provider: string;
  readonly model: string;
  readonly tokens_in: number;
  readonly tokens_out: number;
  readonly source: "api";
}

/** One use, now, by one of 5,000 people in 40 teams. */
export function newEvent(): LoadEvent {
  const person = between(0, 5_000);
  const [provider, model] = models[between(0, models.length)] ?? ["openai", "gpt-4o"];
  return {
    id: uuid(),
    ts: new Date().toISOString(),
    user_id: `load-${person}`,
    team: `load-team-${person % 40}`,
    provider,
    model,
    tokens_in: between(50, 4_000),
    tokens_out: between(10, 900),
    source: "api",
  };
}
