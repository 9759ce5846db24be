import type { RequestContext } from "../http/request-context.js";
import { namedParts } from "../names/named-parts.js";
import type { Services } from "../services.js";
import { groupMark, summedTokens } from "../usage/cells.js";
import { expressionOf } from "../usage/dimensions.js";
import { type GroupList, type ListedPage, nameOrder, wordConditions } from "../usage/group-list.js";
import type { Period } from "../usage/period.js";
import { sliceParameters, slicesFor } from "../usage/rollup-slices.js";
import { valuedGroups } from "../usage/sort-value-sql.js";
import { tooSmall } from "./group-suppression.js";
import { classesOf, type PersonClasses } from "./person-classes.js";

/** Members of the classes that one page may need: the marks of all of them go into one statement. */
const mostMembers = 2_500;

interface Question {
  readonly period: Period;
  readonly minimum: number;
  readonly factorSet: string;
}

/** Which persons of a range are wanted: one page of a list, or some by name. */
type Wanted = { readonly list: GroupList; readonly top: number } | { readonly persons: readonly string[] };

interface Member {
  readonly person: string;
  readonly mark: string;
  readonly class: number;
  /** Place in the list, from 1; 0: it is of the class alone. */
  readonly place: number;
  readonly groups: number;
  readonly matching: number;
}

/**
 * Classes of a range's persons, all of them, of which those are told that the wanted persons belong to. The classes are
 * formed first, as `personClasses` forms them, so that no search and no order puts a person among others; all who are not
 * on the page are one row with whole classes. Sorted by a figure, classes come by their mean.
 * @throws ProblemError group_too_small when all persons together are too few
 */
export async function listedClasses(
  { period, minimum, factorSet, ...wanted }: Question & Wanted,
  context: RequestContext,
  services: Services,
): Promise<{ readonly classes: PersonClasses; readonly page: ListedPage }> {
  const list = "list" in wanted ? wanted.list : undefined;
  const top = "list" in wanted ? wanted.top : 0;
  const user = expressionOf("user");
  const parts = await namedParts([period], false, context, services);
  const sums = slicesFor({ period, interval: "total", groupBy: ["user", "model"], filters: [] }).flatMap(
    ({ where, bucket }) =>
      parts.of("events").map(
        ({
          names,
          and,
        }) => `SELECT ${user} AS person, ${names.provider} AS provider, ${names.model} AS model, ${names.region} AS region,
        toString(e.energy_boundary) AS energy_boundary, toString(e.service_tier) AS service_tier,
        toStartOfYear(${bucket}) AS bucket, ${summedTokens(names)}
      FROM events AS e WHERE e.org_id = {org:String} AND ${where}${and}
      GROUP BY person, provider, model, region, energy_boundary, service_tier, bucket`,
      ),
  );
  const persons = valuedGroups(`(${sums.join("\n      UNION ALL ")})`, ["person"], list?.sort ?? "name", [
    "sum(f.tokens_out) AS all_out",
    "sum(f.tokens_in) AS all_in",
  ]);
  const found = wordConditions(list?.words ?? [], ["person"]);
  const order =
    list === undefined || list.sort === "name"
      ? nameOrder(["person"], list?.descending)
      : `class_value ${list.descending ? "DESC" : "ASC"}, ${nameOrder(["person"])}`;
  const isWanted =
    list === undefined
      ? "person IN {persons:Array(String)}"
      : "is_found AND in_order > {offset:UInt32} AND in_order <= {offset:UInt32} + if(groups <= {members:UInt32}, {top:UInt32}, {few:UInt32})";
  const rows = await services.select<Member>(
    context,
    "listed classes",
    `SELECT toString(person) AS person, ${groupMark([{ sql: "person" }])} AS mark, toFloat64(class) AS class,
       toFloat64(if(is_wanted, in_order, 0)) AS place, toFloat64(groups) AS groups, toFloat64(matching) AS matching
     FROM (
       SELECT *, ${isWanted} AS is_wanted, max(is_wanted) OVER (PARTITION BY class) AS is_told
       FROM (
         SELECT *, sum(is_found) OVER () AS matching, row_number() OVER (ORDER BY is_found DESC, ${order}) AS in_order
         FROM (
           SELECT *, toUInt8(${found.sql}) AS is_found, avg(value) OVER (PARTITION BY class) AS class_value
           FROM (
             SELECT *, least(intDiv(rank - 1, {minimum:UInt32}), greatest(intDiv(groups, {minimum:UInt32}), 1) - 1) AS class
             FROM (
               SELECT *, count() OVER () AS groups, row_number() OVER (ORDER BY all_out DESC, all_in DESC, person) AS rank
               FROM ${persons}
             )
           )
         )
       )
     )
     WHERE is_told OR in_order = 1
     ORDER BY class, rank`,
    {
      org: context.principal.orgId,
      factor_set: factorSet,
      minimum,
      ...("persons" in wanted ? { persons: wanted.persons } : {}),
      offset: list?.offset ?? 0,
      top,
      members: mostMembers,
      few: Math.max(1, Math.min(top, Math.floor(mostMembers / minimum))),
      ...sliceParameters(period),
      ...parts.parameters,
      ...found.values,
    },
  );
  const [{ groups, matching } = { groups: 0, matching: 0 }] = rows;
  if (groups > 0 && groups < minimum) throw tooSmall(minimum);
  const page = rows.filter(({ place }) => place > 0).sort((a, b) => a.place - b.place);
  const shown = new Set(page.map(({ person }) => person));
  const told = new Set(page.map((row) => row.class));
  const members = rows.filter((row) => told.has(row.class));
  return {
    classes: classesOf(
      members.map(({ person, mark, class: of }) => ({ person, mark, class: String(of) })),
      shown,
    ),
    page: { order: page.map(({ person }) => person), groups, matching },
  };
}
