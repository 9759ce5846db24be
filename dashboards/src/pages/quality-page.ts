import { css, html, nothing } from "lit";
import "../components/data-table.js";
import type { Column } from "../components/data-table.js";
import "../components/eco-breakdown.js";
import type { DrawOption } from "../components/eco-chart.js";
import "../components/eco-chart.js";
import "../components/eco-quality.js";
import { groupName } from "../components/group-name.js";
import { PageElement } from "../components/page-element.js";
import { panelBody, panelStyles } from "../components/panel-body.js";
import { PanelController } from "../components/panel-controller.js";
import { balanceOf } from "../data/accounting.js";
import type { Accounting, DeadLetterReason, Me, PipelineMinute, UsageAnswer } from "../data/api-types.js";
import { metrics } from "../data/metrics.js";
import { type GroupTotal, groupTotals, isPooled } from "../data/series.js";
import { periodsOf, questionKey, usageQuery } from "../data/usage-question.js";
import "../i18n/en-pages.js";

/** Whether someone may see what the pipeline does: asked by others, it is refused, and told in the audit log. */
const administers = (me: Me | undefined): boolean => me?.role === "owner" || me?.role === "admin";

export class QualityPage extends PageElement {
  static override styles = [
    ...PageElement.styles,
    panelStyles,
    css`
      .sum {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 18px;
        align-items: flex-start;
        margin: 4px 0 10px;
      }
      .sum .term {
        display: flex;
        gap: 18px;
      }
      .term div {
        display: grid;
        gap: 1px;
      }
      .sum b {
        font-size: 24px;
        font-weight: 620;
        letter-spacing: -0.015em;
      }
      .sum span {
        color: var(--ink-3);
        font-size: 12.5px;
      }
      .sum i {
        align-self: start;
        padding-block-start: 4px;
        color: var(--ink-3);
        font-size: 18px;
        font-style: normal;
      }
      .verdict {
        font-weight: 550;
      }
      .verdict.bad {
        color: var(--bad);
      }
      .stack {
        display: grid;
        grid-template-rows: auto 1fr;
        gap: 16px;
        min-inline-size: 0;
      }
      eco-chart,
      .box {
        block-size: 220px;
      }
    `,
  ];
  readonly #accounting = new PanelController<Accounting>(this);
  readonly #pipeline = new PanelController<readonly PipelineMinute[]>(this);
  readonly #letters = new PanelController<readonly DeadLetterReason[]>(this);
  readonly #models = new PanelController<UsageAnswer>(this);

  protected override willUpdate(): void {
    const { api, view, me } = this.app;
    this.#accounting.ask("accounting", (signal) => api.get<Accounting>("/v1/accounting", {}, signal));
    if (administers(me)) {
      this.#pipeline.ask(
        "pipeline",
        async (signal) => (await api.get<{ minutes: PipelineMinute[] }>("/v1/pipeline", {}, signal)).minutes,
      );
      this.#letters.ask(
        "letters",
        async (signal) =>
          (await api.get<{ dead_letters: DeadLetterReason[] }>("/v1/dead-letters", {}, signal)).dead_letters,
      );
    }
    const question = { period: periodsOf(view, Date.now()).period, view, group: ["model", "provider"], top: 1000 };
    this.#models.ask(questionKey(question), (signal) =>
      api.get<UsageAnswer>("/v1/usage", usageQuery(question), signal),
    );
  }

  #sum(accounting: Accounting) {
    const { style, language } = this.app;
    const { t, locale } = language;
    const { difference } = balanceOf(accounting);
    // A sign stays with what it adds, wherever the line breaks.
    const part = (sign: string, value: number, label: string) =>
      html`<div class="term">
        ${sign === "" ? nothing : html`<i>${sign}</i>`}
        <div><b>${style.exact(value)}</b><span>${label}</span></div>
      </div>`;
    const at = accounting.last_published_at;
    const { in_flight: inFlight, in_flight_estimated: isEstimated } = accounting;
    return html`<div class="sum">
        ${
          inFlight === null
            ? part("", accounting.records_read, t("quality.read"))
            : part("", accounting.records_read + inFlight, t("quality.accepted"))
        }
        ${part("=", accounting.stored, t("quality.stored"))}
        ${part("+", accounting.duplicates, t("quality.duplicates"))}
        ${part("+", accounting.dead_letters, t("quality.deadLetters"))}
        ${part("+", accounting.erased, t("quality.erased"))}
        ${
          inFlight === null
            ? nothing
            : part("+", inFlight, t(isEstimated ? "quality.inFlight.about" : "quality.inFlight"))
        }
      </div>
      <p class="verdict ${difference === 0 ? "" : "bad"}">
        ${difference === 0 ? t("quality.balanced") : t("quality.unbalanced", { count: style.exact(difference) })}
      </p>
      ${
        at === null
          ? nothing
          : html`<p class="muted">
            ${t("quality.last", {
              time: new Intl.DateTimeFormat(locale, {
                dateStyle: "medium",
                timeStyle: "medium",
                timeZone: this.app.view.zone,
              }).format(Date.parse(at)),
            })}
          </p>`
      }`;
  }

  #freshness(minutes: readonly PipelineMinute[]) {
    const { language, style, view } = this.app;
    const { t, locale } = language;
    const time = new Intl.DateTimeFormat(locale, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: view.zone,
    });
    // Every minute has its place, so that a pause is seen as one.
    const minuteMs = 60_000;
    const byMinute = new Map(minutes.map((row) => [Date.parse(row.minute), row]));
    const lastMs = Math.max(...byMinute.keys(), Math.floor(Date.now() / minuteMs) * minuteMs);
    const points = Array.from({ length: 181 }, (_, index) => {
      const atMs = lastMs - (180 - index) * minuteMs;
      const row = byMinute.get(atMs);
      const label = time.format(atMs);
      return {
        label,
        isHalfHour: /[03]0$/.test(label),
        seconds: (row?.freshness_ms_max ?? 0) / 1000,
        stored: row?.stored ?? 0,
      };
    });
    const say = (point: (typeof points)[number]) =>
      t(point.stored === 0 ? "quality.freshness.nothing" : "quality.freshness.point", {
        when: point.label,
        seconds: style.figure(point.seconds),
        count: style.exact(point.stored),
      });
    return html`<eco-chart
      .option=${(({ freshnessOption }, palette) => freshnessOption({ points, say, palette, number: (value) => style.figure(value) })) satisfies DrawOption}
      .points=${points.map(say)}
      .description=${t("quality.freshness.lead")}
      filename="ecomind-freshness"
    ></eco-chart>`;
  }

  #letterTable(rows: readonly DeadLetterReason[]) {
    const { app } = this;
    const { t } = app.language;
    const text = (key: "reason" | "stage" | "first_at" | "last_at", label: string): Column<DeadLetterReason> => ({
      key,
      label,
      cell: (row) => row[key],
      value: (row) => row[key],
    });
    return html`<data-table
      .app=${app}
      compact
      .caption=${t("quality.letters")}
      .rows=${rows}
      .columns=${[
        text("reason", t("quality.reason")),
        text("stage", t("quality.stage")),
        {
          key: "count",
          label: t("column.count"),
          numeric: true,
          cell: (row: DeadLetterReason) => app.style.exact(row.count),
          value: (row: DeadLetterReason) => row.count,
        },
        text("first_at", t("column.first")),
        text("last_at", t("column.last")),
      ]}
    ></data-table>`;
  }

  #unknown(answer: UsageAnswer) {
    const { app } = this;
    const { t } = app.language;
    const rows = groupTotals(answer, metrics.requests).filter(
      ({ group, measures }) => !isPooled(group) && measures.requests_unknown_model > 0,
    );
    if (rows.length === 0) return html`<p class="muted">${t("quality.unknown.none")}</p>`;
    const columns: Column<GroupTotal>[] = [
      {
        key: "model",
        label: t("dimension.model"),
        cell: ({ group }) => groupName(group[0], t),
        value: ({ group }) => group[0],
      },
      {
        key: "provider",
        label: t("dimension.provider"),
        cell: ({ group }) => groupName(group[1], t),
        value: ({ group }) => group[1],
      },
      {
        key: "requests",
        label: t("column.requests"),
        numeric: true,
        cell: ({ measures }) => app.style.exact(measures.requests_unknown_model),
        value: ({ measures }) => measures.requests_unknown_model,
      },
    ];
    return html`<data-table .app=${app} compact .caption=${t("quality.unknown")} .rows=${rows} .columns=${columns}></data-table>`;
  }

  override render() {
    const { app } = this;
    const { t } = app.language;
    const skeleton = html`<div class="box skeleton"></div>`;
    return html`
      <section class="panel">
        <header><h2>${t("quality.accounting")}</h2></header>
        ${panelBody(this.#accounting.state, app, {
          retry: () => this.#accounting.retry(),
          skeleton: html`<div class="skeleton">&nbsp;<br />&nbsp;<br />&nbsp;</div>`,
          content: (accounting) => this.#sum(accounting),
        })}
      </section>
      ${
        administers(app.me)
          ? html`<section class="panel">
            <header><h2>${t("quality.freshness")}</h2></header>
            <p class="prose">${t("quality.freshness.lead")}</p>
            ${panelBody(this.#pipeline.state, app, {
              retry: () => this.#pipeline.retry(),
              skeleton,
              isEmpty: (minutes) => minutes.length === 0,
              empty: html`<p class="muted" data-state="empty">${t("quality.freshness.none")}</p>`,
              content: (minutes) => this.#freshness(minutes),
            })}
          </section>`
          : nothing
      }
      <div class="columns">
        <section class="panel">
          <header><h2>${t("certainty.title")}</h2></header>
          <eco-quality .app=${app}></eco-quality>
        </section>
        <div class="stack">
          <section class="panel">
            <header><h2>${t("quality.basis")}</h2></header>
            <p class="prose">${t("quality.basis.lead")}</p>
            <eco-breakdown .app=${app} dimension="basis" .metric=${"requests"}></eco-breakdown>
          </section>
          ${
            administers(app.me)
              ? html`<section class="panel">
                <header><h2>${t("quality.letters")}</h2></header>
                ${panelBody(this.#letters.state, app, {
                  retry: () => this.#letters.retry(),
                  skeleton,
                  isEmpty: (rows) => rows.length === 0,
                  empty: html`<p class="muted" data-state="empty">${t("quality.letters.none")}</p>`,
                  content: (rows) => this.#letterTable(rows),
                })}
              </section>`
              : nothing
          }
        </div>
      </div>
      <section class="panel">
        <header><h2>${t("quality.unknown")}</h2></header>
        ${panelBody(this.#models.state, app, { retry: () => this.#models.retry(), skeleton, content: (answer) => this.#unknown(answer) })}
      </section>
    `;
  }
}
customElements.define("quality-page", QualityPage);
