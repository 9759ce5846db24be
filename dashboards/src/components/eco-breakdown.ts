import { css, html, nothing } from "lit";

import type { UsageAnswer } from "../data/api-types.js";
import { type Dimension, dimensionOf, normalFilters } from "../data/filters.js";
import { mainTier, metrics } from "../data/metrics.js";
import { groupTotals, isPooled } from "../data/series.js";
import { periodsOf } from "../data/usage-question.js";
import { controls, tokens } from "../theme/tokens.js";
import type { AppContext } from "./app-context.js";
import { dimensionName, groupName } from "./group-name.js";
import { panelBody, panelStyles } from "./panel-body.js";
import { setStyle } from "./set-style.js";
import { UsageFigure } from "./usage-figure.js";

/**
 * The largest values of a dimension as bars, each with its plausible range; all others in one row, so that rows add up.
 * @element eco-breakdown
 */
export class EcoBreakdown extends UsageFigure {
  static override properties = {
    ...UsageFigure.properties,
    dimension: {},
    top: { type: Number },
  };
  declare dimension: string;
  /** Rows beside the one for all others. @default 6 */
  declare top: number;

  static override styles = [
    tokens,
    controls,
    panelStyles,
    css`
      :host {
        display: block;
        min-inline-size: 0;
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
        table-layout: fixed;
      }
      tr {
        block-size: 38px;
      }
      th,
      td {
        padding: 0;
        text-align: start;
        font-weight: 400;
        vertical-align: middle;
      }
      th {
        position: relative;
        padding-inline-end: 12px;
      }
      th a,
      th span.name {
        position: relative;
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        color: inherit;
        text-decoration: none;
        line-height: 1.3;
      }
      th a:hover {
        text-decoration: underline;
      }
      .bar {
        position: relative;
        display: block;
        block-size: 5px;
        margin-block-start: 4px;
        border-radius: 3px;
        background: var(--sunken);
        forced-color-adjust: none;
      }
      .bar i {
        position: absolute;
        inset-block: 0;
        inset-inline-start: 0;
        border-radius: 3px;
        background: var(--accent);
      }
      .bar b {
        position: absolute;
        inset-block: 0;
        border-radius: 3px;
        background: color-mix(in srgb, var(--accent) 24%, var(--sunken));
      }
      .other .bar i {
        background: var(--series-other);
      }
      td {
        text-align: end;
        white-space: nowrap;
        line-height: 1.25;
      }
      td a,
      td b {
        color: inherit;
        text-decoration: none;
        font-weight: 560;
      }
      td a:hover {
        color: var(--accent);
        text-decoration: underline;
      }
      td small {
        display: block;
        color: var(--ink-3);
        font-size: 11.5px;
      }
      .c-value {
        inline-size: 112px;
      }
      .c-share {
        inline-size: 54px;
        color: var(--ink-3);
        font-size: 12.5px;
      }
    `,
  ];

  constructor() {
    super();
    this.dimension = "model";
    this.top = 6;
  }

  get #dimension(): Dimension {
    return dimensionOf(this.dimension) ?? "model";
  }

  protected parameters({ view }: AppContext) {
    return { period: periodsOf(view, Date.now()).period, view, group: [this.#dimension], top: this.top };
  }

  #rows(answer: UsageAnswer) {
    const { context } = this;
    const { style, view } = context;
    const { t } = context.language;
    const dimension = this.#dimension;
    const metric = metrics[this.metricName];
    const groups = groupTotals(answer, metric);
    const bands = groups.map(({ measures }) => metric.read(measures));
    const all = metric.read(answer.total)?.central ?? 0;
    const most = Math.max(0, ...bands.map((band) => band?.high ?? 0)) || 1;
    const width = (value: number) => `${Math.round((value / most) * 1000) / 10}%`;
    const caption = dimensionName(dimension, t);
    return html`<table>
      <caption class="visually-hidden">
        ${caption}: ${t(`metric.${metric.name}`)}
      </caption>
      <colgroup>
        <col />
        <col class="c-value" />
        <col class="c-share" />
      </colgroup>
      <thead class="visually-hidden">
        <tr>
          <th scope="col">${caption}</th>
          <th scope="col">${t(`metric.${metric.name}`)}</th>
          <th scope="col">${t("column.share")}</th>
        </tr>
      </thead>
      <tbody>
        ${groups.map(({ group, measures }, index) => {
          const value = group[0] ?? "";
          const name = groupName(value, t);
          const isOther = isPooled(group);
          const band = bands[index];
          const filters = normalFilters([...view.filters, { dimension, exclude: false, values: [value] }]);
          const tier = metric.estimated ? mainTier(measures) : undefined;
          return html`<tr class=${isOther ? "other" : ""}>
            <th scope="row">
              ${
                isOther || this.app === undefined
                  ? html`<span class="name" title=${name}>${name}</span>`
                  : html`<a href=${context.address("explore", { filters, group: [dimension === "model" ? "team" : "model"] })} title=${name}
                    >${name}</a
                  >`
              }
              <span class="bar" aria-hidden="true">
                ${
                  band === null || band === undefined
                    ? nothing
                    : html`${metric.estimated ? html`<b ${setStyle({ "inset-inline-start": "0", "inline-size": width(band.high) })}></b>` : nothing}<i
                        ${setStyle({ "inline-size": width(band.central) })}
                      ></i>`
                }
              </span>
            </th>
            <td>
              ${
                band === null || band === undefined
                  ? "–"
                  : html`${
                      metric.estimated && !isOther
                        ? html`<a
                          href=${context.address("method", { metric: metric.name, filters })}
                          aria-label="${style.text(band.central, metric.quantity)}: ${t("action.method", { name })}"
                          >${style.text(band.central, metric.quantity)}</a
                        >`
                        : html`<b>${style.text(band.central, metric.quantity)}</b>`
                    }
                    ${
                      metric.estimated
                        ? html`<small title=${tier === undefined ? "" : `${t("tier.label", { tier })}: ${t(`tier.${tier as "A"}`)}`}
                          >${style.range(band.low, band.high, metric.quantity, band.central)}${tier === undefined ? nothing : html` · ${tier}`}</small
                        >`
                        : nothing
                    }`
              }
            </td>
            <td class="c-share">${band && all > 0 ? style.percent(band.central / all) : "–"}</td>
          </tr>`;
        })}
      </tbody>
    </table>`;
  }

  override render() {
    return panelBody(this.shown, this.context, {
      retry: () => this.retry(),
      skeleton: html`<div class="skeleton" ${setStyle({ "block-size": `${(this.top + 1) * 38 - 12}px`, "margin-block": "6px" })}></div>`,
      isEmpty: ({ rows }) => rows.length === 0,
      content: (answer) => this.#rows(answer),
    });
  }
}
customElements.define("eco-breakdown", EcoBreakdown);
