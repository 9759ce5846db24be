import type { UsageAnswer } from "../../api/answers.js";
import type { ListQuery } from "../../api/usage.js";
import { isPooled } from "../../figures/series.js";
import type { MetricName } from "../../view/metric-name.js";
import type { Sort } from "../../view/view-state.js";

/** Groups that a table has at once; of more, the service sorts and searches, and gives a page at a time. */
export const mostGroups = 1_000;
/** Groups of a page, and of each answer that a file is made of. */
export const pageGroups = 100;
export const fileGroups = 1_000;

type SortName = NonNullable<ListQuery["sort"]>;

/** Columns that the service can sort by. */
const sortNames: Readonly<Record<string, SortName>> = {
  requests: "requests",
  tokens_in: "tokens_in",
  tokens_out: "tokens_out",
  energy: "energy",
  co2e: "co2e",
  water: "water",
};

/** By a column's key: what the service sorts by. @param first key of the first group's column */
export const sortNamesOf = (first: string, metric: MetricName): ReadonlyMap<string, SortName> =>
  new Map([...Object.entries(sortNames), [first, "name"], ["share", metric]]);

/** The list that order and search ask for. */
export function listQuery(
  { sort, search, cursor }: { readonly sort: Sort | undefined; readonly search: string; readonly cursor: string },
  names: ReadonlyMap<string, SortName>,
  metric: MetricName,
): ListQuery {
  const name = sort && names.get(sort.column);
  return {
    sort: name ?? metric,
    ...(name === undefined ? {} : { order: sort?.descending ? "desc" : "asc" }),
    ...(search === "" ? {} : { search }),
    ...(cursor === "" ? {} : { cursor }),
  };
}

/** Rows of an answer that are groups of the list, without those that stand for several. */
export const listedRows = ({ rows }: Pick<UsageAnswer, "rows">) => rows.filter(({ group }) => !isPooled(group));
