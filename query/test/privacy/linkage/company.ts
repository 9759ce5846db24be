import fc from "fast-check";
import { type EventRow, eventRow } from "../../event-row.js";

/** What a small company is made from. */
export interface CompanyPlan {
  /** Persons of each team. */
  readonly teams: readonly number[];
  readonly seed: number;
  /** Every person of a team asks for the same number of tokens: the worst case for joins on sums. */
  readonly sameTokens: boolean;
  /** Of ten persons, how many have a single use in a month. */
  readonly seldom: number;
}

export const companyPlans = (persons: { readonly min: number; readonly max: number }): fc.Arbitrary<CompanyPlan> =>
  fc
    .record({
      persons: fc.integer(persons),
      sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 }),
      seed: fc.integer({ min: 1, max: 0x7fff_fffe }),
      sameTokens: fc.boolean(),
      seldom: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ persons: all, sizes, ...plan }) => ({ ...plan, teams: split(all, sizes) }));

/** A number of persons in teams of such sizes, over and over. */
function split(persons: number, sizes: readonly number[]): number[] {
  const teams: number[] = [];
  for (let left = persons; left > 0; left -= teams.at(-1) as number)
    teams.push(Math.min(left, sizes[teams.length % sizes.length] as number));
  return teams;
}

/** The same numbers each time, from 0 to below `below`. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

/** Two whole months that have ended. */
export const months = ["2026-01", "2026-02"] as const;

const models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4", "claude-opus-4", "gemini-2.5-pro"];
const regions = ["", "eu-west-1", "us-east-1"];
/** Of every team. */
export const apps = ["assistant", "search", "review"] as const;
const sources = ["sdk", "ext-chrome"];

/**
 * Two months of a company's use. Persons have their usual models, regions and hours; some are seldom seen, some work at
 * weekends, one model is a single person's, one person is of two teams, projects are parts of teams, and apps cross them.
 */
export function eventsOf(org_id: string, { teams, seed, sameTokens, seldom }: CompanyPlan): EventRow[] {
  const next = numbers(seed);
  const use: EventRow[] = [];
  teams.forEach((size, team) => {
    for (let person = 0; person < size; person += 1) {
      const user_id = `user-${team}-${person}`;
      const usual = 1 + next(3);
      const isSeldom = next(10) < seldom;
      const isSole = team === 0 && person === 0;
      const region = regions[next(regions.length)] ?? "";
      const source = sources[next(sources.length)] ?? "";
      for (const month of months)
        for (let n = isSeldom ? 1 : 3 + next(12); n > 0; n -= 1) {
          const day = String(1 + next(28)).padStart(2, "0");
          const at = Date.parse(`${month}-${day}T${String(7 + next(12)).padStart(2, "0")}:00:00Z`);
          const isGuest = isSole && n === 1 && teams.length > 1;
          use.push(
            eventRow(at + next(3_600_000), {
              org_id,
              user_id,
              team: `team-${isGuest ? 1 : team}`,
              labels: {
                project: `project-${team}-${next(1 + Math.ceil(size / 4))}`,
                app: apps[use.length % apps.length] ?? "",
              },
              model: isSole && n % 2 === 0 ? "house-model" : (models[(team + next(usual)) % models.length] ?? ""),
              region,
              source,
              tokens_in: sameTokens ? 1000 + team : 100 + next(20_000),
              tokens_out: sameTokens ? 500 : 10 + next(4_000),
            }),
          );
        }
    }
  });
  return use;
}
