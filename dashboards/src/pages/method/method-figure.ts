import { css, html, nothing, type TemplateResult } from "lit";
import type { UsageAnswer } from "../../api/answers.js";
import type { AppContext } from "../../elements/app-context.js";
import { filterText } from "../../elements/group-name.js";
import { rangeBar } from "../../elements/range-bar.js";
import { metrics } from "../../figures/metrics.js";
import { periodLabel } from "../../view/time-labels.js";
import "../../i18n/en-pages.js";
import { tierDetail } from "../../elements/tier-text.js";

export const methodFigureStyles = css`
  .figure {
    display: grid;
    gap: 8px;
    max-inline-size: 560px;
  }
  .figure b {
    font-size: 34px;
    font-weight: 630;
    letter-spacing: -0.02em;
    line-height: 1.2;
  }
`;

/** The figure that is explained: of when and what, its range, tier and factor set. */
export function methodFigure({ style, language, view }: AppContext, answer: UsageAnswer): TemplateResult {
  const { t, locale } = language;
  const metric = metrics[view.metric];
  const band = metric.read(answer.total);
  const tier = tierDetail(answer.total, style, t);
  const what = view.filters
    .flatMap((filter) => filter.values.map((value) => filterText(filter, [value], t)))
    .join(", ");
  return html`<div class="figure">
    <span class="muted"
      >${[
        periodLabel(locale, { fromMs: Date.parse(answer.from), toMs: Date.parse(answer.to), zone: answer.timezone }),
        what,
      ]
        .filter((text) => text !== "")
        .join(" · ")}</span
    >
    <b data-metric=${metric.name} data-value=${band?.central ?? ""}>${band === null ? "–" : style.text(band.central, metric.quantity)}</b>
    ${
      band === null || !metric.estimated
        ? html`<span class="muted">${t("band.exact")}</span>`
        : html`${rangeBar(band)}
          <span>${t("band.plausible", { range: style.range(band.low, band.high, metric.quantity, band.central) })}</span>`
    }
    <span class="muted"
      >${tier === "" ? nothing : `${tier} · `}${t("factorset", {
        name: answer.factor_set,
      })}</span
    >
  </div>`;
}
