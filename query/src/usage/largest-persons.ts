import { energySql, servingKeySql, servingSql, sizeScaleSql, withModelKeys } from "@ecomind/clickhouse";
import type { RequestContext } from "../http/request-context.js";
import { namedParts } from "../names/named-parts.js";
import type { Services } from "../services.js";
import { filterConditions, groupColumns, groupMark, otherGroup, summedTokens, type UsageQuestion } from "./cells.js";
import { tier } from "./dimensions.js";
import type { Period } from "./period.js";
import { sliceParameters, slicesFor } from "./rollup-slices.js";
import { weightOf } from "./rows.js";

/**
 * Whether the store should tell which groups are the largest, before it is asked for them alone: there may be a hundred
 * thousand persons, each of whom uses many models. Tiers it does not know. Nothing changes the groups' names afterwards: where
 * a minimum group size is kept, persons are grouped by nothing else.
 */
export const isByPerson = ({ groupBy, filters }: Pick<UsageQuestion, "groupBy" | "filters">): boolean =>
  groupBy.includes("user") && !groupBy.includes(tier) && filters.every(({ dimension }) => dimension !== tier);

/**
 * The groups to tell apart: the largest of a range by energy, as {@link largestGroups} has them. Where these are all that
 * there are, the largest others of the earlier range as well.
 * @param question `factorSet` is what energy is computed with
 * @returns their marks
 */
export async function largestPersons(
  question: UsageQuestion & {
    readonly period: Period;
    /** The earlier range that is compared with it. */
    readonly before: Period | undefined;
    readonly top: number;
    readonly factorSet: string;
  },
  context: RequestContext,
  services: Services,
): Promise<string[]> {
  const { orgId, groupBy, filters, period, before, top, factorSet } = question;
  const columns = groupColumns(groupBy);
  const parts = await namedParts([period, ...(before === undefined ? [] : [before])], false, context, services);
  const names = columns.map(({ name }) => name).join(", ");
  const sumsOf = (range: Period, isEarlier: boolean, suffix: string): string[] =>
    slicesFor({ period: range, interval: "total", groupBy: [...groupBy, "model"], filters }, suffix).flatMap(
      ({ where }) =>
        parts.of("events").map(
          (part) => `
        SELECT ${isEarlier} AS earlier, ${groupColumns(groupBy, part.names)
          .map(({ name, sql }) => `${sql} AS ${name}`)
          .join(", ")},
          toString(${part.names.model}) AS of_model, ${servingKeySql(part.names.provider, "e.service_tier")} AS serving_key, ${summedTokens(part.names)}
        FROM events AS e
        WHERE ${["e.org_id = {org:String}", where, ...filterConditions(filters, part.names).sql].join(" AND ")}${part.and}
        GROUP BY ${names}, of_model, serving_key`,
        ),
    );
  const sums = [...sumsOf(period, false, "_now"), ...(before === undefined ? [] : sumsOf(before, true, "_before"))];
  const rows = await services.select<{ mark: string; is_now: number; is_before: number; [name: string]: unknown }>(
    context,
    "largest",
    `SELECT ${names}, ${groupMark(columns.map(({ name }) => ({ sql: name })))} AS mark, countIf(NOT u.earlier) > 0 AS is_now, countIf(u.earlier) > 0 AS is_before,
       sumIf(u.weight, NOT u.earlier) AS now, sumIf(u.weight, u.earlier) AS before
     FROM (
       SELECT u.*, ${sizeScaleSql} AS size_scale, if(startsWith(u.of_model, 'unsupported:'), 0, ${energySql("central")} * ${servingSql("central")}) + ${weightOf(0, 1)} * u.requests AS weight
       FROM ${withModelKeys(`(SELECT *, of_model AS model FROM (${sums.join("\n        UNION ALL")}))`, "{factor_set:String}")} AS u
       INNER JOIN (SELECT * FROM factor_models FINAL WHERE factor_set = {factor_set:String}) AS m ON m.model = u.model_key
       LEFT JOIN (SELECT * FROM factor_models FINAL WHERE factor_set = {factor_set:String}) AS w ON w.model = u.serving_key
     ) AS u
     GROUP BY ${names}
     ORDER BY is_now DESC, now DESC, before DESC, ${names}
     LIMIT {most:UInt32}`,
    {
      org: orgId,
      factor_set: factorSet,
      most: 2 * top + 2,
      ...sliceParameters(period, "_now"),
      ...(before === undefined ? {} : sliceParameters(before, "_before")),
      ...filterConditions(filters).values,
      ...parts.parameters,
    },
  );
  // The store's own group of that name, of values beyond its cap, is one of the others.
  const found = rows.filter((row) => !columns.every(({ name }) => row[name] === otherGroup));
  const now = found.filter(({ is_now }) => is_now);
  const also = rows.filter(({ is_now }) => is_now).length > top ? 0 : top - now.filter((row) => row.is_before).length;
  return [...now.slice(0, top), ...found.filter(({ is_now }) => !is_now).slice(0, also)].map(({ mark }) => mark);
}
