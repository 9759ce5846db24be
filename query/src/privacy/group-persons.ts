import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { expressionOf } from "../usage/dimensions.js";
import type { Period } from "../usage/period.js";
import { sliceParameters, slicesFor } from "../usage/rollup-slices.js";

/** SQL of what stands for a person where only their number matters: found anew faster than a name, and exact in JSON. */
export const personMark = "toFloat64(bitAnd(sipHash64(e.user_id), 9007199254740991))";

/** Marks of persons; all who were erased are one. */
export type Persons = readonly number[];

/** Persons of one group. */
export interface GroupPersons {
  readonly group: string;
  /** Number of its persons. */
  readonly size: number;
  /** No more than were asked for. */
  readonly persons: Persons;
}

/**
 * Who is behind each group of a dimension. Erased persons are one: who knows how many.
 * @param question `atMost` persons are told of each group: enough to know whether there are as many, also of several groups
 */
export async function personsOf(
  { period, dimension, atMost }: { readonly period: Period; readonly dimension: string; readonly atMost: number },
  context: RequestContext,
  services: Services,
): Promise<GroupPersons[]> {
  const slices = slicesFor({ period, interval: "total", groupBy: ["user", dimension], filters: [] }).map(
    ({ where }) => `
       SELECT ${expressionOf(dimension)} AS name, ${personMark} AS person
       FROM events AS e
       WHERE e.org_id = {org:String} AND ${where}
       GROUP BY name, person`,
  );
  return await services.select<GroupPersons>(
    context,
    "persons",
    `SELECT p.name AS group, uniqExact(p.person) AS size, groupUniqArray(${Math.trunc(atMost)})(p.person) AS persons
     FROM (${slices.join("\n       UNION ALL")}) AS p
     GROUP BY p.name`,
    { org: context.principal.orgId, ...sliceParameters(period) },
  );
}
