import { html, type TemplateResult } from "lit";
import { isUnrecorded } from "../../figures/unknown.js";
import { periodsOf } from "../../view/periods.js";
import { periodLabel } from "../../view/time-labels.js";
import type { AppContext } from "../app-context.js";

/** Why a question of use has no rows: filters, a time before the first event, or nothing was used. */
export function emptyBody({ view, language, recordedFromMs }: AppContext): TemplateResult {
  const { t, locale } = language;
  const { period } = periodsOf(view, Date.now());
  if (view.filters.length > 0)
    return html`<div class="state" data-state="empty">
      <strong>${t("state.empty")}</strong><span>${t("state.empty.detail")}</span>
    </div>`;
  if (recordedFromMs !== undefined && isUnrecorded(period, recordedFromMs))
    return html`<div class="state" data-state="before">
      <strong
        >${t("state.before", {
          day: periodLabel(locale, { fromMs: recordedFromMs, toMs: recordedFromMs + 1, zone: view.zone }),
        })}</strong
      >
    </div>`;
  // It is only known to be zero if recording had begun.
  if (recordedFromMs === undefined)
    return html`<div class="state" data-state="empty"><strong>${t("state.zero")}</strong></div>`;
  return html`<div class="state" data-state="zero">
    <strong>${t("state.zero")}</strong><span>${t("state.zero.detail")}</span>
  </div>`;
}
