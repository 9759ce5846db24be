import { html, type TemplateResult } from "lit";
import type { AppContext } from "../../elements/app-context.js";
import "../../elements/data-table/element.js";
import type { Factors, GridFactor, UsageAnswer } from "../../api/answers.js";
import type { Column } from "../../elements/data-table/column.js";
import "../../i18n/en-pages.js";

/** The grids in which it was computed. */
export function gridFactorTable(app: AppContext, answer: UsageAnswer, factors: Factors): TemplateResult {
  const { style } = app;
  const { t } = app.language;
  const used = new Set(answer.rows.map(({ group }) => group[0] ?? ""));
  const rows = factors.grids.filter(({ grid }) => used.has(grid));
  const columns: Column<GridFactor>[] = [
    {
      key: "grid",
      label: t("dimension.region"),
      value: ({ grid }) => grid,
      cell: ({ grid, name }) => html`${name}<small>${grid}</small>`,
    },
    {
      key: "g_per_kwh",
      label: t("column.grid"),
      numeric: true,
      value: (row) => row.gco2e_per_kwh,
      cell: (row) => style.figure(row.gco2e_per_kwh),
    },
    {
      key: "l_per_kwh",
      label: t("column.ewif"),
      numeric: true,
      value: ({ ewif }) => ewif.value.central,
      cell: ({ ewif }) => style.figure(ewif.value.central),
      extra: [
        { key: "l_per_kwh_year", value: ({ ewif }) => ewif.year },
        { key: "l_per_kwh_source", value: ({ ewif }) => ewif.source },
        { key: "l_per_kwh_licence", value: ({ ewif }) => ewif.licence },
      ],
    },
    {
      key: "year",
      label: t("column.year"),
      numeric: true,
      value: ({ year }) => year,
      // The grid's and the water's, each in the order of the columns.
      cell: ({ year, ewif }) => html`${year}<small>${ewif.year}</small>`,
    },
    {
      key: "source",
      label: t("column.source"),
      value: ({ source }) => source,
      cell: ({ source, licence, ewif }) =>
        html`${source}<small>${licence}</small>${t("column.ewif")}: ${ewif.source}<small>${ewif.licence}</small>`,
      extra: [{ key: "licence", value: ({ licence }) => licence }],
    },
  ];
  return html`<data-table .app=${app} compact .rows=${rows} .columns=${columns} .caption=${t("method.grids")}></data-table>`;
}
