import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { groupMark, otherGroup } from "../usage/cells.js";
import { expressionOf } from "../usage/dimensions.js";
import type { GroupSums } from "../usage/measures.js";
import type { Period } from "../usage/period.js";
import { sliceParameters, slicesFor } from "../usage/rollup-slices.js";
import { type GroupName, inOrder, type UsageRow } from "../usage/rows.js";
import { tooSmall } from "./group-suppression.js";

/** Significant digits of what a list of persons tells: so few that no sum of other answers is found again in it. */
export const significantDigits = 2;

/**
 * Persons of similar use in classes of at least the minimum group size, of whom each is told the class's mean
 * (microaggregation). Everything that an answer tells of a person it tells of a whole class, so that no other answer,
 * whatever it holds, can be joined to fewer of them.
 */
export interface PersonClasses {
  /** Marks of the persons who are named, for the store. */
  readonly marks: readonly string[];
  /** A person's class; {@link otherGroup} of those who are not named. */
  readonly nameOf: GroupName;
  /** Rows by person, out of rows by class. */
  personRows(rows: readonly UsageRow[]): UsageRow[];
}

/**
 * Classes of a range's persons. They are formed by tokens alone, the largest first: nothing that a question may choose (a
 * factor set, which metrics, how many persons) puts a person among others.
 * @param question `top`: persons to name, cut to whole classes
 * @throws ProblemError group_too_small when all persons together are too few
 */
export async function personClasses(
  { period, minimum, top }: { readonly period: Period; readonly minimum: number; readonly top: number },
  context: RequestContext,
  services: Services,
): Promise<PersonClasses> {
  const named = Math.max(1, Math.floor(top / minimum)) * minimum;
  const user = expressionOf("user");
  const slices = slicesFor({ period, interval: "total", groupBy: ["user"], filters: [] }).map(
    ({ where }) => `
       SELECT ${user} AS name, sum(e.tokens_in) AS tokens_in, sum(e.tokens_out) AS tokens_out
       FROM events AS e WHERE e.org_id = {org:String} AND ${where} GROUP BY name`,
  );
  const persons = await services.select<{ person: string; mark: string }>(
    context,
    "person classes",
    `SELECT toString(p.name) AS person, ${groupMark([{ sql: "p.name" }])} AS mark
     FROM (${slices.join("\n       UNION ALL")}) AS p
     GROUP BY p.name
     ORDER BY sum(p.tokens_out) DESC, sum(p.tokens_in) DESC, person
     LIMIT {most:UInt32}`,
    { org: context.principal.orgId, most: named + minimum, ...sliceParameters(period) },
  );
  if (persons.length > 0 && persons.length < minimum) throw tooSmall(minimum);
  // Those beyond are enough to be one row; else they belong to the last class.
  const some = persons.length < named + minimum ? persons : persons.slice(0, named);
  const classes = Math.floor(some.length / minimum);
  return classesOf(
    some.map((member, at) => ({ ...member, class: String(Math.min(Math.floor(at / minimum), classes - 1)) })),
  );
}

/** Classes of persons, each with all its members. @param shown who is told; absent: all of them */
export function classesOf(
  all: readonly { readonly person: string; readonly mark: string; readonly class: string }[],
  shown?: ReadonlySet<string>,
): PersonClasses {
  const members = new Map<string, string[]>();
  const classByPerson = new Map<string, string>();
  for (const { person, class: name } of all) {
    classByPerson.set(person, name);
    const own = members.get(name);
    if (own === undefined) members.set(name, [person]);
    else own.push(person);
  }
  return {
    marks: all.map(({ mark }) => mark),
    nameOf: ([person = ""]) => [classByPerson.get(person) ?? otherGroup],
    personRows: (rows) =>
      rows
        .flatMap((row): UsageRow[] => {
          const [name = ""] = row.group;
          const own = members.get(name);
          const sums = rounded(row.sums, own?.length ?? 1);
          if (own === undefined) return [{ ...row, sums }];
          return own
            .filter((person) => shown?.has(person) ?? true)
            .map((person) => ({ ...row, group: [person], sums }));
        })
        .sort(inOrder),
  };
}

/** The mean of a class's sums, of so few digits that its sum is not found again. */
function rounded(sums: GroupSums, persons: number): GroupSums {
  return sums.mapped((value) => Number((value / persons).toPrecision(significantDigits)));
}
