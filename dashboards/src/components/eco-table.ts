import { css, html } from "lit";
import type { Band, Measures, UsageAnswer } from "../data/api-types.js";
import { dimensionOf, type Filter, normalFilters } from "../data/filters.js";
import { type Metric, mainTier, metrics, whPer1kOutput } from "../data/metrics.js";
import { type GroupTotal, groupTotals, isPooled } from "../data/series.js";
import { periodsOf } from "../data/usage-question.js";
import { controls, tokens } from "../theme/tokens.js";
import type { AppContext } from "./app-context.js";
import type { Column } from "./data-table.js";
import "./data-table.js";
import { dimensionName, groupName } from "./group-name.js";
import { panelBody, panelStyles } from "./panel-body.js";
import { setStyle } from "./set-style.js";
import { UsageFigure } from "./usage-figure.js";

/** Columns that a table may have beside its groups. */
export const tableColumns = [
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

/**
 * Groups of a period with all their figures, to sort, search and save.
 * @element eco-table
 */
export class EcoTable extends UsageFigure {
  static override properties = {
    ...UsageFigure.properties,
    columns: {},
    names: { attribute: false },
    keepsView: { attribute: false },
  };
  /** Names with commas. @default all that suit the group */
  declare columns: string;
  /** Better names for values of the first group. */
  declare names: ReadonlyMap<string, string> | undefined;
  /** In the dashboards: order and search live in the address. */
  declare keepsView: boolean | undefined;

  static override styles = [
    tokens,
    controls,
    panelStyles,
    css`
      :host {
        display: block;
        min-inline-size: 0;
      }
    `,
  ];

  constructor() {
    super();
    this.columns = "requests,tokens_in,tokens_out,energy,co2e,water,tier,share";
  }

  protected parameters({ view }: AppContext) {
    const own = ((this as unknown as { group?: string }).group ?? "").split(",");
    const group = own.flatMap((name) => dimensionOf(name) ?? []);
    return {
      period: periodsOf(view, Date.now()).period,
      view,
      group: group.length === 0 ? view.group : group.slice(0, 2),
      top: 1000,
    };
  }

  #columns(answer: UsageAnswer): Column<GroupTotal>[] {
    const { context } = this;
    const { style, language, view } = context;
    const { t } = language;
    const shareOf = metrics[this.metricName];
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
        const better = index === 0 && value !== undefined ? this.names?.get(value) : undefined;
        return better === undefined ? groupName(value, t) : `${better} (${value})`;
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
      value: ({ measures }) => read(measures)?.central,
      extra: [
        { key: `${key}_low`, value: ({ measures }) => read(measures)?.low },
        { key: `${key}_high`, value: ({ measures }) => read(measures)?.high },
      ],
      cell: (row) => {
        const band = read(row.measures);
        if (band === null) return "–";
        const [central, range] = print(band);
        const isLinked = metric !== undefined && this.app !== undefined && !isPooled(row.group);
        return html`${
          isLinked
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
        value: ({ measures }) => mainTier(measures) ?? "",
        cell: ({ measures }) => {
          const tier = mainTier(measures);
          return tier === undefined ? "–" : html`<span title=${t(`tier.${tier as "A"}`)}>${tier}</span>`;
        },
      }),
      share: () => ({
        key: "share",
        label: t("column.share"),
        numeric: true,
        value: ({ measures }) => (all > 0 ? (shareOf.read(measures)?.central ?? 0) / all : null),
        cell: ({ measures }) => (all > 0 ? style.percent((shareOf.read(measures)?.central ?? 0) / all) : "–"),
      }),
    };
    const wanted = this.columns
      .split(",")
      .flatMap((name) => tableColumns.find((column) => column === name.trim()) ?? []);
    return [...groupColumns, ...wanted.map((name) => known[name]())];
  }

  override render() {
    const { context } = this;
    const { t } = context.language;
    return panelBody(this.shown, context, {
      retry: () => this.retry(),
      skeleton: html`<div class="skeleton" ${setStyle({ "block-size": "320px" })}></div>`,
      isEmpty: ({ rows }) => rows.length === 0,
      content: (answer) => {
        const metric = metrics[this.metricName];
        const caption = answer.group_by.map((name) => dimensionName(name, t)).join(", ");
        return html`<data-table
          .app=${context}
          .keepsView=${this.keepsView === true}
          .columns=${this.#columns(answer)}
          .rows=${groupTotals(answer, metric)}
          .caption=${caption}
          .filename=${`ecomind-${answer.group_by.join("-")}-${answer.from.slice(0, 10)}`}
        ></data-table>`;
      },
    });
  }
}
customElements.define("eco-table", EcoTable);
