import { html, LitElement, nothing } from "lit";
import { isOnPaper, paperChanged } from "../../theme/paper.js";
import type { Sort } from "../../view/view-state.js";
import type { AppContext } from "../app-context.js";
import { figureStyles } from "../figure/styles.js";
import type { Column, PagedRows } from "./column.js";
import { type FileContext, saveTable } from "./file.js";
import { type Row, searchedRows, sortedRows } from "./rows.js";
import "../../i18n/en-pages.js";
import { dataTableStyles } from "./styles.js";

/** Rows that are drawn until all are asked for: what a person reads, and what a browser draws at once. */
const firstRows = 50;
/** Rows that are printed: a file has them all. */
const paperRows = 200;

/** A table with sort and search. Its order and search live in the address where it is the page's main one. */
export class DataTable<T> extends LitElement {
  static override properties = {
    app: { attribute: false },
    columns: { attribute: false },
    rows: { attribute: false },
    caption: {},
    filename: {},
    about: { attribute: false },
    compact: { type: Boolean },
    keepsView: { attribute: false },
    paged: { attribute: false },
    ownSort: { state: true },
    ownSearch: { state: true },
    showsAll: { state: true },
  };
  declare app: AppContext;
  declare columns: readonly Column<T>[];
  declare rows: readonly T[];
  declare caption: string;
  declare filename: string;
  /** Columns that an exported file adds to each row: period, factor set, filters. */
  declare about: FileContext;
  /** Without search and file: a short list. */
  declare compact: boolean;
  /** Whether order and search are the view's: a link opens the same table, and back undoes a change. @default false */
  declare keepsView: boolean;
  /** The rows are one page of more: the service sorts and searches them. */
  declare paged: PagedRows | undefined;
  declare ownSort: Sort | undefined;
  /** What is typed; absent: what the view says. */
  declare ownSearch: string | undefined;
  declare showsAll: boolean;

  static override styles = [...figureStyles, dataTableStyles];

  constructor() {
    super();
    this.columns = [];
    this.rows = [];
    this.caption = "";
    this.filename = "ecomind";
    this.about = {};
    this.compact = false;
    this.keepsView = false;
    this.showsAll = false;
  }

  readonly #laidOut = (): void => {
    this.toggleAttribute("data-paper", isOnPaper());
    this.requestUpdate();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener(paperChanged, this.#laidOut);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener(paperChanged, this.#laidOut);
  }

  get #sort(): Sort | undefined {
    const sort = this.paged ? this.paged.sort : this.keepsView ? this.app.view.sort : this.ownSort;
    return this.columns.some(({ key }) => key === sort?.column) ? sort : undefined;
  }

  get #search(): string {
    if (this.compact) return "";
    return this.ownSearch ?? this.paged?.search ?? (this.keepsView ? this.app.view.search : "");
  }

  #rowsShown(): { row: T; texts: Row }[] {
    const rows = this.rows.map((row) => ({
      row,
      texts: Object.fromEntries(this.columns.map(({ key, value }) => [key, value(row)])),
    }));
    return this.paged ? rows : sortedRows(searchedRows(rows, this.#search), this.#sort);
  }

  #sortBy({ key, numeric, label }: Column<T>): void {
    const sort = this.#sort;
    const descending = sort?.column === key ? !sort.descending : numeric === true;
    const next = { column: key, descending };
    if (this.paged) this.paged.ask({ sort: next });
    else if (this.keepsView) this.app.change({ sort: next });
    else this.ownSort = next;
    this.app.announce(this.app.language.t("table.sorted", { column: label }));
  }

  /** When one has typed, not with each letter: each is a step back. */
  #keepSearch(): void {
    const search = this.ownSearch?.trim();
    if (this.paged && search !== undefined) {
      this.ownSearch = undefined;
      if (search !== this.paged.search) this.paged.ask({ search });
      return;
    }
    if (!this.keepsView || search === undefined) return;
    this.ownSearch = undefined;
    if (search !== this.app.view.search) this.app.change({ search });
  }

  #save(): void {
    if (this.paged) {
      this.paged.save();
      return;
    }
    const rows = this.#rowsShown().map(({ row }) => row);
    saveTable(this.columns, rows, this.app.style.locale, this.filename, this.about);
  }

  override render() {
    const { t } = this.app.language;
    const { style } = this.app;
    const rows = this.#rowsShown();
    const drawn = isOnPaper() ? rows.slice(0, paperRows) : this.showsAll ? rows : rows.slice(0, firstRows);
    const isCut = drawn.length < rows.length;
    const sort = this.#sort;
    return html`${
      this.compact
        ? nothing
        : html`<div class="tools no-print">
            <input
              type="search"
              aria-label="${t("table.search")}: ${this.caption}"
              placeholder=${t("table.search")}
              .value=${this.#search}
              @input=${(event: Event) => {
                this.ownSearch = (event.target as HTMLInputElement).value;
              }}
              @change=${this.#keepSearch}
            />
            <span>${this.#count(rows.length)}</span>
            <button class="quiet" ?disabled=${this.paged?.isSaving === true} aria-label=${t("action.export", { name: `${t("action.csv")}: ${this.caption}` })} @click=${this.#save}>
              ${t("action.csv")}
            </button>
          </div>`
    }
      <div class="scroll" tabindex="0" role="region" aria-label=${this.caption}>
        <table class=${this.columns.length <= 3 ? "few" : ""}>
          <caption class="visually-hidden">
            ${this.caption}
          </caption>
          <thead>
            <tr>
              ${this.columns.map((column) => {
                const isSorted = sort?.column === column.key;
                return html`<th
                  scope="col"
                  class=${column.numeric ? "numeric" : ""}
                  aria-sort=${isSorted ? (sort.descending ? "descending" : "ascending") : nothing}
                >
                  ${
                    this.paged && !this.paged.sortable.has(column.key)
                      ? html`<span class="plain">${column.label}</span>`
                      : html`<button @click=${() => this.#sortBy(column)}>
                        ${column.label}${isSorted ? html`<span aria-hidden="true"> ${sort.descending ? "↓" : "↑"}</span>` : nothing}
                      </button>`
                  }
                </th>`;
              })}
            </tr>
          </thead>
          <tbody>
            ${drawn.map(
              ({ row }) =>
                html`<tr>
                  ${this.columns.map(({ cell, numeric }, index) =>
                    index === 0
                      ? html`<th scope="row">${cell(row)}</th>`
                      : html`<td class=${numeric ? "numeric" : ""}>${cell(row)}</td>`,
                  )}
                </tr>`,
            )}
          </tbody>
        </table>
        ${rows.length === 0 ? html`<p class="none">${t("state.empty")}</p>` : nothing}
      </div>
      ${
        isCut && isOnPaper()
          ? html`<p class="cut">${t("table.cut", { count: style.exact(drawn.length), all: style.exact(rows.length) })}</p>`
          : nothing
      }
      ${
        !isCut
          ? nothing
          : html`<button
              class="more no-print"
              @click=${() => {
                this.showsAll = true;
              }}
            >
              ${t("table.all", { count: style.exact(rows.length) })}
            </button>`
      }${this.#pages()}`;
  }

  /** How many rows there are, and which of them are here. */
  #count(rows: number): string {
    const { t } = this.app.language;
    const { style } = this.app;
    if (this.paged) {
      const { from, to, matching } = this.paged;
      return t("table.page", { from: style.exact(from), to: style.exact(to), all: style.exact(matching) });
    }
    return rows === 1 ? t("table.row") : t("table.rows", { count: style.exact(rows) });
  }

  #pages() {
    const { paged } = this;
    const { t } = this.app.language;
    if (paged === undefined || (paged.next ?? paged.previous) === undefined) return nothing;
    const button = (text: string, go: (() => void) | undefined) =>
      html`<button ?disabled=${go === undefined} @click=${() => go?.()}>${text}</button>`;
    return html`<div class="pages no-print">
      ${button(t("table.previous"), paged.previous)} ${button(t("table.next"), paged.next)}
      <span>${this.#count(0)}</span>
    </div>`;
  }
}
customElements.define("data-table", DataTable);
