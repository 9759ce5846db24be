import { html, nothing } from "lit";
import "../../elements/data-table/element.js";
import type { DrawOption } from "../../elements/chart/element.js";
import type { Column } from "../../elements/data-table/column.js";
import "../../elements/chart/element.js";
import { ApiProblem } from "@ecomind/api-client";
import type { PublishedTable, SavedQuery, SqlResult } from "../../api/answers.js";
import { requestIdOf } from "../../api/problem.js";
import { PageElement } from "../../elements/page-element.js";
import { errorText, panelStyles } from "../../elements/panel/body.js";
import { PanelController } from "../../elements/panel/controller.js";
import { isNumeric, sqlChart } from "../../figures/sql-result.js";
import type { Cell } from "../../files/csv.js";
import "../../i18n/en-pages.js";
import type { Mark, Schema, SqlEditor } from "./editor.js";
import { examples } from "./examples.js";
import "./editor.js";
import { schemaPanel } from "./schema-panel.js";
import { sqlStyles } from "./styles.js";

type Row = readonly unknown[];

const schemaOf = (tables: readonly PublishedTable[] = []): Schema =>
  Object.fromEntries(tables.map(({ name, columns }) => [name, columns.map((column) => column.name)]));

/** Where a refused statement is wrong, if the answer says so: "… at line 2, column 12 …", both counted from 1. */
function markOf(error: ApiProblem, query: string): Mark | undefined {
  const message = error.problem?.detail ?? "";
  const [, line, column] = /\bat line (\d+), column (\d+)/.exec(message) ?? [];
  if (line === undefined || column === undefined) return undefined;
  const lines = query.split("\n");
  const before = lines.slice(0, Number(line) - 1).reduce((sum, { length }) => sum + length + 1, 0);
  // At the end of the text the last character before it is underlined.
  const from = Math.max(0, Math.min(query.length - 1, before + Number(column) - 1));
  const word = /^[^\s,()]+/.exec(query.slice(from))?.[0] ?? "";
  return { from, to: from + Math.max(1, word.length), message };
}

export class SqlPage extends PageElement {
  static override properties = {
    ...PageElement.properties,
    result: { state: true },
    fault: { state: true },
    running: { state: true },
    picked: { state: true },
  };
  declare result: SqlResult | undefined;
  declare fault: ApiProblem | undefined;
  declare running: boolean;
  /** Name of the saved query in the editor. */
  declare picked: string;
  readonly #saved = new PanelController<readonly SavedQuery[]>(this, { live: false });
  readonly #schema = new PanelController<readonly PublishedTable[]>(this, { live: false });
  #abort: AbortController | undefined;

  static override styles = [...PageElement.styles, panelStyles, sqlStyles];

  constructor() {
    super();
    this.running = false;
    this.picked = "";
  }

  protected override willUpdate(): void {
    const { api } = this.app;
    this.#saved.ask("saved", async (signal) => (await api.get("/v1/sql/queries", { signal })).queries);
    this.#schema.ask("schema", async (signal) => (await api.get("/v1/sql/tables", { signal })).tables);
  }

  /** The organisation's own after the examples. */
  get #queries(): readonly SavedQuery[] {
    return [...examples, ...(this.#saved.state.data ?? [])];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort?.abort();
  }

  get #editor(): SqlEditor | null {
    return this.renderRoot.querySelector<SqlEditor>("sql-editor");
  }

  async #run(): Promise<void> {
    const query = this.#editor?.value ?? "";
    if (query.trim() === "") return;
    this.#editor?.mark(undefined);
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.running = true;
    this.fault = undefined;
    try {
      const result = await this.app.api.post("/v1/sql", { body: { query }, signal: abort.signal });
      this.result = result;
      const { t } = this.app.language;
      const { length } = result.rows;
      this.app.announce(length === 1 ? t("table.row") : t("table.rows", { count: this.app.style.exact(length) }));
    } catch (error) {
      if (abort.signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      this.fault = error;
      this.#editor?.mark(markOf(error, query));
      this.app.announce(errorText(error, this.app.language));
    } finally {
      if (this.#abort === abort) this.running = false;
    }
  }

  /** Saves a query under a name, or deletes that name without one; a refusal is shown as one of a query is. */
  async #keep(name: string, query: string | undefined): Promise<void> {
    const { api, announce, language } = this.app;
    const path = { name };
    this.fault = undefined;
    try {
      if (query === undefined) await api.delete("/v1/sql/queries/{name}", { path });
      else await api.put("/v1/sql/queries/{name}", { path, body: { query } });
      this.picked = query === undefined ? "" : name;
      announce(language.t(query === undefined ? "sql.forgotten" : "sql.kept", { name }));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.fault = error;
      this.app.announce(errorText(error, this.app.language));
    }
    this.#saved.retry();
  }

  readonly #save = (event: SubmitEvent): void => {
    event.preventDefault();
    const query = this.#editor?.value.trim() ?? "";
    const name = String(new FormData(event.target as HTMLFormElement).get("name") ?? "").trim();
    if (query !== "" && name !== "") void this.#keep(name, query);
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
        <sql-editor
          .label=${t("sql.query")}
          .initial=${examples[0]?.query ?? ""}
          .schema=${schemaOf(this.#schema.state.data)}
          @eco-run=${() => this.#run()}
        ></sql-editor>
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
                : html`<button type="button" class="quiet" @click=${() => this.#keep(this.picked, undefined)}>
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
      ${schemaPanel(this.#schema.state.data ?? [], app, (text) => this.#editor?.insert(text))}
      ${
        fault === undefined
          ? nothing
          : html`<section class="panel" data-state="error">
            <p class="fault">${errorText(fault, app.language)}</p>
            <p class="muted">${t("state.error.request", { id: requestIdOf(fault) })}</p>
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
