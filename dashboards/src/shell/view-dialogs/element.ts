import { isDay, isZone } from "@ecomind/zoned-time";
import { html, LitElement } from "lit";
import type { DimensionValues } from "../../api/answers.js";
import { dimensionValuesOf } from "../../api/reference.js";
import type { AppContext } from "../../elements/app-context.js";
import { dimensionName } from "../../elements/group-name.js";
import { dialogFrame } from "../../theme/dialog.js";
import { controls, tokens } from "../../theme/tokens.js";
import { dimensionOf, dimensions, normalFilters } from "../../view/filters.js";
import { mostDays, parseRange, resolveDays, shortenedRange } from "../../view/range.js";
import "../../i18n/en-pages.js";
import { dialogStyles } from "./styles.js";

/** Choices of more than one field: a custom range with its zone, the start of the earlier period, a filter. */
export class ViewDialogs extends LitElement {
  static override properties = { app: { attribute: false }, values: { state: true } };
  declare app: AppContext;
  declare values: DimensionValues | undefined;

  static override styles = [tokens, controls, dialogFrame, dialogStyles];

  #dialog(name: string): HTMLDialogElement | null {
    return this.renderRoot.querySelector<HTMLDialogElement>(`dialog.${name}`);
  }

  async open(name: "range" | "compare" | "filter"): Promise<void> {
    await this.updateComplete;
    this.#dialog(name)?.showModal();
    if (name === "filter") this.values ??= await this.#knownValues();
  }

  /** For suggestions: without them values are written by hand. */
  async #knownValues() {
    try {
      return await dimensionValuesOf(this.app.api);
    } catch {
      return undefined;
    }
  }

  #applyRange(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "");
    const days = [text("from"), text("to")].sort().join("..");
    if (shortenedRange(days) !== undefined) {
      event.preventDefault();
      const to = form.elements.namedItem("to") as HTMLInputElement;
      to.setCustomValidity(this.app.language.t("dialog.tooLong", { count: mostDays }));
      to.reportValidity();
      return;
    }
    const range = parseRange(days);
    const zone = text("zone");
    this.app.change({ ...(range === undefined ? {} : { range }), ...(isZone(zone) ? { zone } : {}) });
  }

  /** Another day is another range: what was said of the last one no longer holds. */
  readonly #rangeEdited = (event: Event): void => {
    const form = (event.target as HTMLInputElement).form;
    (form?.elements.namedItem("to") as HTMLInputElement | null)?.setCustomValidity("");
  };

  #applyFilter(event: SubmitEvent): void {
    const data = new FormData(event.target as HTMLFormElement);
    const dimension = dimensionOf(String(data.get("dimension")));
    if (dimension === undefined) return;
    const filter = { dimension, exclude: data.get("how") === "not", values: [String(data.get("value") ?? "").trim()] };
    this.app.change({ filters: normalFilters([...this.app.view.filters, filter]) });
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
    const { t } = language;
    const days = resolveDays(view.range, view.zone, Date.now());
    const zones = Intl.supportedValuesOf("timeZone");
    const close = (name: string) => () => this.#dialog(name)?.close();
    return html`
      <dialog class="range" aria-label=${t("range.label")}>
        <form method="dialog" @submit=${this.#applyRange} @input=${this.#rangeEdited}>
          <h2>${t("range.label")}</h2>
          <label>${t("dialog.from")}<input type="date" name="from" required .value=${days.from} /></label>
          <label>${t("dialog.to")}<input type="date" name="to" required .value=${days.to} /></label>
          <label
            >${t("dialog.zone")}<input name="zone" list="zones" required .value=${view.zone} autocomplete="off" />
            <datalist id="zones">${["UTC", ...zones].map((zone) => html`<option value=${zone}></option>`)}</datalist>
          </label>
          <footer>
            <button type="button" @click=${close("range")}>${t("dialog.cancel")}</button>
            <button class="primary">${t("dialog.apply")}</button>
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
            <button type="button" @click=${close("compare")}>${t("dialog.cancel")}</button>
            <button class="primary">${t("dialog.apply")}</button>
          </footer>
        </form>
      </dialog>
      <dialog class="filter" aria-label=${t("filter.title")}>
        <form method="dialog" @submit=${this.#applyFilter}>
          <h2>${t("filter.title")}</h2>
          <label
            ><span class="visually-hidden">${t("filter.title")}</span
            ><select name="dimension" aria-label=${t("filter.title")}>
              ${[...dimensions, ...(this.values?.labels ?? []).map((name) => `label:${name}`)].map(
                (name) => html`<option value=${name}>${dimensionName(name, t)}</option>`,
              )}
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
            <button type="button" @click=${close("filter")}>${t("dialog.cancel")}</button>
            <button class="primary">${t("dialog.apply")}</button>
          </footer>
        </form>
      </dialog>
    `;
  }
}
customElements.define("view-dialogs", ViewDialogs);
