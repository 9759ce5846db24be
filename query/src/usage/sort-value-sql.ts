import { footprintSelect } from "@ecomind/clickhouse";
import type { SortKey } from "./group-list.js";

/** What a row of a footprint counts for; -1 without any: it comes after a figure of 0. */
const valueSql: Readonly<Record<Exclude<SortKey, "name">, string>> = {
  energy: "ifNull(sum(f.kwh_facility_central), -1)",
  co2e: "ifNull(sum(f.kgco2e_lb_central), -1)",
  water: "ifNull(sum(f.water_onsite_l_central) + sum(f.water_offsite_l_central), -1)",
  requests: "toFloat64(sum(f.requests))",
  tokens: "toFloat64(sum(f.tokens_in) + sum(f.tokens_out))",
  tokens_in: "toFloat64(sum(f.tokens_in))",
  tokens_out: "toFloat64(sum(f.tokens_out))",
};
const estimated = new Set<SortKey>(["energy", "co2e", "water"]);

/**
 * Groups with what a list is sorted by, as a subquery: the columns `names` and `value`.
 * @param sums subquery of use by `names`, provider, model, region, energy_boundary, service_tier and, as its year, bucket
 * @param also further columns over the rows `f` of a group
 */
export function valuedGroups(
  sums: string,
  names: readonly string[],
  sort: SortKey,
  also: readonly string[] = [],
): string {
  const rows = estimated.has(sort) ? `(${footprintSelect(sums, names, "{factor_set:String}")})` : sums;
  const value = sort === "name" ? "0." : valueSql[sort];
  const columns = [...names.map((name) => `f.${name} AS ${name}`), `${value} AS value`, ...also];
  return `(SELECT ${columns.join(", ")} FROM ${rows} AS f GROUP BY ${names.join(", ")})`;
}
