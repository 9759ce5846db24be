import { derivedId, type IdKey, type UsageEvent } from "@ecomind/contract";
import { Random } from "./random.js";

/** A way in which people of the invented company use a model. Token counts are medians of log-normal spreads. */
interface Habit {
  readonly provider: string;
  readonly model: string;
  readonly region?: string;
  readonly source: string;
  readonly app: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** Share of the prompt that a cache serves, 0 to 1. */
  readonly cached: number;
}

interface Team {
  readonly name: string;
  readonly people: number;
  /** Requests a person and working day, on average. */
  readonly perDay: number;
  /** Local time ahead of UTC, in hours. */
  readonly utcOffset: number;
  readonly habits: readonly { readonly weight: number; readonly value: Habit }[];
}

const chat = (provider: string, model: string, app = "assistant"): Habit => ({
  provider,
  model,
  source: "ext-chrome",
  app,
  tokensIn: 420,
  tokensOut: 310,
  cached: 0,
});
const agent = (provider: string, model: string, region: string): Habit => ({
  provider,
  model,
  region,
  source: "sdk",
  app: "code-agent",
  tokensIn: 14_000,
  tokensOut: 620,
  cached: 0.72,
});
const service = (provider: string, model: string, region: string, app: string): Habit => ({
  provider,
  model,
  region,
  source: "sdk",
  app,
  tokensIn: 1_900,
  tokensOut: 180,
  cached: 0.3,
});

/** 200 people in seven teams. Invented; no company's figures stand behind it. */
const teams: readonly Team[] = [
  {
    name: "engineering",
    people: 62,
    perDay: 34,
    utcOffset: 1,
    habits: [
      { weight: 5, value: agent("amazon", "anthropic.claude-sonnet-4-5-20250929-v1:0", "eu-central-1") },
      { weight: 2, value: agent("openai", "gpt-5-2025-08-07", "") },
      { weight: 2, value: chat("anthropic", "claude-sonnet-4-5") },
      { weight: 1, value: chat("openai", "gpt-4o-mini") },
    ],
  },
  {
    name: "research",
    people: 22,
    perDay: 18,
    utcOffset: 1,
    habits: [
      { weight: 3, value: chat("openai", "o3") },
      { weight: 3, value: chat("google", "gemini-2.5-pro") },
      { weight: 2, value: chat("anthropic", "claude-opus-4-1") },
      { weight: 1, value: chat("deepseek", "deepseek-r1") },
    ],
  },
  {
    name: "support",
    people: 38,
    perDay: 26,
    utcOffset: -5,
    habits: [
      { weight: 6, value: service("azure-openai", "gpt-4o-mini", "eastus2", "ticket-replies") },
      { weight: 2, value: chat("openai", "gpt-4o") },
    ],
  },
  {
    name: "sales",
    people: 34,
    perDay: 9,
    utcOffset: -5,
    habits: [
      { weight: 4, value: chat("openai", "gpt-4o") },
      { weight: 2, value: chat("google", "gemini-2.5-flash") },
    ],
  },
  {
    name: "marketing",
    people: 20,
    perDay: 14,
    utcOffset: 0,
    habits: [
      { weight: 3, value: chat("openai", "gpt-4o") },
      { weight: 2, value: chat("anthropic", "claude-sonnet-4-5") },
      { weight: 1, value: chat("mistral", "mistral-large-latest") },
    ],
  },
  {
    name: "finance",
    people: 14,
    perDay: 6,
    utcOffset: 1,
    habits: [
      { weight: 3, value: service("azure-openai", "gpt-4o", "swedencentral", "invoice-check") },
      { weight: 1, value: chat("openai", "gpt-4o") },
    ],
  },
  {
    name: "operations",
    people: 10,
    perDay: 8,
    utcOffset: 8,
    habits: [
      { weight: 2, value: chat("qwen", "qwen-max") },
      { weight: 2, value: chat("google", "gemini-2.5-flash") },
      { weight: 1, value: chat("acme", "house-model-7") },
    ],
  },
];

const dayMs = 86_400_000;
const tokensMost = 180_000;

/** Share of a working day's requests by local hour: two humps and a lunch. */
const hours = [0, 0, 0, 0, 0, 0, 1, 3, 8, 13, 14, 11, 6, 9, 13, 12, 9, 5, 2, 1, 1, 1, 0, 0].map((weight, value) => ({
  weight,
  value,
}));

export interface SyntheticOptions {
  /** @default "ecomind" */
  readonly seed?: string;
  /** What ids derive under; another key, other ids. */
  readonly idKey: IdKey;
  /** Whole days before today; today's hours up to `nowMs` come on top. */
  readonly days: number;
  readonly nowMs: number;
}

function* personDay(
  team: Team,
  person: string,
  personPace: number,
  day: number,
  { seed, idKey }: { readonly seed: string; readonly idKey: IdKey },
): Generator<UsageEvent> {
  const random = new Random(`${seed}/${person}/${day}`);
  const weekday = (day + 4) % 7;
  const isWorkday = weekday >= 1 && weekday <= 5;
  const wave = 1 + 0.25 * Math.sin((2 * Math.PI * day) / 90);
  const mean = team.perDay * personPace * wave * (isWorkday ? 1 : 0.06);
  const absent = random.next() < 0.08;
  const count = absent ? 0 : random.poisson(Math.min(200, mean));
  for (let index = 0; index < count; index += 1) {
    const localHour = random.pick(hours);
    const atMs = day * dayMs + (localHour - team.utcOffset) * 3_600_000 + Math.floor(random.next() * 3_600_000);
    const habit = random.pick(team.habits);
    const tokensIn = Math.min(tokensMost, Math.max(8, random.logNormal(habit.tokensIn, 0.8)));
    const tokensOut = Math.min(tokensMost, Math.max(1, random.logNormal(habit.tokensOut, 0.7)));
    const ts = new Date(atMs).toISOString();
    yield {
      id: derivedId(`${seed}/${person}/${ts}/${index}`, idKey),
      ts,
      user_id: person,
      team: team.name,
      provider: habit.provider,
      model: habit.model,
      tokens_in: tokensIn,
      tokens_cached: Math.floor(tokensIn * habit.cached * random.next()),
      tokens_out: tokensOut,
      ...(habit.region ? { region: habit.region } : {}),
      source: habit.source,
      labels: { app: habit.app, synthetic: "true" },
    };
  }
}

/**
 * The use of AI in an invented company, every event labelled `synthetic`. The events of a date depend on the seed, the key
 * and the date alone, so that another run sends the same ones again, and they count once.
 */
export function* syntheticCompany({ seed = "ecomind", idKey, days, nowMs }: SyntheticOptions): Generator<UsageEvent> {
  const today = Math.floor(nowMs / dayMs);
  for (let day = today - days; day <= today; day += 1) {
    let number = 0;
    for (const team of teams) {
      for (let index = 0; index < team.people; index += 1) {
        number += 1;
        const person = `demo-${String(number).padStart(3, "0")}`;
        const pace = Math.exp(0.6 * new Random(`${seed}/${person}`).normal());
        for (const event of personDay(team, person, pace, day, { seed, idKey })) {
          const atMs = Date.parse(event.ts as string);
          if (atMs <= nowMs && atMs >= nowMs - days * dayMs) yield event;
        }
      }
    }
  }
}
