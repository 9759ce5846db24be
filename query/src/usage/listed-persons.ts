import type { RequestContext } from "../http/request-context.js";
import { namedParts } from "../names/named-parts.js";
import type { Services } from "../services.js";
import {
  filterConditions,
  groupColumns,
  groupMark,
  groupOf,
  otherGroup,
  summedTokens,
  type UsageQuestion,
} from "./cells.js";
import { type GroupList, type ListedPage, nameOrder, wordConditions } from "./group-list.js";
import type { Period } from "./period.js";
import { sliceParameters, slicesFor } from "./rollup-slices.js";
import { valuedGroups } from "./sort-value-sql.js";

/**
 * One page of a list of persons, or of persons by one more dimension. The store sorts and searches: there may be a hundred
 * thousand of them, each of whom uses many models.
 * @param question `factorSet` is what figures are computed with, `top` the length of a page
 * @returns marks of the page's groups
 */
export async function listedPersons(
  question: UsageQuestion & {
    readonly period: Period;
    readonly list: GroupList;
    readonly top: number;
    readonly factorSet: string;
  },
  context: RequestContext,
  services: Services,
): Promise<{ readonly marks: readonly string[]; readonly page: ListedPage }> {
  const { orgId, groupBy, filters, period, list, top, factorSet } = question;
  const columns = groupColumns(groupBy);
  const names = columns.map(({ name }) => name);
  const parts = await namedParts([period], false, context, services);
  const sums = slicesFor({ period, interval: "total", groupBy: [...groupBy, "model"], filters }).flatMap(
    ({ where, bucket }) =>
      parts.of("events").map(
        (part) => `SELECT ${groupColumns(groupBy, part.names)
          .map(({ name, sql }) => `${sql} AS ${name}`)
          .join(", ")},
        ${part.names.provider} AS provider, ${part.names.model} AS model, ${part.names.region} AS region, toString(e.energy_boundary) AS energy_boundary,
        toString(e.service_tier) AS service_tier, toStartOfYear(${bucket}) AS bucket, ${summedTokens(part.names)}
      FROM events AS e
      WHERE ${["e.org_id = {org:String}", where, ...filterConditions(filters, part.names).sql].join(" AND ")}${part.and}
      GROUP BY ${names.join(", ")}, provider, model, region, energy_boundary, service_tier, bucket`,
      ),
  );
  const found = wordConditions(list.words, names);
  const isOther = names.map((name) => `${name} = '${otherGroup}'`).join(" AND ");
  const direction = list.descending ? "DESC" : "ASC";
  const order = list.sort === "name" ? nameOrder(names, list.descending) : `value ${direction}, ${nameOrder(names)}`;
  const rows = await services.select<{
    mark: string;
    is_found: number;
    groups: number;
    matching: number;
    [name: string]: unknown;
  }>(
    context,
    "listed",
    `SELECT ${names.join(", ")}, ${groupMark(names.map((sql) => ({ sql })))} AS mark, is_found, toFloat64(count() OVER ()) AS groups, toFloat64(sum(is_found) OVER ()) AS matching
     FROM (
       SELECT *, toUInt8(${found.sql}) AS is_found
       FROM ${valuedGroups(`(${sums.join("\n      UNION ALL ")})`, names, list.sort)}
       WHERE NOT (${isOther})
     )
     ORDER BY is_found DESC, ${order}
     LIMIT {most:UInt32} OFFSET {offset:UInt32}`,
    {
      org: orgId,
      factor_set: factorSet,
      most: top,
      offset: list.offset,
      ...sliceParameters(period),
      ...filterConditions(filters).values,
      ...parts.parameters,
      ...found.values,
    },
  );
  const page = rows.filter(({ is_found }) => is_found);
  const [{ groups, matching } = { groups: 0, matching: 0 }] = rows;
  return {
    marks: page.map(({ mark }) => mark),
    page: { order: page.map((row) => groupOf(names.map((name) => String(row[name])))), groups, matching },
  };
}
