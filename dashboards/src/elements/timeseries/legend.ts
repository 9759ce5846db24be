import { html, nothing, type TemplateResult } from "lit";
import type { AppContext } from "../app-context.js";
import type { Trend } from "./trend.js";

/** Which mark of the chart stands for what. @param toggleBand shows and hides the band; absent where it may not */
export function trendLegend(trend: Trend, context: AppContext, toggleBand?: () => void): TemplateResult {
  const { names, isGrouped, otherIndex, earlier, points, mayBand } = trend;
  const { view, language } = context;
  const { t } = language;
  const markOf = (index: number): string => {
    if (index === otherIndex) return "other";
    return `c${index % 6}${view.chart === "line" ? "" : ` p${index % 6}`}`;
  };
  return html`<ul class="legend">
    ${
      isGrouped
        ? names.map((name, index) => html`<li><i class="area ${markOf(index)}"></i>${name}</li>`)
        : html`<li><i class="${view.chart === "bar" ? "area " : ""}c0"></i>${t("trend.now")}</li>
            ${
              mayBand
                ? html`<li>
                    <button
                      class="quiet toggle"
                      aria-pressed=${view.band}
                      ?disabled=${toggleBand === undefined}
                      @click=${toggleBand}
                    >
                      <i class=${view.chart === "bar" ? "bracket" : "area c0 faint"}></i>${t("trend.band")}
                    </button>
                  </li>`
                : nothing
            }
            ${earlier === undefined ? nothing : html`<li><i class="before dotted"></i>${earlier.label}</li>`}`
    }
    ${points.some(({ partial }) => partial) ? html`<li>${t(view.chart === "bar" ? "state.soFar" : "state.partial")}</li>` : nothing}
    ${points.some(({ unrecorded }) => unrecorded) ? html`<li><i class="area hatched"></i>${t("state.notRecorded")}</li>` : nothing}
  </ul>`;
}
