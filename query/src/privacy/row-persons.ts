import { standardZone } from "@ecomind/zoned-time";
import type { RequestContext } from "../http/request-context.js";
import { namedParts } from "../names/named-parts.js";
import type { Services } from "../services.js";
import { expressionOf, isName } from "../usage/dimensions.js";
import { type SlicedQuestion, sliceParameters, slicesFor, startExpression } from "../usage/rollup-slices.js";
import { type Persons, personMark } from "./group-persons.js";

/** Persons behind one interval, group and value of another dimension. */
export interface RowPersons {
  /** Begin of the interval, seconds since 1970; of `total` nothing. */
  readonly start: number;
  readonly group: string;
  readonly other: string;
  /** No more than were asked for. */
  readonly persons: Persons;
}

/**
 * Who is behind each row of a table of everybody's use.
 * @param question `dimension` is what groups persons, `other` the second dimension of the rows; without it "" for all.
 * `atMost` persons of each row are told: enough to know whether there are as many, also of several rows together
 */
export async function rowPersons(
  {
    period,
    interval,
    dimension,
    other,
    atMost,
  }: Pick<SlicedQuestion, "period" | "interval"> & {
    readonly dimension: string;
    readonly other: string | undefined;
    readonly atMost: number;
  },
  context: RequestContext,
  services: Services,
): Promise<RowPersons[]> {
  const parts = await namedParts(other !== undefined && isName(other) ? [period] : [], false, context, services);
  const groupBy = ["user", dimension, ...(other === undefined ? [] : [other])];
  const slices = slicesFor({ period, interval, groupBy, filters: [] }).flatMap(({ bucket, where }) =>
    parts.of("events").map(({ names, and }) => {
      const second = other === undefined ? "''" : `toString(${expressionOf(other, names)})`;
      return `
       SELECT ${startExpression(interval, bucket, period.zone)} AS at, ${expressionOf(dimension)} AS name, ${second} AS second, ${personMark} AS person
       FROM events AS e
       WHERE e.org_id = {org:String} AND ${where}${and}
       GROUP BY at, name, second, person`;
    }),
  );
  return await services.select<RowPersons>(
    context,
    "row persons",
    `SELECT toFloat64(p.at) AS start, p.name AS group, p.second AS other,
       groupUniqArray(${Math.trunc(atMost)})(p.person) AS persons
     FROM (${slices.join("\n       UNION ALL")}) AS p
     GROUP BY p.at, p.name, p.second`,
    {
      org: context.principal.orgId,
      tz: standardZone(period.zone),
      ...parts.parameters,
      ...sliceParameters(period),
    },
  );
}
