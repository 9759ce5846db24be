import { css, html, nothing, type TemplateResult } from "lit";
import type { FactorSets, Factors, UsageAnswer } from "../../api/answers.js";
import { factorSetsOf, factorsOf } from "../../api/reference.js";
import { askUsage, questionKey, usageQuery } from "../../api/usage.js";
import { PageElement } from "../../elements/page-element.js";
import { panelBody, panelStyles } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import { rangeBarStyles } from "../../elements/range-bar.js";
import { periodsOf } from "../../view/periods.js";
import "../../i18n/en-pages.js";
import { gridFactorTable } from "./grid-factor-table.js";
import { methodFigure, methodFigureStyles } from "./method-figure.js";
import { methodStepList, methodStepStyles } from "./method-step-list.js";
import { modelFactorStyles, modelFactorTable } from "./model-factor-table.js";
import { siteFactorTable } from "./site-factor-table.js";

export class MethodPage extends PageElement {
  static override styles = [
    ...PageElement.styles,
    panelStyles,
    rangeBarStyles,
    methodStepStyles,
    methodFigureStyles,
    modelFactorStyles,
    css`
      .set {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 10px;
        align-items: center;
        margin-block-end: 10px;
        color: var(--ink-2);
        font-size: 13px;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 6px 14px;
        margin: 0;
      }
      dt {
        font-weight: 600;
      }
      dd {
        margin: 0;
        color: var(--ink-2);
      }
      .prose + .prose {
        margin-block-start: 8px;
      }
    `,
  ];
  readonly #models = new PanelController<UsageAnswer>(this);
  readonly #regions = new PanelController<UsageAnswer>(this);
  readonly #sets = new PanelController<FactorSets>(this, { live: false });
  readonly #factors = new PanelController<Factors>(this, { live: false });

  protected override willUpdate(): void {
    const { api, view } = this.app;
    const { period } = periodsOf(view, Date.now());
    for (const [panel, dimension] of [
      [this.#models, "model"],
      [this.#regions, "region"],
    ] as const) {
      const question = { period, view, group: [dimension], top: 1000 };
      panel.ask(questionKey(question), (signal) => askUsage(api, usageQuery(question), signal));
    }
    this.#factors.ask("factors", () => factorsOf(api));
    this.#sets.ask("sets", () => factorSetsOf(api));
  }

  /** Choice of the factor set for every page, if the store has more than one. */
  #setChoice() {
    const { app } = this;
    const { t } = app.language;
    const names = this.#sets.state.data?.factor_sets.map(({ factor_set }) => factor_set) ?? [];
    if (names.length < 2) return nothing;
    return html`<label class="set no-print"
      >${t("method.set")}<select
        @change=${({ target }: Event) => {
          const { value } = target as HTMLSelectElement;
          app.change({ factorSet: value === "" ? undefined : value });
        }}
      >
        <option value="" .selected=${app.view.factorSet === undefined}>${t("method.set.own")}</option>
        ${names.map((name) => html`<option .selected=${name === app.view.factorSet}>${name}</option>`)}
      </select></label
    >`;
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    const { view } = app;
    const skeleton = html`<div class="skeleton">&nbsp;<br />&nbsp;<br />&nbsp;<br />&nbsp;</div>`;
    const both = (panel: PanelController<UsageAnswer>, content: (answer: UsageAnswer) => TemplateResult) =>
      panelBody(panel.state, app, {
        retry: () => panel.retry(),
        skeleton,
        isEmpty: ({ rows }) => rows.length === 0,
        content,
      });
    const withFactors = ({ factor_set }: UsageAnswer, content: (factors: Factors) => TemplateResult) =>
      panelBody(this.#factors.state, app, {
        retry: () => this.#factors.retry(),
        skeleton,
        content: (factors) =>
          html`${factors.factor_set === factor_set ? nothing : html`<p class="prose">${t("method.set.other", { name: factors.factor_set })}</p>`}${content(factors)}`,
      });
    return html`
      <section class="panel">
        <header>
          <h2>${t(`metric.${view.metric}`)}</h2>
          <div class="segments no-print" role="group" aria-label=${t("trend.metric")}>
            ${(["energy", "co2e", "water"] as const).map(
              (name) =>
                html`<button aria-pressed=${name === view.metric} @click=${() => app.change({ metric: name })}>${t(`metric.${name}`)}</button>`,
            )}
          </div>
        </header>
        ${this.#setChoice()} ${both(this.#models, (answer) => methodFigure(app, answer))}
      </section>
      <section class="panel">
        <header><h2>${t("method.steps")}</h2></header>
        ${both(this.#models, (answer) => methodStepList(app, answer))}
      </section>
      <section class="panel">
        <header><h2>${t("method.models")}</h2></header>
        ${both(this.#models, (answer) => withFactors(answer, (factors) => modelFactorTable(app, answer, factors)))}
      </section>
      <section class="panel">
        <header><h2>${t("method.grids")}</h2></header>
        <p class="prose">${t("method.grids.lead")}</p>
        ${both(this.#regions, (answer) => withFactors(answer, (factors) => gridFactorTable(app, answer, factors)))}
      </section>
      <section class="panel">
        <header><h2>${t("method.factors")}</h2></header>
        <p class="prose">${t("method.factors.lead")}</p>
        ${both(this.#regions, (answer) => withFactors(answer, (factors) => siteFactorTable(app, answer, factors)))}
      </section>
      <div class="columns">
        <section class="panel">
          <header><h2>${t("method.tiers")}</h2></header>
          <dl>${(["S", "A", "B", "C", "D"] as const).map((tier) => html`<dt>${tier}</dt><dd>${t(`tier.${tier}`)}. ${t(`tier.${tier}.about`)}</dd>`)}</dl>
        </section>
        <section class="panel">
          <header><h2>${t("method.scope")}</h2></header>
          <p class="prose">${t("method.scope.in")}</p>
          <p class="prose">${t("method.scope.out")}</p>
          <p class="prose">${t("certainty.detail")}</p>
        </section>
      </div>
    `;
  }
}
customElements.define("method-page", MethodPage);
