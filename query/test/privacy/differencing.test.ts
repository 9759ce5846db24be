import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EventRow, eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

/** A new organisation's minimum. */
const minimum = 5;
const dayMs = 86_400_000;
const startMs = Date.parse("2026-03-06T09:00:00Z");
const days = ["2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09"];
const range = `from=${days[0]}&to=${days.at(-1)}`;
const teams = ["a", "b", "c", "d", "e", "f"];
const models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4", "claude-opus-4", "gemini-2.5-pro"];

/** The same numbers each time, from 0 to below `below`. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

/**
 * Four days, two of a weekend, of teams of several sizes. Most of a team's persons use most of its models on each weekday; a
 * few work at a weekend, and a few use another model for once.
 */
function company(org_id: string, seed: number): EventRow[] {
  const next = numbers(seed);
  const use: EventRow[] = [];
  const add = (team: number, person: string, model: number, day: number): void => {
    use.push(
      eventRow(startMs + day * dayMs + use.length * 1000, {
        org_id,
        team: teams[team] ?? "",
        user_id: person,
        model: models[model] ?? "",
      }),
    );
  };
  for (const [team, size] of [12, 10, 9, 8, 6, 2].entries()) {
    const persons = Array.from({ length: size + next(3) }, (_, person) => `${team}-${person}`);
    const usual = 2 + next(3);
    for (let day = 0; day < days.length; day += 1) {
      const isOff = (day === 1 || day === 2) && next(3) === 0;
      const present = isOff ? persons.slice(0, next(4)) : persons;
      for (const person of present)
        for (let model = 0; model < usual; model += 1) if (next(12) > 0) add(team, person, model, day);
    }
  }
  for (let rare = 0; rare < 3; rare += 1) {
    const team = next(teams.length);
    // One person is of several teams.
    add(team, next(2) === 0 ? "guest" : `${team}-0`, next(models.length), next(days.length));
  }
  return use;
}

interface Row {
  readonly start: string;
  readonly group: readonly string[];
  readonly requests: number;
}
interface Question {
  readonly groupBy: readonly string[];
  readonly interval: "total" | "day";
  /** Each `team=a`, `not_model=gpt-4o`. */
  readonly filters: readonly string[];
}

/** Teams and models, each pair a bit: what a told number is the sum of. */
type Cells = number;
const bitOf = (team: number, model: number): Cells => 2 ** (team * models.length + model);
const pairs = teams.flatMap((team, t) => models.map((model, m) => ({ team, model, bit: bitOf(t, m) })));
const cellsOf = (holds: (pair: { team: string; model: string }) => boolean): Cells =>
  pairs.reduce((sum, pair) => sum + (holds(pair) ? pair.bit : 0), 0);
/** What names no team is told of any models. */
const unbound = Array.from({ length: 2 ** models.length }, (_, some) =>
  cellsOf(({ model }) => (some >> models.indexOf(model)) % 2 === 1),
);

const passes = ({ filters }: Question, pair: { team: string; model: string }): boolean =>
  (["team", "model"] as const).every((name) => {
    const named = (prefix: string) => filters.filter((filter) => filter.startsWith(`${prefix}=`));
    const own = (prefix: string) => `${prefix}=${pair[name]}`;
    const isChosen = named(name).length === 0 || filters.includes(own(name));
    return isChosen && !filters.includes(own(`not_${name}`));
  });

/** Cells behind each row, and the number that it must be then. */
function toldBy(question: Question, rows: readonly Row[]) {
  return rows.map((row) => {
    const same = rows.filter(({ start }) => start === row.start);
    const cells = cellsOf((pair) =>
      question.groupBy.every((name, at) => {
        const value = pair[name as "team" | "model"];
        const told = row.group[at];
        return told === "__withheld__" ? !same.some(({ group }) => group[at] === value) : told === value;
      }),
    );
    return { span: question.interval === "total" ? "total" : row.start.slice(0, 10), cells, row };
  });
}

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
});
afterAll(() => api?.stop());

/** Each takes half a minute: DIFFERENCING_COMPANIES=4, or more, looks longer. */
const companies = Array.from({ length: Number(process.env.DIFFERENCING_COMPANIES ?? 2) }, (_, n) => n + 1);

describe.each(companies)("of company %i, no two answers differ by a few persons", (seed) => {
  const org = `company-${seed}`;
  const events = company(org, seed * 7919);
  const next = numbers(seed * 104_729);
  const some = (values: readonly string[]): string[] => {
    const chosen = values.filter(() => next(5) < 2);
    return chosen.length === 0 ? [values[next(values.length)] as string] : chosen;
  };
  const filtersOn = (name: string, values: readonly string[], many: number): string[][] => [
    [],
    ...Array.from({ length: many }, (_, n) =>
      some(values).map((value) => `${n % 2 === 0 ? "" : "not_"}${name}=${value}`),
    ),
  ];
  const teamFilters = filtersOn("team", teams, 8);
  const modelFilters = filtersOn("model", models, 6);
  const questions = [[], ["team"], ["model"], ["model", "team"]].flatMap((groupBy) =>
    (["total", "day"] as const).flatMap((interval) =>
      teamFilters.flatMap((ofTeams) =>
        modelFilters.map((ofModels): Question => ({ groupBy, interval, filters: [...ofTeams, ...ofModels] })),
      ),
    ),
  );
  const bound = questions.filter(
    ({ groupBy, filters }) => groupBy.includes("team") || filters.some((filter) => filter.includes("team=")),
  );

  /** Persons of cells, and the cells in which there is anybody at all. */
  const spans = new Map(
    ["total", ...days].map((span) => {
      const own = events.filter(({ ts }) => span === "total" || ts.startsWith(span));
      const behind = pairs.map(({ team, model, bit }) => {
        const users = own.filter((event) => event.team === team && event.model === model);
        return { bit, users, persons: new Set(users.map(({ user_id }) => user_id)) };
      });
      const of = (cells: Cells) => behind.filter(({ bit }) => (cells & bit) !== 0);
      return [
        span,
        {
          used: of(-1).reduce((sum, { bit, users }) => sum + (users.length > 0 ? bit : 0), 0),
          persons: (cells: Cells) => new Set(of(cells).flatMap(({ persons }) => [...persons])).size,
          requests: (cells: Cells) => of(cells).reduce((sum, { users }) => sum + users.length, 0),
        },
      ] as const;
    }),
  );

  test("by day or in all, by team, by model, by both, with filters on them", { timeout: 600_000 }, async () => {
    await api.insert("events", events);
    const token = await api.issuer.token({ sub: "boss", org_id: org, roles: ["admin"] });
    const facts = new Map([...spans.keys()].map((span) => [span, new Map<Cells, string>()]));
    let answered = 0;
    const ask = async (question: Question): Promise<void> => {
      const { groupBy, interval, filters } = question;
      const query = [...groupBy.map((name) => `group_by=${name}`), `interval=${interval}`, ...filters].join("&");
      const { status, body } = await api.call(`/v1/usage?${range}&metrics=requests&${query}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      if (status !== 200) return expect([status, body.code], query).toEqual([403, "group_too_small"]);
      answered += 1;
      const all = cellsOf((pair) => passes(question, pair));
      facts.get("total")?.set(all, `${query}: total`);
      const told = toldBy(question, body.rows);
      for (const { span, cells, row } of told) {
        const fact = cells & all;
        expect(spans.get(span)?.requests(fact), `${query} ${JSON.stringify(row)}`).toBe(row.requests);
        facts.get(span)?.set(fact, `${query}: ${JSON.stringify(row)}`);
      }
      // What is told of every day on which there is any is told in all.
      for (const { cells } of told) {
        const each = told.filter((one) => one.cells === cells).map(({ row }) => row.requests);
        const sum = each.reduce((one, two) => one + two);
        if (sum === spans.get("total")?.requests(cells & all))
          facts.get("total")?.set(cells & all, `${query}: its days`);
      }
    };
    for (let at = 0; at < bound.length; at += 8) await Promise.all(bound.slice(at, at + 8).map(ask));
    expect(answered).toBeGreaterThan(50);

    const few: string[] = [];
    for (const [span, told] of facts) {
      const { used, persons } = spans.get(span) as { used: Cells; persons: (cells: Cells) => number };
      const tellable = new Set(unbound.map((cells) => cells & used));
      const check = (whole: Cells, part: Cells, why: string) => {
        const rest = whole & ~part;
        const size = persons(rest);
        if (size > 0 && size < minimum && !tellable.has(rest & used)) few.push(`${span}, ${size} persons: ${why}`);
      };
      const list = [...told].map(([cells, why]) => ({ cells: cells & used, all: cells, why }));
      for (const one of list) {
        check(one.cells, 0, one.why);
        for (const other of list)
          if ((other.cells & ~one.cells) === 0) check(one.cells, other.cells, `${one.why} less ${other.why}`);
        for (const cells of unbound) {
          if ((cells & ~one.all) === 0) check(one.all, cells, `${one.why} less models ${cells}`);
          if ((one.all & ~cells) === 0) check(cells, one.all, `models ${cells} less ${one.why}`);
        }
      }
    }
    expect(few.slice(0, 5)).toEqual([]);
  });
});
