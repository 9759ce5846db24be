import { html } from "lit";
import type { Band, Measures, UsageAnswer } from "../../api/answers.js";
import { type Metric, metrics, whPer1kOutput } from "../../figures/metrics.js";
import { type GroupTotal, isPooled } from "../../figures/series.js";
import { fileUnit } from "../../figures/units.js";
import { dimensionOf, type Filter, normalFilters } from "../../view/filters.js";
import type { AppContext } from "../app-context.js";
import type { Column } from "../data-table/column.js";
import "../hint.js";
import { dimensionName, groupName, valueName } from "../group-name.js";
import "../../i18n/en-pages.js";
import { setStyle } from "../set-style.js";
import { tierCell, tierDetail, tierText } from "../tier-text.js";

/** Columns that a table may have beside its groups. */
const tableColumns = [
  "requests",
  "tokens_in",
  "tokens_out",
  "energy",
  "co2e",
  "water",
  "wh_per_1k_out",
  "g_per_kwh",
  "tier",
  "share",
] as const;
type TableColumn = (typeof tableColumns)[number];

/** What the columns show, and how. */
export interface ColumnOptions {
  readonly context: AppContext;
  /** Names with commas, in order. */
  readonly wanted: string;
  /** The figure of which the shares are. */
  readonly shareOf: Metric;
  /** Better names for values of the first group. */
  readonly names?: ReadonlyMap<string, string> | undefined;
  /** Whether a figure leads to its method. */
  readonly isLinked: boolean;
}

/** Columns of an answer: its groups first, then the figures that are wanted. */
export function usageColumns(
  answer: UsageAnswer,
  { context, wanted, shareOf, names, isLinked }: ColumnOptions,
): Column<GroupTotal>[] {
  const { style, language, view } = context;
  const { t } = language;
  const all = shareOf.read(answer.total)?.central ?? 0;
  const filtersOf = ({ group }: GroupTotal) =>
    normalFilters([
      ...view.filters,
      ...group.flatMap((value, index): Filter[] => {
        const dimension = dimensionOf(answer.group_by[index]);
        return dimension === undefined ? [] : [{ dimension, exclude: false, values: [value] }];
      }),
    ]);
  const groupColumns = answer.group_by.map((name, index): Column<GroupTotal> => {
    const dimension = dimensionOf(name) ?? "model";
    const text = ({ group }: GroupTotal) => {
      const value = group[index];
      const better = index === 0 && value !== undefined ? names?.get(value) : undefined;
      return better === undefined ? valueName(dimension, value, t) : `${better} (${value})`;
    };
    return { key: dimension.replace(":", "_"), label: dimensionName(dimension, t), value: text, cell: text };
  });
  const banded = (
    key: TableColumn,
    label: string,
    read: (measures: Measures) => Band | null,
    print: (band: Band) => [string, string],
    metric?: Metric,
  ): Column<GroupTotal> => ({
    key,
    label,
    numeric: true,
    ...(metric === undefined ? {} : { unit: fileUnit(metric.quantity, style.system) }),
    value: ({ measures }) => read(measures)?.central,
    extra: [
      { key: `${key}_low`, value: ({ measures }) => read(measures)?.low },
      { key: `${key}_high`, value: ({ measures }) => read(measures)?.high },
    ],
    cell: (row) => {
      const band = read(row.measures);
      if (band === null) return "–";
      const [central, range] = print(band);
      const leadsToMethod = isLinked && metric !== undefined && !isPooled(row.group);
      return html`${
        leadsToMethod
          ? html`<a
              href=${context.address("method", { metric: metric.name, filters: filtersOf(row) })}
              aria-label="${central}: ${t("action.method", { name: row.group.map((value) => groupName(value, t)).join(", ") })}"
              >${central}</a
            >`
          : central
      }<small>${range}</small>`;
    },
  });
  const figure = (name: "energy" | "co2e" | "water") => {
    const metric = metrics[name];
    return banded(
      name,
      t(`metric.${name}`),
      metric.read,
      (band) => [
        style.text(band.central, metric.quantity),
        style.range(band.low, band.high, metric.quantity, band.central),
      ],
      metric,
    );
  };
  const counted = (key: "requests" | "tokens_in" | "tokens_out", label: string): Column<GroupTotal> => ({
    key,
    label,
    numeric: true,
    value: ({ measures }) => measures[key],
    cell: ({ measures }) => style.exact(measures[key]),
  });
  const figures = ({ low, central, high }: Band): [string, string] => [
    style.measured(central),
    `${style.measured(low)}–${style.measured(high)}`,
  ];
  const known: Readonly<Record<TableColumn, () => Column<GroupTotal>>> = {
    requests: () => counted("requests", t("column.requests")),
    tokens_in: () => counted("tokens_in", t("column.tokensIn")),
    tokens_out: () => counted("tokens_out", t("column.tokensOut")),
    energy: () => figure("energy"),
    co2e: () => figure("co2e"),
    water: () => figure("water"),
    wh_per_1k_out: () => banded("wh_per_1k_out", t("column.intensity"), whPer1kOutput, figures),
    g_per_kwh: () => ({
      key: "g_per_kwh",
      label: t("column.grid"),
      numeric: true,
      value: ({ measures: { footprint } }) =>
        footprint.kgco2e_lb === null || !footprint.kwh_facility?.central
          ? null
          : (footprint.kgco2e_lb.central / footprint.kwh_facility.central) * 1000,
      cell: ({ measures: { footprint } }) =>
        footprint.kgco2e_lb === null || !footprint.kwh_facility?.central
          ? "–"
          : style.measured((footprint.kgco2e_lb.central / footprint.kwh_facility.central) * 1000),
    }),
    tier: () => ({
      key: "tier",
      label: t("column.tier"),
      value: ({ measures }) => tierCell(measures),
      cell: ({ measures }) => {
        const tier = tierText(measures, style);
        return tier === undefined ? "–" : html`<eco-hint text=${tierDetail(measures, style, t)}>${tier}</eco-hint>`;
      },
    }),
    share: () => ({
      key: "share",
      label: t("column.share"),
      numeric: true,
      value: ({ measures }) => (all > 0 ? (shareOf.read(measures)?.central ?? 0) / all : null),
      cell: ({ measures }) => {
        if (all <= 0) return "–";
        const share = (shareOf.read(measures)?.central ?? 0) / all;
        return html`${style.percent(share)}<span class="share" aria-hidden="true"
            ><i ${setStyle({ "inline-size": `${Math.round(share * 1000) / 10}%` })}></i
          ></span>`;
      },
    }),
  };
  return [
    ...groupColumns,
    ...wanted.split(",").flatMap((name) => {
      const column = tableColumns.find((known) => known === name.trim());
      return column === undefined ? [] : [known[column]()];
    }),
  ];
}
