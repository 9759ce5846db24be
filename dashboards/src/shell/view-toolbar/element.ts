import { html, LitElement, nothing } from "lit";
import type { AppContext } from "../../elements/app-context.js";
import { filterNames, filterText } from "../../elements/group-name.js";
import { controls, tokens } from "../../theme/tokens.js";
import { compareText, parseCompare } from "../../view/compare.js";
import { type Dimension, normalFilters } from "../../view/filters.js";
import { intervalsFor } from "../../view/interval.js";
import { periodsOf } from "../../view/periods.js";
import { parseRange, presets, resolveDays, stepRange } from "../../view/range.js";
import type { ViewDialogs } from "../view-dialogs/element.js";
import { toolbarStyles } from "./styles.js";

/** Period, comparison and filters of a view. */
export class ViewToolbar extends LitElement {
  static override properties = {
    app: { attribute: false },
    interval: { type: Boolean },
    comparison: { type: Boolean },
  };
  declare app: AppContext;
  declare interval: boolean;
  declare comparison: boolean;

  static override styles = [tokens, controls, toolbarStyles];

  /** The dialogs are loaded when one is asked for. */
  async #open(name: "range" | "compare" | "filter"): Promise<void> {
    await import("../view-dialogs/element.js");
    await this.renderRoot.querySelector<ViewDialogs>("view-dialogs")?.open(name);
  }

  #range(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const range = parseRange(select.value);
    if (range !== undefined && select.value !== "custom") this.app.change({ range });
    else {
      // The list shows what holds until another period is applied.
      select.value = typeof this.app.view.range === "string" ? this.app.view.range : "current";
      void this.#open("range");
    }
  }

  #compare(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const compare = parseCompare(select.value);
    if (compare !== undefined) return this.app.change({ compare });
    select.value = compareText(this.app.view.compare);
    void this.#open("compare");
  }

  #remove(dimension: Dimension, exclude: boolean, value: string): void {
    const filters = this.app.view.filters.map((filter) =>
      filter.dimension === dimension && filter.exclude === exclude
        ? { ...filter, values: filter.values.filter((candidate) => candidate !== value) }
        : filter,
    );
    this.app.change({ filters: normalFilters(filters) });
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
    const step = (steps: 1 | -1) => () => app.change({ range: stepRange(view.range, view.zone, nowMs, steps) });
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
      ${view.filters.flatMap((filter) =>
        filter.values.map(
          (value) => html`<span class="chip"
            >${filterText(filter, [value], t)}<button
              aria-label=${t("filter.remove", filterNames(filter, [value], t))}
              @click=${() => this.#remove(filter.dimension, filter.exclude, value)}
            >
              <span aria-hidden="true">×</span>
            </button></span
          >`,
        ),
      )}
      ${
        view.factorSet === undefined
          ? nothing
          : html`<span class="chip"
              >${t("factorset", { name: view.factorSet })}<button
                aria-label=${t("filter.remove", { dimension: t("factorset", { name: "" }), value: view.factorSet })}
                @click=${() => app.change({ factorSet: undefined })}
              >
                <span aria-hidden="true">×</span>
              </button></span
            >`
      }
      <button class="add" @click=${() => this.#open("filter")}><span aria-hidden="true">+ </span>${t("filter.add")}</button>
      ${
        view.filters.length === 0
          ? nothing
          : html`<button class="quiet add" @click=${() => app.change({ filters: [] })}>${t("filter.clear")}</button>`
      }

      <view-dialogs .app=${app}></view-dialogs>
    `;
  }
}
customElements.define("view-toolbar", ViewToolbar);
