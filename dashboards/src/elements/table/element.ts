import { html } from "lit";
import { metrics } from "../../figures/metrics.js";
import { groupTotals } from "../../figures/series.js";
import { dimensionOf } from "../../view/filters.js";
import { periodsOf } from "../../view/periods.js";
import type { AppContext } from "../app-context.js";
import { figureStyles } from "../figure/styles.js";
import "../data-table/element.js";
import { UsageFigure } from "../figure/usage-figure.js";
import { dimensionName } from "../group-name.js";
import { panelBody } from "../panel/body.js";
import { setStyle } from "../set-style.js";
import { usageColumns } from "./columns.js";

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

  static override styles = figureStyles;

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
          .columns=${usageColumns(answer, {
            context,
            wanted: this.columns,
            shareOf: metric,
            names: this.names,
            isLinked: this.app !== undefined,
          })}
          .rows=${groupTotals(answer, metric)}
          .caption=${caption}
          .filename=${`ecomind-${answer.group_by.join("-")}-${answer.from.slice(0, 10)}`}
        ></data-table>`;
      },
    });
  }
}
customElements.define("eco-table", EcoTable);
