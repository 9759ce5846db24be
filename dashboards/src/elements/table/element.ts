import { rangeFileName } from "@ecomind/zoned-time";
import { html, type PropertyValues } from "lit";
import type { UsageAnswer } from "../../api/answers.js";
import { problemOf } from "../../api/problem.js";
import { askUsage, type ListQuery, questionKey, setNames, type UsageQuestion, usageQuery } from "../../api/usage.js";
import { metrics } from "../../figures/metrics.js";
import { type GroupTotal, groupTotals } from "../../figures/series.js";
import { dimensionOf } from "../../view/filters.js";
import { periodsOf } from "../../view/periods.js";
import type { Sort } from "../../view/view-state.js";
import type { AppContext } from "../app-context.js";
import { figureStyles } from "../figure/styles.js";
import "../data-table/element.js";
import type { PagedRows } from "../data-table/column.js";
import { saveTable } from "../data-table/file.js";
import { UsageFigure } from "../figure/usage-figure.js";
import { dimensionName, filterText } from "../group-name.js";
import { errorText, panelBody } from "../panel/body.js";
import { setStyle } from "../set-style.js";
import { usageColumns } from "./columns.js";
import { fileGroups, listedRows, listQuery, mostGroups, pageGroups, sortNamesOf } from "./paged-groups.js";

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
    isPaged: { state: true },
    ownOrder: { state: true },
    isSaving: { state: true },
  };
  /** Names with commas. @default all that suit the group */
  declare columns: string;
  /** Better names for values of the first group. */
  declare names: ReadonlyMap<string, string> | undefined;
  /** In the dashboards: order and search live in the address. */
  declare keepsView: boolean | undefined;
  /** There are more groups than one answer has: the service sorts and searches. */
  declare isPaged: boolean;
  /** Of a table that does not keep them in the address. */
  declare ownOrder: { readonly sort: Sort | undefined; readonly search: string };
  declare isSaving: boolean;

  /** Where the pages after the first one begin, up to this one, and the question that they belong to. */
  #starts: readonly { readonly cursor: string; readonly from: number }[] = [];
  #startsKey = "";

  static override styles = figureStyles;

  constructor() {
    super();
    this.columns = "requests,tokens_in,tokens_out,energy,co2e,water,tier,share";
    this.isPaged = false;
    this.ownOrder = { sort: undefined, search: "" };
    this.isSaving = false;
  }

  /** The whole question, of which each page is a part: what it says starts at the first page. */
  #base({ view }: AppContext): UsageQuestion {
    const own = ((this as unknown as { group?: string }).group ?? "").split(",");
    const group = own.flatMap((name) => dimensionOf(name) ?? []);
    const { period } = periodsOf(view, Date.now());
    return { period, view, group: group.length === 0 ? view.group : group.slice(0, 2) };
  }

  get #order(): { readonly sort: Sort | undefined; readonly search: string } {
    const { view } = this.context;
    return this.keepsView ? { sort: view.sort, search: view.search.trim() } : this.ownOrder;
  }

  #sortNames({ group = [] }: UsageQuestion) {
    return sortNamesOf((group[0] ?? "model").replace(":", "_"), this.metricName);
  }

  #list(base: UsageQuestion, cursor: string): ListQuery {
    return listQuery({ ...this.#order, cursor }, this.#sortNames(base), this.metricName);
  }

  protected parameters(context: AppContext): UsageQuestion {
    const base = this.#base(context);
    // Fewer groups than an answer holds are sorted and searched here, at once.
    if (!this.isPaged) return { ...base, top: mostGroups, list: { sort: this.metricName } };
    return { ...base, top: pageGroups, list: this.#list(base, this.#pageStart(base).cursor) };
  }

  /** Where the page begins: at the list's start once anything else that it depends on has changed. */
  #pageStart(base: UsageQuestion): { readonly cursor: string; readonly from: number } {
    const key = `${questionKey(base)} ${JSON.stringify(this.#order)}`;
    if (key !== this.#startsKey) {
      this.#startsKey = key;
      this.#starts = [];
    }
    return this.#starts.at(-1) ?? { cursor: "", from: 1 };
  }

  protected override willUpdate(changed: PropertyValues): void {
    const groups = this.shown.data?.list?.groups;
    if (groups !== undefined) this.isPaged = groups > mostGroups;
    super.willUpdate(changed);
  }

  #paged(answer: UsageAnswer): PagedRows | undefined {
    const { list } = answer;
    if (!this.isPaged || list === undefined) return undefined;
    const { context } = this;
    const base = this.#base(context);
    const { from } = this.#pageStart(base);
    const shown = listedRows(answer).length;
    const { next_cursor: cursor } = list;
    const go = (starts: readonly { cursor: string; from: number }[]) => () => {
      this.#starts = starts;
      this.requestUpdate();
    };
    return {
      ...this.#order,
      matching: list.matching,
      from: shown === 0 ? 0 : from,
      to: shown === 0 ? 0 : from + shown - 1,
      sortable: new Set(this.#sortNames(base).keys()),
      ask: (change) => {
        if (this.keepsView) context.change(change);
        else this.ownOrder = { ...this.ownOrder, ...change };
      },
      next: cursor === undefined ? undefined : go([...this.#starts, { cursor, from: from + shown }]),
      previous: this.#starts.length === 0 ? undefined : go(this.#starts.slice(0, -1)),
      save: () => void this.#saveAll(base),
      isSaving: this.isSaving,
    };
  }

  /** Saves every group that matches, whatever the page. A failure is said, and no file begins. */
  async #saveAll(base: UsageQuestion): Promise<void> {
    const { context } = this;
    const { language, style } = context;
    const rows: GroupTotal[] = [];
    this.isSaving = true;
    try {
      for (let cursor = ""; ; ) {
        const question = { ...base, top: fileGroups, list: this.#list(base, cursor) };
        const answer = await askUsage(context.api, usageQuery(question));
        rows.push(...listedRows(answer).map((row) => ({ group: row.group, measures: row })));
        const next = answer.list?.next_cursor;
        if (next === undefined) {
          saveTable(this.#columns(answer), rows, style.locale, this.#filename(answer), this.#about(answer));
          context.announce(language.t("table.saved", { count: style.exact(rows.length) }));
          return;
        }
        cursor = next;
        context.announce(language.t("table.saving", { count: style.exact(rows.length) }));
      }
    } catch (error) {
      context.announce(errorText(problemOf(error), language));
    } finally {
      this.isSaving = false;
    }
  }

  #columns(answer: UsageAnswer) {
    return usageColumns(answer, {
      context: this.context,
      wanted: this.columns,
      shareOf: metrics[this.metricName],
      names: this.names,
      isLinked: this.app !== undefined,
    });
  }

  #about(answer: UsageAnswer) {
    const { from, to, timezone } = answer;
    const { view, language } = this.context;
    return {
      period_start: from,
      period_end: to,
      timezone,
      factor_set: setNames(answer),
      ...(view.filters.length === 0
        ? {}
        : { filters: view.filters.map((filter) => filterText(filter, filter.values, language.t)).join("; ") }),
    };
  }

  #filename({ group_by: groups, from, to, timezone }: UsageAnswer): string {
    return rangeFileName(groups.join("-").replaceAll(":", "-"), Date.parse(from), Date.parse(to), timezone);
  }

  override render() {
    const { context } = this;
    const { t } = context.language;
    return panelBody(this.shown, context, {
      retry: () => this.retry(),
      skeleton: html`<div class="skeleton" ${setStyle({ "block-size": "320px" })}></div>`,
      isEmpty: ({ rows }) => rows.length === 0,
      content: (answer) => {
        const paged = this.#paged(answer);
        const rows = answer.rows.map((row) => ({ group: row.group, measures: row }));
        return html`<data-table
          .app=${context}
          .keepsView=${this.keepsView === true}
          .columns=${this.#columns(answer)}
          .rows=${paged === undefined ? groupTotals(answer, metrics[this.metricName]) : rows}
          .paged=${paged}
          .caption=${answer.group_by.map((name) => dimensionName(name, t)).join(", ")}
          .filename=${this.#filename(answer)}
          .about=${this.#about(answer)}
        ></data-table>`;
      },
    });
  }
}
customElements.define("eco-table", EcoTable);
