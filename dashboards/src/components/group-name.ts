import { otherGroup, withheldGroup } from "../data/series.js";
import type { Translate } from "../i18n/language.js";

/** A group's value as people read it. */
export function groupName(value: string | undefined, t: Translate): string {
  if (value === otherGroup) return t("group.other");
  if (value === withheldGroup) return t("group.withheld");
  return value === undefined || value === "" ? t("group.none") : value;
}

export const groupNames = (group: readonly string[], t: Translate): string =>
  group.map((value) => groupName(value, t)).join(" · ");
