import type { EventRow } from "../../event-row.js";
import type { QueryFixture } from "../../fixture.js";
import { publishedAnswers } from "./answers.js";
import { type CompanyPlan, eventsOf, months } from "./company.js";
import { type Interval, joined, type Link, type PublishedAnswer } from "./joins.js";

/** What every two answers about a company give away together. */
export interface Linkage {
  readonly names: readonly string[];
  readonly events: number;
  readonly persons: number;
  /** Links of a value to fewer persons than the minimum group size. */
  readonly narrow: readonly Link[];
  /** Events whose person is found, and persons whose team or project is. */
  readonly eventsLinked: number;
  readonly personsLinked: number;
  /** Persons of whose class two answers leave one team only, which is theirs: enough persons, all of that team. */
  readonly oneTeamLeft: number;
  /** Events of which some answer tells the team, or a label: by its id, whatever several tell is known of one. */
  readonly groupsOfEvents: number;
  /** Persons whom the lists of both months together tell from all but fewer than the minimum group size. */
  readonly apartOverMonths: number;
}

let companies = 0;

/** The organisation settles its minimum group size. */
async function settle(api: QueryFixture, org_id: string, settled: number): Promise<void> {
  const token = await api.issuer.token({ sub: "boss", org_id, roles: ["admin"] });
  const body = { raw_retention_days: null, rollup_retention_days: null, minimum_group_size: settled };
  const { status } = await api.call("/v1/settings", {
    method: "PUT",
    headers: { authorization: `Bearer ${token}` },
    body,
  });
  if (status !== 200) throw new Error(`the minimum group size of ${org_id} could not be settled`);
}

/**
 * Fills in a company, asks every question about it as one who may read, and joins each answer with each.
 * @param sizes `minimum`: persons that a link must be about; `settled`: the organisation's own minimum group size;
 * `intervals`: those that use is asked by
 */
export async function linkageOf(
  api: QueryFixture,
  plan: CompanyPlan,
  {
    minimum,
    settled,
    intervals,
  }: { readonly minimum: number; readonly settled: number; readonly intervals: readonly Interval[] },
): Promise<Linkage> {
  companies += 1;
  const org = `company-${companies}`;
  const events = eventsOf(org, plan);
  await api.insert("events", events);
  await settle(api, org, settled);
  const answers = await publishedAnswers(api, org, { teams: plan.teams.map((_, team) => `team-${team}`), intervals });
  const persons = new Set(events.map(({ user_id }) => user_id));
  const least = Math.min(minimum, persons.size);
  const isOf = truthOf(events);
  const narrow: Link[] = [];
  const oneTeamLeft = new Set<string>();
  for (const one of answers)
    for (const other of answers) {
      const links = joined(one, other);
      narrow.push(...links.filter((link) => link.persons.length < least));
      for (const person of onlyTeam(links, isOf)) oneTeamLeft.add(person);
    }
  const found = narrow.filter(({ persons: [person = "", ...more], value }) => more.length === 0 && isOf(person, value));
  const told = answers.flatMap(({ rows }) =>
    rows.filter(({ id, team, project, app }) => id && (team || project || app)),
  );
  return {
    names: answers.map(({ name }) => name),
    events: events.length,
    persons: persons.size,
    narrow,
    eventsLinked: new Set(found.filter(({ what }) => what === "id").map(({ value }) => value)).size,
    personsLinked: new Set(found.filter(({ what }) => what !== "id").flatMap((link) => link.persons)).size,
    oneTeamLeft: oneTeamLeft.size,
    groupsOfEvents: new Set(told.map(({ id }) => id)).size,
    apartOverMonths: apart(answers, minimum),
  };
}

/** Whether a person is behind an event, a team or a project. */
function truthOf(events: readonly EventRow[]): (person: string, value: string) => boolean {
  const known = new Set(
    events.flatMap(({ user_id, id, team, labels }) =>
      [id, team, labels.project, labels.app].map((value) => `${user_id} ${value}`),
    ),
  );
  return (person, value) => known.has(`${person} ${value}`);
}

/** Persons for whom one team alone is found again, and it is theirs. */
function onlyTeam(links: readonly Link[], isOf: (person: string, value: string) => boolean): string[] {
  const teams = new Map<string, Set<string>>();
  for (const { what, value, persons } of links)
    if (what === "team") for (const person of persons) teams.set(person, (teams.get(person) ?? new Set()).add(value));
  return [...teams].flatMap(([person, [team = "", ...more]]) =>
    more.length === 0 && isOf(person, team) ? [person] : [],
  );
}

/** Persons whose figures in the lists of all months are those of fewer than so many. */
function apart(answers: readonly PublishedAnswer[], minimum: number): number {
  const lists = months.map((month) =>
    answers.find(({ name }) => name.includes(`from=${month}-01`) && name.includes("top=1000 by user,")),
  );
  const figures = new Map<string, string>();
  for (const list of lists)
    for (const { user = "", tokens_in, tokens_out } of list?.rows ?? [])
      figures.set(user, `${figures.get(user) ?? ""} ${tokens_in} ${tokens_out}`);
  const all = [...figures.values()];
  return all.filter((own) => all.filter((other) => other === own).length < minimum).length;
}
