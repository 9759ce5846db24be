import { html, nothing } from "lit";
import type { UsageAnswer } from "../../api/answers.js";
import { metrics } from "../../figures/metrics.js";
import { groupTotals, isPooled } from "../../figures/series.js";
import { type Dimension, dimensionOf, normalFilters } from "../../view/filters.js";
import { periodsOf } from "../../view/periods.js";
import type { AppContext } from "../app-context.js";
import { figureStyles } from "../figure/styles.js";
import { UsageFigure } from "../figure/usage-figure.js";
import { dimensionName, valueName } from "../group-name.js";
import { panelBody } from "../panel/body.js";
import { setStyle } from "../set-style.js";
import { tierDetail, tierText } from "../tier-text.js";
import { breakdownStyles } from "./styles.js";

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

  static override styles = [...figureStyles, breakdownStyles];

  constructor() {
    super();
    this.dimension = "model";
    this.top = 6;
  }

  protected override firstUpdated(): void {
    void import("../hint.js");
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
          const name = valueName(dimension, value, t);
          const isOther = isPooled(group);
          const band = bands[index];
          const filters = normalFilters([...view.filters, { dimension, exclude: false, values: [value] }]);
          const tier = metric.estimated ? tierText(measures, style) : undefined;
          return html`<tr class=${isOther ? "other" : ""}>
            <th scope="row">
              ${
                isOther || this.app === undefined
                  ? html`<span class="name">${name}</span>`
                  : html`<a href=${context.address("explore", { filters, group: [dimension === "model" ? "team" : "model"] })}
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
                        ? html`<small
                          >${style.range(band.low, band.high, metric.quantity, band.central)}${
                            tier === undefined
                              ? nothing
                              : html` · <eco-hint text=${tierDetail(measures, style, t)}>${tier}</eco-hint>`
                          }</small
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
