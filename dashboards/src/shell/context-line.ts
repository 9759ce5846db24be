import type { AppContext } from "../elements/app-context.js";
import { filterText } from "../elements/group-name.js";
import { earlierSpan } from "../view/compare.js";
import { periodsOf } from "../view/periods.js";
import { periodLabel } from "../view/time-labels.js";
import type { Page } from "./pages.js";

/**
 * What the figures of a page are about, in one line: period and zone, the earlier period, filters and factor set. It stands
 * under the title, and at the foot of each printed sheet.
 */
export function contextLine(
  { view, language: { locale, t } }: AppContext,
  page: Pick<Page, "hasComparison">,
  factorSet: string | undefined,
  nowMs: number,
): string {
  const { period } = periodsOf(view, nowMs);
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: view.zone });
  const spanText = (span: { fromMs: number; toMs: number }): string => {
    const label = periodLabel(locale, { ...span, zone: view.zone });
    return period.partial ? t("context.until", { period: label, time: clock.format(span.toMs) }) : label;
  };
  const earlier = page.hasComparison ? earlierSpan(period, view.compare, view.range) : undefined;
  const filters = view.filters.map((filter) => filterText(filter, filter.values, t));
  return [
    `${spanText(period)}, ${view.zone}`,
    ...(earlier === undefined ? [] : [t("context.versus", { period: spanText(earlier) })]),
    ...filters,
    ...(factorSet === undefined ? [] : [t("context.factors", { name: factorSet })]),
  ].join(" · ");
}
