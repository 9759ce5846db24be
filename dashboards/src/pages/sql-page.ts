import { css, html, nothing } from "lit";
import "../components/data-table.js";
import type { Column } from "../components/data-table.js";
import type { DrawOption } from "../components/eco-chart.js";
import "../components/eco-chart.js";
import { PageElement } from "../components/page-element.js";
import { errorText, panelStyles } from "../components/panel-body.js";
import { PanelController } from "../components/panel-controller.js";
import { ApiError } from "../data/api-client.js";
import type { SavedQuery } from "../data/api-types.js";
import type { Cell } from "../data/csv.js";
import { isNumeric, type SqlResult, sqlChart } from "../data/sql-result.js";
import "../i18n/en-pages.js";

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
    picked: { state: true },
  };
  declare result: SqlResult | undefined;
  declare fault: ApiError | undefined;
  declare running: boolean;
  /** Name of the saved query in the editor. */
  declare picked: string;
  readonly #saved = new PanelController<readonly SavedQuery[]>(this, { live: false });
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
      eco-chart {
        margin-block-end: 16px;
      }
      .end input {
        inline-size: 150px;
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
    this.picked = "";
  }

  protected override willUpdate(): void {
    const { api } = this.app;
    this.#saved.ask(
      "saved",
      async (signal) => (await api.get<{ queries: SavedQuery[] }>("/v1/sql/queries", {}, signal)).queries,
    );
  }

  /** The organisation's own after the examples. */
  get #queries(): readonly SavedQuery[] {
    return [...examples, ...(this.#saved.state.data ?? [])];
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
      const { length } = this.result.rows;
      this.app.announce(length === 1 ? t("table.row") : t("table.rows", { count: this.app.style.exact(length) }));
    } catch (error) {
      if (abort.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.fault = error;
      this.app.announce(errorText(error, this.app.language));
    } finally {
      if (this.#abort === abort) this.running = false;
    }
  }

  /** Changes the list of saved queries; a refusal is shown as one of a query is. */
  async #keep(method: "PUT" | "DELETE", name: string, body?: unknown): Promise<void> {
    this.fault = undefined;
    try {
      await this.app.api.send(method, `/v1/sql/queries/${encodeURIComponent(name)}`, body);
      this.picked = method === "PUT" ? name : "";
      this.app.announce(this.app.language.t(method === "PUT" ? "sql.kept" : "sql.forgotten", { name }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.fault = error;
      this.app.announce(errorText(error, this.app.language));
    }
    this.#saved.retry();
  }

  readonly #save = (event: SubmitEvent): void => {
    event.preventDefault();
    const query = this.#editor?.value.trim() ?? "";
    const name = String(new FormData(event.target as HTMLFormElement).get("name") ?? "").trim();
    if (query !== "" && name !== "") void this.#keep("PUT", name, { query });
  };

  #pick(event: Event): void {
    const found = this.#queries[Number((event.target as HTMLSelectElement).value)];
    if (found === undefined || this.#editor === null) return;
    this.#editor.value = found.query;
    this.picked = examples.includes(found) ? "" : found.name;
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
    // A count keeps every digit, as in the table below.
    const number = (value: number) => (Number.isInteger(value) ? app.style.exact(value) : app.style.figure(value));
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
          <form class="end" @submit=${this.#save}>
            <select aria-label=${t("sql.saved")} @change=${this.#pick}>
              <option value="">${t("sql.saved")} …</option>
              ${this.#queries.map(({ name }, index) => html`<option value=${index} .selected=${name === this.picked}>${name}</option>`)}
            </select>
            ${
              this.picked === ""
                ? nothing
                : html`<button type="button" class="quiet" @click=${() => this.#keep("DELETE", this.picked)}>
                    ${t("sql.forget")}
                  </button>`
            }
            <input
              name="name"
              required
              maxlength="100"
              pattern="[A-Za-z0-9][A-Za-z0-9 ._\\-]*"
              autocomplete="off"
              aria-label=${t("sql.name")}
              placeholder=${t("sql.name")}
              .value=${this.picked}
            />
            <button>${t("sql.save")}</button>
          </form>
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
