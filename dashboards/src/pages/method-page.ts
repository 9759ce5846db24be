import { css, html, nothing } from "lit";
import { periodLabel } from "../charts/time-labels.js";
import "../components/data-table.js";
import type { Column } from "../components/data-table.js";
import { factorsOf } from "../components/factors-source.js";
import { groupName } from "../components/group-name.js";
import { PageElement } from "../components/page-element.js";
import { panelBody, panelStyles } from "../components/panel-body.js";
import { PanelController } from "../components/panel-controller.js";
import { rangeBar, rangeBarStyles } from "../components/range-bar.js";
import type { Factors, GridFactor, ModelFactor, UsageAnswer } from "../data/api-types.js";
import { methodSteps } from "../data/method-steps.js";
import { centralOf, mainTier, metrics } from "../data/metrics.js";
import { groupTotals, isPooled } from "../data/series.js";
import { periodsOf, usageAddress, usageQuery } from "../data/usage-question.js";

/** Stands for models that have no factor of their own. */
const classOfUnknown = "class:large";

interface ModelRow {
  readonly model: string;
  readonly factor: ModelFactor | undefined;
  readonly isClass: boolean;
  readonly share: number;
}

export class MethodPage extends PageElement {
  static override styles = [
    ...PageElement.styles,
    panelStyles,
    rangeBarStyles,
    css`
      .figure {
        display: grid;
        gap: 8px;
        max-inline-size: 560px;
      }
      .figure b {
        font-size: 34px;
        font-weight: 630;
        letter-spacing: -0.02em;
        line-height: 1.2;
      }
      .notes {
        margin-block-start: 14px;
        padding-block-start: 10px;
        border-block-start: 1px solid var(--line);
        font-size: 12.5px;
        color: var(--ink-2);
        counter-reset: note;
      }
      .notes li {
        display: flex;
        gap: 8px;
        padding: 4px 0;
        border: 0;
        counter-increment: note;
      }
      .notes li::before {
        content: "[" counter(note) "]";
        color: var(--ink-3);
      }
      ol {
        display: grid;
        gap: 0;
        padding: 0;
        margin: 0;
        list-style: none;
      }
      ol li {
        display: grid;
        grid-template-columns: minmax(140px, 1fr) minmax(160px, 1.6fr) minmax(150px, 1fr);
        gap: 4px 20px;
        align-items: baseline;
        padding: 10px 0;
        border-block-end: 1px solid var(--line);
      }
      ol li:last-child {
        border-block-end: 0;
      }
      ol strong {
        font-weight: 560;
      }
      ol .current strong {
        color: var(--accent);
      }
      ol code {
        font: 13px var(--mono);
        color: var(--ink-2);
      }
      ol .result {
        text-align: end;
        font-weight: 560;
      }
      ol small {
        display: block;
        font-weight: 400;
        color: var(--ink-3);
      }
      @media (max-width: 640px) {
        ol li {
          grid-template-columns: minmax(0, 1fr);
        }
        ol .result {
          text-align: start;
        }
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
  readonly #factors = new PanelController<Factors>(this, { live: false });

  protected override willUpdate(): void {
    const { api, view } = this.app;
    const { period } = periodsOf(view, Date.now());
    for (const [panel, dimension] of [
      [this.#models, "model"],
      [this.#regions, "region"],
    ] as const) {
      const question = { period, view, group: [dimension], top: 1000 };
      panel.ask(usageAddress(question), (signal) => api.get<UsageAnswer>("/v1/usage", usageQuery(question), signal));
    }
    this.#factors.ask("factors", () => factorsOf(api));
  }

  #figure(answer: UsageAnswer) {
    const { style, language, view } = this.app;
    const { t, locale } = language;
    const metric = metrics[view.metric];
    const band = metric.read(answer.total);
    const tier = mainTier(answer.total);
    const what = view.filters
      .flatMap(({ dimension, exclude, values }) =>
        values.map((value) =>
          t(exclude ? "filter.isNot" : "filter.is", {
            dimension: t(`dimension.${dimension}`),
            value: groupName(value, t),
          }),
        ),
      )
      .join(", ");
    return html`<div class="figure">
      <span class="muted"
        >${[
          periodLabel(locale, { fromMs: Date.parse(answer.from), toMs: Date.parse(answer.to), zone: answer.timezone }),
          what,
        ]
          .filter((text) => text !== "")
          .join(" · ")}</span
      >
      <b data-metric=${metric.name} data-value=${band?.central ?? ""}>${band === null ? "–" : style.text(band.central, metric.quantity)}</b>
      ${
        band === null || !metric.estimated
          ? html`<span class="muted">${t("band.exact")}</span>`
          : html`${rangeBar(band)}
            <span>${t("band.plausible", { range: style.range(band.low, band.high, metric.quantity, band.central) })}</span>`
      }
      <span class="muted"
        >${tier === undefined ? nothing : html`${t("tier.label", { tier })}: ${t(`tier.${tier as "A"}`)} · `}${t(
          "factorset",
          {
            name: answer.factor_set,
          },
        )}</span
      >
    </div>`;
  }

  #steps({ total }: UsageAnswer) {
    const { style, language, view } = this.app;
    const { t } = language;
    const quantity = {
      it: "energy",
      facility: "energy",
      co2e: "mass",
      market: "mass",
      embodied: "mass",
      onsite: "volume",
      offsite: "volume",
    } as const;
    const current: Readonly<Record<string, readonly string[]>> = {
      energy: ["facility"],
      co2e: ["co2e"],
      water: ["onsite", "offsite"],
    };
    return html`<ol>
      <li>
        <strong>${t("method.step.tokens")}</strong>
        <span>${t("method.step.tokens.about")}</span>
        <span class="result"
          >${style.text(total.tokens_in + total.tokens_out, "count")}<small
            >${t("method.step.tokens.parts", {
              in: style.text(total.tokens_in, "count"),
              cached: style.text(total.tokens_cached, "count"),
              out: style.text(total.tokens_out, "count"),
            })}</small
          ></span
        >
      </li>
      ${methodSteps(total).map(
        ({ name, from, result, factor, unit }) =>
          html`<li class=${current[view.metric]?.includes(name) ? "current" : ""}>
            <strong>${t(`method.step.${name}`)}</strong>
            <span
              ><code>${t(`method.from.${from}`)} × ${factor === undefined ? t(name === "market" ? "method.factor.suppliers" : "method.factor.models") : `${style.figure(factor)} ${unit === "PUE" ? "" : unit}`}</code
              ><small>${t(`method.step.${name}.about`)}</small></span
            >
            <span class="result"
              >${style.text(result.central, quantity[name])}<small
                >${style.range(result.low, result.high, quantity[name], result.central)}</small
              ></span
            >
          </li>`,
      )}
    </ol>`;
  }

  #modelTable(answer: UsageAnswer, factors: Factors) {
    const { app } = this;
    const { style } = app;
    const { t } = app.language;
    const metric = metrics[app.view.metric];
    const all = centralOf(metric, answer.total);
    const byModel = new Map(factors.models.map((factor) => [factor.model, factor]));
    const rows = groupTotals(answer, metric)
      .filter(({ group }) => !isPooled(group))
      .map(({ group, measures }): ModelRow => {
        const own = byModel.get(group[0] ?? "");
        return {
          model: groupName(group[0], t),
          factor: own ?? byModel.get(classOfUnknown),
          isClass: own === undefined,
          share: all > 0 ? centralOf(metric, measures) / all : 0,
        };
      });
    const noteOf = ({ source, licence }: Pick<ModelFactor, "source" | "licence">) => `${source}\n${licence}`;
    const notes = [...new Set(rows.flatMap(({ factor }) => (factor === undefined ? [] : [noteOf(factor)])))];
    const figures = (key: "wh_it_per_1k_output" | "wh_it_per_1k_input", label: string): Column<ModelRow> => ({
      key: key === "wh_it_per_1k_output" ? "wh_per_1k_out" : "wh_per_1k_in",
      label,
      numeric: true,
      value: ({ factor }) => factor?.[key].central,
      cell: ({ factor }) =>
        factor === undefined
          ? "–"
          : html`${style.figure(factor[key].central)}<small>${style.figure(factor[key].low)}–${style.figure(factor[key].high)}</small>`,
    });
    const columns: Column<ModelRow>[] = [
      {
        key: "model",
        label: t("dimension.model"),
        value: ({ model }) => model,
        cell: ({ model, isClass }) => (isClass ? html`${model}<small>${t("method.class")}</small>` : model),
      },
      {
        key: "share",
        label: t("column.share"),
        numeric: true,
        value: ({ share }) => share,
        cell: ({ share }) => style.percent(share),
      },
      {
        key: "tier",
        label: t("column.tier"),
        value: ({ factor }) => factor?.tier,
        cell: ({ factor }) => factor?.tier ?? "–",
      },
      figures("wh_it_per_1k_output", t("column.intensity")),
      figures("wh_it_per_1k_input", t("column.intensityIn")),
      {
        key: "date",
        label: t("column.date"),
        value: ({ factor }) => factor?.date,
        cell: ({ factor }) => factor?.date ?? "",
      },
      {
        key: "source",
        label: t("column.source"),
        numeric: true,
        value: ({ factor }) => factor?.source,
        cell: ({ factor }) => (factor === undefined ? "–" : `[${notes.indexOf(noteOf(factor)) + 1}]`),
      },
    ];
    return html`<data-table .app=${app} .rows=${rows} .columns=${columns} .caption=${t("method.models")} filename="ecomind-model-factors"></data-table>
      <ol class="notes">
        ${notes.map((note) => {
          const [source, licence] = note.split("\n");
          return html`<li><span>${source}<small>${licence}</small></span></li>`;
        })}
      </ol>`;
  }

  #gridTable(answer: UsageAnswer, factors: Factors) {
    const { app } = this;
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
        value: (row) => row.ewif_l_per_kwh,
        cell: (row) => style.figure(row.ewif_l_per_kwh),
      },
      {
        key: "year",
        label: t("column.year"),
        numeric: true,
        value: ({ year }) => year,
        cell: ({ year }) => String(year),
      },
      {
        key: "source",
        label: t("column.source"),
        value: ({ source }) => source,
        cell: ({ source, licence }) => html`${source}<small>${licence}</small>`,
      },
    ];
    return html`<data-table .app=${app} compact .rows=${rows} .columns=${columns} .caption=${t("method.grids")}></data-table>`;
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    const { view } = app;
    const factors = this.#factors.state.data;
    const skeleton = html`<div class="skeleton">&nbsp;<br />&nbsp;<br />&nbsp;<br />&nbsp;</div>`;
    const both = (panel: PanelController<UsageAnswer>, content: (answer: UsageAnswer) => ReturnType<typeof html>) =>
      panelBody(panel.state, app, {
        retry: () => panel.retry(),
        skeleton,
        isEmpty: ({ rows }) => rows.length === 0,
        content,
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
        ${both(this.#models, (answer) => this.#figure(answer))}
      </section>
      <section class="panel">
        <header><h2>${t("method.steps")}</h2></header>
        ${both(this.#models, (answer) => this.#steps(answer))}
      </section>
      <section class="panel">
        <header><h2>${t("method.models")}</h2></header>
        ${both(this.#models, (answer) => (factors === undefined ? skeleton : this.#modelTable(answer, factors)))}
      </section>
      <section class="panel">
        <header><h2>${t("method.grids")}</h2></header>
        <p class="prose">${t("method.grids.lead")}</p>
        ${both(this.#regions, (answer) => (factors === undefined ? skeleton : this.#gridTable(answer, factors)))}
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
