import { html, type TemplateResult } from "lit";
import type { UsageAnswer } from "../../api/answers.js";
import type { AppContext } from "../../elements/app-context.js";
import type { Column } from "../../elements/data-table/column.js";
import "../../elements/data-table/element.js";
import { groupName } from "../../elements/group-name.js";
import { metrics } from "../../figures/metrics.js";
import { type GroupTotal, groupTotals, isPooled } from "../../figures/series.js";
import "../../i18n/en-pages.js";

/** Models that have no factor of their own, by requests. */
export function unknownModelTable(answer: UsageAnswer, app: AppContext): TemplateResult {
  const { t } = app.language;
  const rows = groupTotals(answer, metrics.requests).filter(
    ({ group, measures }) => !isPooled(group) && measures.requests_unknown_model > 0,
  );
  if (rows.length === 0) return html`<p class="muted">${t("quality.unknown.none")}</p>`;
  const columns: Column<GroupTotal>[] = [
    {
      key: "model",
      label: t("dimension.model"),
      cell: ({ group }) => groupName(group[0], t),
      value: ({ group }) => group[0],
    },
    {
      key: "provider",
      label: t("dimension.provider"),
      cell: ({ group }) => groupName(group[1], t),
      value: ({ group }) => group[1],
    },
    {
      key: "requests",
      label: t("column.requests"),
      numeric: true,
      cell: ({ measures }) => app.style.exact(measures.requests_unknown_model),
      value: ({ measures }) => measures.requests_unknown_model,
    },
  ];
  return html`<data-table .app=${app} compact .caption=${t("quality.unknown")} .rows=${rows} .columns=${columns}></data-table>`;
}
