import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { filterConditions } from "../usage/cells.js";
import { expressionOf, tier } from "../usage/dimensions.js";
import { type SlicedQuestion, sliceParameters, slicesFor } from "../usage/rollup-slices.js";

/** SQL of what stands for a person where only their number matters: found anew faster than a name, and exact in JSON. */
export const personMark = "toFloat64(bitAnd(sipHash64(e.user_id), 9007199254740991))";

/** Marks of persons; all who were erased are one. */
export type Persons = readonly number[];

/** Persons of one group, by what the filters do with their use; of each kind no more than were asked for. */
export interface GroupPersons {
  readonly group: string;
  /** Number of its persons. */
  readonly size: number;
  /** All filters leave it in. */
  readonly inside: Persons;
  /** Those filters leave it in that are about persons, the others do not. */
  readonly leftOut: Persons;
  /** Those that are about persons leave it out. */
  readonly outside: Persons;
}

/**
 * Who is behind each group of a dimension; behind everything, where none is given. Erased persons are one: who knows how many.
 * @param question `atMost` persons are told of each kind: enough to know whether there are as many, also of several groups
 */
export async function personsOf(
  question: Pick<SlicedQuestion, "period" | "filters"> & {
    readonly dimension: string | undefined;
    readonly atMost: number;
  },
  isPersonal: (dimension: string) => boolean,
  context: RequestContext,
  services: Services,
): Promise<GroupPersons[]> {
  const { period, dimension, atMost } = question;
  // How good a factor is tells of no person.
  const filters = question.filters.filter((filter) => filter.dimension !== tier);
  const { sql: conditionsOf, values } = filterConditions(filters);
  const conditions = filters.map((filter, index) => ({
    personal: isPersonal(filter.dimension),
    sql: conditionsOf[index],
  }));
  const all = (personal: boolean): string =>
    conditions
      .filter((condition) => condition.personal === personal)
      .map(({ sql }) => sql)
      .join(" AND ") || "true";
  const name = dimension === undefined ? "''" : expressionOf(dimension);
  const slices = slicesFor({
    period,
    interval: "total",
    groupBy: dimension === undefined ? ["user"] : ["user", dimension],
    filters,
  }).map(
    ({ where }) => `
       SELECT ${name} AS name, ${personMark} AS person, ${all(true)} AS chosen, ${all(false)} AS matches
       FROM events AS e
       WHERE e.org_id = {org:String} AND ${where}
       GROUP BY name, person, chosen, matches`,
  );
  const some = (kind: string, condition: string): string =>
    `groupUniqArrayIf(${Math.trunc(atMost)})(p.person, ${condition}) AS ${kind}`;
  return await services.select<GroupPersons>(
    context,
    "persons",
    `SELECT p.name AS group, uniqExact(p.person) AS size,
       ${some("inside", "p.chosen AND p.matches")}, ${some("leftOut", "p.chosen AND NOT p.matches")}, ${some("outside", "NOT p.chosen")}
     FROM (${slices.join("\n       UNION ALL")}) AS p
     GROUP BY p.name`,
    {
      org: context.principal.orgId,
      ...sliceParameters(period),
      ...values,
    },
  );
}
