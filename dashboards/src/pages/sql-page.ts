import { css, html, nothing } from "lit";
import "../components/data-table.js";
import type { Column } from "../components/data-table.js";
import type { DrawOption } from "../components/eco-chart.js";
import "../components/eco-chart.js";
import { PageElement } from "../components/page-element.js";
import { errorText, panelStyles } from "../components/panel-body.js";
import { readSavedQueries, type SavedQuery, writeSavedQueries } from "../components/saved-queries.js";
import { ApiError } from "../data/api-client.js";
import type { Cell } from "../data/csv.js";
import { isNumeric, type SqlResult, sqlChart } from "../data/sql-result.js";

const examples: readonly SavedQuery[] = [
  {
    name: "Requests by day",
    query: "SELECT toDate(bucket) AS day, sum(requests) AS requests\nFROM usage_15m\nGROUP BY day\nORDER BY day",
  },
  {
    name: "Tokens by model",
    query:
      "SELECT model, sum(tokens_out) AS tokens_out, sum(requests) AS requests\nFROM usage_15m\nGROUP BY model\nORDER BY tokens_out DESC\nLIMIT 20",
  },
  {
    name: "Busiest hours",
    query:
      "SELECT toString(toHour(bucket)) AS hour, sum(requests) AS requests\nFROM usage_15m\nGROUP BY hour\nORDER BY toUInt8(hour)",
  },
];

type Row = readonly unknown[];

export class SqlPage extends PageElement {
  static override properties = {
    ...PageElement.properties,
    result: { state: true },
    fault: { state: true },
    running: { state: true },
    saved: { state: true },
  };
  declare result: SqlResult | undefined;
  declare fault: ApiError | undefined;
  declare running: boolean;
  declare saved: readonly SavedQuery[];
  #abort: AbortController | undefined;

  static override styles = [
    ...PageElement.styles,
    panelStyles,
    css`
      textarea {
        inline-size: 100%;
        min-block-size: 170px;
        padding: 12px;
        border: 1px solid var(--line-strong);
        border-radius: 8px;
        background: var(--ground);
        font: 13.5px / 1.55 var(--mono);
        resize: vertical;
        tab-size: 2;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        margin-block-start: 10px;
      }
      .bar span {
        color: var(--ink-3);
        font-size: 12.5px;
      }
      .bar .end {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-inline-start: auto;
      }
      .fault {
        color: var(--bad);
        overflow-wrap: anywhere;
      }
      pre {
        margin: 0;
        white-space: pre-wrap;
      }
    `,
  ];

  constructor() {
    super();
    this.running = false;
    this.saved = readSavedQueries();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort?.abort();
  }

  get #editor(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  async #run(): Promise<void> {
    const query = this.#editor?.value.trim() ?? "";
    if (query === "") return;
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.running = true;
    this.fault = undefined;
    try {
      this.result = await this.app.api.send<SqlResult>("POST", "/v1/sql", { query }, abort.signal);
      const { t } = this.app.language;
      this.app.announce(t("table.rows", { count: this.app.style.exact(this.result.rows.length) }));
    } catch (error) {
      if (abort.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.fault = error;
      this.app.announce(errorText(error, this.app.language));
    } finally {
      if (this.#abort === abort) this.running = false;
    }
  }

  #save(): void {
    const query = this.#editor?.value.trim() ?? "";
    if (query === "") return;
    const name = query.split("\n")[0]?.slice(0, 60) ?? "";
    this.saved = [...this.saved.filter((candidate) => candidate.query !== query), { name, query }];
    writeSavedQueries(this.saved);
  }

  #pick(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const query = [...examples, ...this.saved][Number(select.value)]?.query;
    if (query !== undefined && this.#editor !== null) this.#editor.value = query;
  }

  #table(result: SqlResult) {
    const { app } = this;
    const columns = result.columns.map(
      ({ name, type }, index): Column<Row> => ({
        key: name,
        label: name,
        numeric: isNumeric(type),
        value: (row): Cell => {
          const cell = row[index];
          if (cell === null || cell === undefined) return null;
          if (isNumeric(type) && Number.isSafeInteger(Number(cell))) return Number(cell);
          return typeof cell === "object" ? JSON.stringify(cell) : (cell as Cell);
        },
        cell: (row) => {
          const cell = row[index];
          return cell === null || cell === undefined
            ? "NULL"
            : typeof cell === "object"
              ? JSON.stringify(cell)
              : String(cell);
        },
      }),
    );
    return html`<data-table .app=${app} .rows=${result.rows} .columns=${columns} .caption=${app.language.t("sql.result")} filename="ecomind-sql"></data-table>`;
  }

  override render() {
    const { app, result, fault } = this;
    const { t } = app.language;
    const chart = result === undefined ? undefined : sqlChart(result);
    const number = (value: number) => app.style.figure(value);
    return html`
      <section class="panel">
        <label class="visually-hidden" for="query">${t("sql.query")}</label>
        <textarea
          id="query"
          spellcheck="false"
          autocapitalize="off"
          autocomplete="off"
          .defaultValue=${examples[0]?.query ?? ""}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.#run();
          }}
        ></textarea>
        <div class="bar">
          <button class="primary" ?disabled=${this.running} @click=${() => this.#run()}>
            ${t(this.running ? "sql.running" : "sql.run")}
          </button>
          ${
            result === undefined
              ? html`<span>${t("sql.hint")}</span>`
              : html`<span>${t("sql.took", { rows: app.style.exact(result.rows.length), ms: app.style.figure(result.elapsed_ms) })}</span>`
          }
          <div class="end">
            <select aria-label=${t("sql.saved")} @change=${this.#pick}>
              <option value="">${t("sql.saved")} …</option>
              ${[...examples, ...this.saved].map(({ name }, index) => html`<option value=${index}>${name}</option>`)}
            </select>
            <button @click=${() => this.#save()}>${t("sql.save")}</button>
          </div>
        </div>
      </section>
      ${
        fault === undefined
          ? nothing
          : html`<section class="panel" data-state="error">
            <p class="fault">${errorText(fault, app.language)}</p>
            <p class="muted">${t("state.error.request", { id: fault.requestId })}</p>
          </section>`
      }
      ${
        result === undefined
          ? nothing
          : html`<section class="panel" data-state="ready">
            <header><h2>${t("sql.result")}</h2></header>
            ${
              chart === undefined
                ? nothing
                : html`<eco-chart
                  .option=${(({ sqlOption }, palette) => sqlOption(chart, number, palette)) satisfies DrawOption}
                  .points=${chart.labels.map((label, index) => `${label}: ${number(chart.values[index] ?? 0)}`)}
                  .description="${t("sql.result")}: ${chart.name}"
                  filename="ecomind-sql"
                ></eco-chart>`
            }
            ${this.#table(result)}
          </section>`
      }
    `;
  }
}
customElements.define("sql-page", SqlPage);
