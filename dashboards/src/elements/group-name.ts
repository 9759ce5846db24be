import { otherGroup, suppressedGroup } from "../figures/series.js";
import type { Translate } from "../i18n/language.js";

/** A group's value as people read it. */
export function groupName(value: string | undefined, t: Translate): string {
  if (value === otherGroup) return t("group.other");
  if (value === suppressedGroup) return t("group.suppressed");
  return value === undefined || value === "" ? t("group.none") : value;
}

/** A dimension as people read it. */
export function dimensionName(dimension: string, t: Translate): string {
  const [name, label] = dimension.split(":");
  return label === undefined ? t(`dimension.${name as "model"}`) : t("dimension.label", { name: label });
}

export const groupNames = (group: readonly string[], t: Translate): string =>
  group.map((value) => groupName(value, t)).join(" · ");
