import { css, html } from "lit";
import type { QuadrantPoint } from "../../charts/quadrant-option.js";
import type { DrawOption } from "../../elements/chart/element.js";
import "../../elements/chart/element.js";
import "../../elements/table/element.js";
import type { UsageAnswer } from "../../api/answers.js";
import { askUsage, questionKey, usageQuery } from "../../api/usage.js";
import { groupName } from "../../elements/group-name.js";
import { PageElement } from "../../elements/page-element.js";
import { panelBody, panelStyles } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import { centralOf, metrics, whPer1kOutput } from "../../figures/metrics.js";
import { groupTotals, isPooled } from "../../figures/series.js";
import { normalFilters } from "../../view/filters.js";
import { periodsOf } from "../../view/periods.js";
import "../../i18n/en-pages.js";

export class ModelsPage extends PageElement {
  static override styles = [
    ...PageElement.styles,
    panelStyles,
    css`
      eco-chart,
      .box {
        block-size: 380px;
      }
    `,
  ];
  readonly #usage = new PanelController<UsageAnswer>(this);

  protected override willUpdate(): void {
    const { view } = this.app;
    const question = { period: periodsOf(view, Date.now()).period, view, group: ["model"], top: 40 };
    this.#usage.ask(questionKey(question), (signal) => askUsage(this.app.api, usageQuery(question), signal));
  }

  #quadrant(answer: UsageAnswer) {
    const { app } = this;
    const { style, language } = app;
    const { t } = language;
    const points = groupTotals(answer, metrics.energy)
      .filter(({ group }) => !isPooled(group))
      .flatMap(({ group, measures }): (QuadrantPoint & { readonly model: string })[] => {
        const intensity = whPer1kOutput(measures);
        if (intensity === null) return [];
        return [
          {
            model: group[0] ?? "",
            name: groupName(group[0], t),
            use: measures.tokens_out,
            intensity: intensity.central,
            energy: centralOf(metrics.energy, measures),
          },
        ];
      });
    const say = ({ name, use, intensity, energy }: QuadrantPoint) =>
      `${name}: ${style.text(use, "count")} ${t("column.tokensOut")}, ${style.figure(intensity)} ${t("column.intensity")}, ${style.text(energy, "energy")}`;
    return html`<eco-chart
      .option=${
        (({ quadrantOption }, palette, size) =>
          quadrantOption({
            points,
            useName: t("column.tokensOut"),
            intensityName: t("column.intensity"),
            say,
            number: (value) => (value >= 1000 ? style.text(value, "count") : style.figure(value)),
            palette,
            size,
          })) satisfies DrawOption
      }
      .points=${points.map(say)}
      .description="${t("models.quadrant")}. ${t("models.quadrant.lead")}"
      filename="ecomind-models"
      @eco-point=${({ detail: { index } }: CustomEvent<{ index: number }>) => {
        const point = points[index];
        if (point !== undefined)
          app.change({
            filters: normalFilters([
              ...app.view.filters,
              { dimension: "model", exclude: false, values: [point.model] },
            ]),
          });
      }}
    ></eco-chart>`;
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    return html`
      <section class="panel">
        <header>
          <h2>${t("models.quadrant")}</h2>
        </header>
        <p class="prose">${t("models.quadrant.lead")}</p>
        ${panelBody(this.#usage.state, app, {
          retry: () => this.#usage.retry(),
          skeleton: html`<div class="box skeleton"></div>`,
          isEmpty: ({ rows }) => rows.length === 0,
          content: (answer) => this.#quadrant(answer),
        })}
      </section>
      <section class="panel">
        <header><h2>${t("models.table")}</h2></header>
        <eco-table
          .app=${app}
          .keepsView=${true}
          group="model,provider"
          columns="requests,tokens_out,wh_per_1k_out,energy,co2e,water,tier,share"
        ></eco-table>
      </section>
    `;
  }
}
customElements.define("models-page", ModelsPage);
