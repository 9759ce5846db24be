import { otherGroup, suppressedGroup } from "../figures/series.js";
import type { Translate } from "../i18n/language.js";
import type { Filter } from "../view/filters.js";

/** A group's value as people read it. */
export function groupName(value: string | undefined, t: Translate): string {
  if (value === otherGroup) return t("group.other");
  if (value === suppressedGroup) return t("group.suppressed");
  return value === undefined || value === "" ? t("group.none") : value;
}

/** A value of a dimension as people read it: a code of the API has a text. */
export function valueName(dimension: string, value: string | undefined, t: Translate): string {
  if (dimension === "basis" && (value === "reported" || value === "estimated")) return t(`basis.${value}`);
  return groupName(value, t);
}

/** A dimension as people read it. */
export function dimensionName(dimension: string, t: Translate): string {
  const [name, label] = dimension.split(":");
  return label === undefined ? t(`dimension.${name as "model"}`) : t("dimension.label", { name: label });
}

export const groupNames = (group: readonly string[], t: Translate): string =>
  group.map((value) => groupName(value, t)).join(" · ");

/** Parameters of the texts `filter.is`, `filter.isNot` and others: the display names of a filter's dimension and values. */
export const filterNames = (
  { dimension }: Pick<Filter, "dimension">,
  values: readonly string[],
  t: Translate,
): { readonly dimension: string; readonly value: string } => ({
  dimension: dimensionName(dimension, t),
  value: values.map((value) => valueName(dimension, value, t)).join(", "),
});

/** A filter of one or more values as people read it: "Team: research", "Team: not research". */
export const filterText = (
  filter: Pick<Filter, "dimension" | "exclude">,
  values: readonly string[],
  t: Translate,
): string => t(filter.exclude ? "filter.isNot" : "filter.is", filterNames(filter, values, t));
