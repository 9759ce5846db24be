import { html, type TemplateResult } from "lit";
import type { AppContext } from "../../elements/app-context.js";
import "../../elements/data-table/element.js";
import type { Factor, UsageAnswer } from "../../api/answers.js";
import type { Column } from "../../elements/data-table/column.js";
import { type SiteFactors, siteFactors } from "../../figures/site-factors.js";
import "../../i18n/en-pages.js";

/** What stands between energy and the other figures: of data centres and regions that were used, and for all. */
export function siteFactorTable(app: AppContext, answer: UsageAnswer, factors: SiteFactors): TemplateResult {
  const { style } = app;
  const { t } = app.language;
  const regions = new Set(answer.rows.map(({ group }) => group[0] ?? ""));
  const columns: Column<Factor>[] = [
    {
      key: "factor",
      label: t("column.factor"),
      value: ({ id }) => id,
      cell: ({ id, basis }) => html`${id}<small>${basis}</small>`,
      extra: [{ key: "basis", value: ({ basis }) => basis }],
    },
    {
      key: "value",
      label: t("column.value"),
      numeric: true,
      value: ({ value }) => value.central,
      cell: ({ value: { low, central, high }, unit }) =>
        html`${low === high ? style.measured(central) : [low, central, high].map((each) => style.measured(each)).join(" – ")}<small>${unit}</small>`,
      extra: [
        { key: "low", value: ({ value }) => value.low },
        { key: "high", value: ({ value }) => value.high },
        { key: "unit", value: ({ unit }) => unit },
      ],
    },
    { key: "year", label: t("column.year"), value: ({ year }) => year, cell: ({ year }) => year },
    {
      key: "source",
      label: t("column.source"),
      value: ({ source }) => source,
      cell: ({ source, licence }) => html`${source}<small>${licence}</small>`,
      extra: [{ key: "licence", value: ({ licence }) => licence }],
    },
  ];
  return html`<data-table .app=${app} compact .rows=${siteFactors(factors, regions)} .columns=${columns} .caption=${t("method.factors")} filename="ecomind-site-factors"></data-table>`;
}
