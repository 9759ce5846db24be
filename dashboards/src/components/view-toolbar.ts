import { isDay, isZone } from "@ecomind/zoned-time";
import { css, html, LitElement, nothing } from "lit";
import type { DimensionValues } from "../data/api-types.js";
import {
  compareText,
  intervalsFor,
  parseCompare,
  parseRange,
  presets,
  resolveDays,
  stepRange,
} from "../data/period.js";
import { periodsOf } from "../data/usage-question.js";
import { type Dimension, dimensions, normalFilters } from "../data/view-state.js";
import { controls, tokens } from "../theme/tokens.js";
import type { AppContext } from "./app-context.js";
import { groupName } from "./group-name.js";

/** Period, comparison and filters of a view. */
export class ViewToolbar extends LitElement {
  static override properties = {
    app: { attribute: false },
    interval: { type: Boolean },
    comparison: { type: Boolean },
    values: { state: true },
  };
  declare app: AppContext;
  declare interval: boolean;
  declare comparison: boolean;
  declare values: DimensionValues | undefined;

  static override styles = [
    tokens,
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      .step {
        display: inline-flex;
      }
      .step > * {
        border-radius: 0;
        margin-inline-start: -1px;
      }
      .step > :focus-visible {
        z-index: 1;
      }
      .step button {
        border-color: var(--line-strong);
        min-inline-size: 34px;
        padding: 0;
      }
      .step > :first-child {
        border-start-start-radius: 8px;
        border-end-start-radius: 8px;
      }
      .step > :last-child {
        border-start-end-radius: 8px;
        border-end-end-radius: 8px;
      }
      select {
        max-inline-size: 190px;
      }
      .chip {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-height: 30px;
        padding-inline: 10px 4px;
        border-radius: 15px;
        background: var(--accent-soft);
        font-size: 13px;
        overflow-wrap: anywhere;
      }
      .chip button {
        min-height: 24px;
        min-inline-size: 24px;
        padding: 0;
        border: 0;
        border-radius: 12px;
        background: none;
      }
      dialog {
        inline-size: min(360px, calc(100vw - 32px));
        padding: 20px;
        border: 1px solid var(--line);
        border-radius: 14px;
        background: var(--surface);
        color: var(--ink);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 40%);
      }
      dialog form {
        display: grid;
        gap: 12px;
      }
      dialog label {
        display: grid;
        gap: 4px;
        font-size: 13px;
        color: var(--ink-2);
      }
      dialog h2 {
        font-size: 16px;
      }
      dialog select {
        max-inline-size: none;
      }
      dialog footer {
        display: flex;
        gap: 8px;
        justify-content: flex-end;
      }
      @media (max-width: 480px) {
        .step,
        .step select {
          flex: 1;
          max-inline-size: none;
        }
      }
      @media print {
        .step button,
        .add,
        .chip button {
          display: none;
        }
        select {
          appearance: none;
          border: 0;
        }
      }
    `,
  ];

  #dialog(name: string): HTMLDialogElement | null {
    return this.renderRoot.querySelector<HTMLDialogElement>(`dialog.${name}`);
  }

  #range(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const range = parseRange(select.value);
    if (range !== undefined && select.value !== "custom") this.app.change({ range });
    else {
      // The list shows what holds until another period is applied.
      select.value = typeof this.app.view.range === "string" ? this.app.view.range : "current";
      this.#dialog("range")?.showModal();
    }
  }

  #compare(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const compare = parseCompare(select.value);
    if (compare !== undefined) return this.app.change({ compare });
    select.value = compareText(this.app.view.compare);
    this.#dialog("compare")?.showModal();
  }

  #applyRange(event: SubmitEvent): void {
    const data = new FormData(event.target as HTMLFormElement);
    const text = (name: string) => String(data.get(name) ?? "");
    const days = [text("from"), text("to")].sort();
    const range = parseRange(days.join(".."));
    const zone = text("zone");
    this.app.change({ ...(range === undefined ? {} : { range }), ...(isZone(zone) ? { zone } : {}) });
  }

  async #openFilter(): Promise<void> {
    this.#dialog("filter")?.showModal();
    this.values ??= await this.app.api.get<DimensionValues>("/v1/dimensions").catch(() => undefined);
  }

  #applyFilter(event: SubmitEvent): void {
    const data = new FormData(event.target as HTMLFormElement);
    const dimension = dimensions.find((name) => name === data.get("dimension"));
    if (dimension === undefined) return;
    const filter = { dimension, exclude: data.get("how") === "not", values: [String(data.get("value") ?? "").trim()] };
    this.app.change({ filters: normalFilters([...this.app.view.filters, filter]) });
  }

  #remove(dimension: Dimension, exclude: boolean, value: string): void {
    const filters = this.app.view.filters.map((filter) =>
      filter.dimension === dimension && filter.exclude === exclude
        ? { ...filter, values: filter.values.filter((candidate) => candidate !== value) }
        : filter,
    );
    this.app.change({ filters: normalFilters(filters) });
  }

  #suggestions(): readonly string[] {
    const { values } = this;
    if (values === undefined) return [];
    return [
      ...new Set([...values.providers, ...values.models, ...values.teams, ...values.regions, ...values.sources]),
    ].filter((value) => value !== "");
  }

  override render() {
    const { app } = this;
    const { view, language } = app;
    const { t, locale } = language;
    const nowMs = Date.now();
    const isPreset = typeof view.range === "string";
    const days = resolveDays(view.range, view.zone, nowMs);
    const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    const daysText = day.formatRange(Date.parse(days.from), Date.parse(days.to));
    const { period, interval } = periodsOf(view, nowMs);
    const zones = Intl.supportedValuesOf("timeZone");
    const step = (steps: 1 | -1) => () => app.change({ range: stepRange(view.range, view.zone, nowMs, steps) });
    const close = (name: string) => () => this.#dialog(name)?.close();
    return html`
      <div class="step">
        <button @click=${step(-1)} aria-label=${t("range.earlier")} title=${t("range.earlier")}>
          <span aria-hidden="true">${language.direction === "rtl" ? "›" : "‹"}</span>
        </button>
        <select aria-label=${t("range.label")} title="${daysText}, ${view.zone}" @change=${this.#range}>
          ${isPreset ? nothing : html`<option value="current" selected>${daysText}</option>`}
          ${presets.map((name) => html`<option value=${name} .selected=${name === view.range}>${t(`range.${name}`)}</option>`)}
          <option value="custom">${t("range.custom")}</option>
        </select>
        <button
          @click=${step(1)}
          ?disabled=${period.partial}
          aria-label=${t("range.later")}
          title=${t("range.later")}
        >
          <span aria-hidden="true">${language.direction === "rtl" ? "‹" : "›"}</span>
        </button>
      </div>
      ${
        this.interval
          ? html`<select aria-label=${t("interval.label")} @change=${(event: Event) => {
              const { value } = event.target as HTMLSelectElement;
              const chosen = intervalsFor(period).find((name) => name === value);
              app.change({ interval: chosen });
            }}>
        ${intervalsFor(period).map(
          (name) => html`<option value=${name} .selected=${name === interval}>${t(`interval.${name}`)}</option>`,
        )}
      </select>`
          : nothing
      }
      ${
        this.comparison
          ? html`<select aria-label=${t("compare.label")} @change=${this.#compare}>
        ${(["none", "previous", "year", "weekday"] as const).map(
          (name) => html`<option value=${name} .selected=${view.compare === name}>${t(`compare.${name}`)}</option>`,
        )}
        ${
          typeof view.compare === "string"
            ? nothing
            : html`<option value=${compareText(view.compare)} selected>${t("compare.from")} ${day.format(Date.parse(view.compare.from))}</option>`
        }
        <option value="custom">${t("compare.custom")}</option>
      </select>`
          : nothing
      }
      ${view.filters.flatMap(({ dimension, exclude, values }) =>
        values.map((value) => {
          const parts = { dimension: t(`dimension.${dimension}`), value: groupName(value, t) };
          return html`<span class="chip"
            >${t(exclude ? "filter.isNot" : "filter.is", parts)}<button
              aria-label=${t("filter.remove", parts)}
              @click=${() => this.#remove(dimension, exclude, value)}
            >
              <span aria-hidden="true">×</span>
            </button></span
          >`;
        }),
      )}
      <button class="add" @click=${this.#openFilter}><span aria-hidden="true">+ </span>${t("filter.add")}</button>

      <dialog class="range" aria-label=${t("range.label")}>
        <form method="dialog" @submit=${this.#applyRange}>
          <h2>${t("range.label")}</h2>
          <label>${t("range.from")}<input type="date" name="from" required .value=${days.from} /></label>
          <label>${t("range.to")}<input type="date" name="to" required .value=${days.to} /></label>
          <label
            >${t("range.zone")}<input name="zone" list="zones" required .value=${view.zone} autocomplete="off" />
            <datalist id="zones">${["UTC", ...zones].map((zone) => html`<option value=${zone}></option>`)}</datalist>
          </label>
          <footer>
            <button type="button" @click=${close("range")}>${t("action.cancel")}</button>
            <button class="primary">${t("range.apply")}</button>
          </footer>
        </form>
      </dialog>
      <dialog class="compare" aria-label=${t("compare.label")}>
        <form
          method="dialog"
          @submit=${(event: SubmitEvent) => {
            const from = String(new FormData(event.target as HTMLFormElement).get("from") ?? "");
            if (isDay(from)) app.change({ compare: { from } });
          }}
        >
          <h2>${t("compare.label")}</h2>
          <label>${t("compare.from")}<input type="date" name="from" required /></label>
          <footer>
            <button type="button" @click=${close("compare")}>${t("action.cancel")}</button>
            <button class="primary">${t("range.apply")}</button>
          </footer>
        </form>
      </dialog>
      <dialog class="filter" aria-label=${t("filter.title")}>
        <form method="dialog" @submit=${this.#applyFilter}>
          <h2>${t("filter.title")}</h2>
          <label
            ><span class="visually-hidden">${t("filter.title")}</span
            ><select name="dimension" aria-label=${t("filter.title")}>
              ${dimensions.map((name) => html`<option value=${name}>${t(`dimension.${name}`)}</option>`)}
            </select></label
          >
          <label
            ><select name="how" aria-label=${t("filter.only")}>
              <option value="only">${t("filter.only")}</option>
              <option value="not">${t("filter.not")}</option>
            </select></label
          >
          <label
            >${t("filter.value")}<input name="value" list="values" maxlength="128" autocomplete="off" />
            <datalist id="values">${this.#suggestions().map((value) => html`<option value=${value}></option>`)}</datalist>
          </label>
          <footer>
            <button type="button" @click=${close("filter")}>${t("action.cancel")}</button>
            <button class="primary">${t("range.apply")}</button>
          </footer>
        </form>
      </dialog>
    `;
  }
}
customElements.define("view-toolbar", ViewToolbar);
