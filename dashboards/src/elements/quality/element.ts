import { html, nothing } from "lit";
import { askCompared, type Compared, questionKey } from "../../api/usage.js";
import { tierShares } from "../../figures/metrics.js";
import { periodsOf } from "../../view/periods.js";
import type { AppContext } from "../app-context.js";
import { FigureElement } from "../figure/figure-element.js";
import { figureStyles } from "../figure/styles.js";
import { panelBody } from "../panel/body.js";
import { setStyle } from "../set-style.js";
import { qualityStyles } from "./styles.js";

/**
 * What a period's figures rest on: energy by tier, and the shares that are assumed.
 * @element eco-quality
 */
export class EcoQuality extends FigureElement<Compared> {
  static override styles = [...figureStyles, qualityStyles];

  protected question({ view }: AppContext): string {
    return questionKey({ period: periodsOf(view, Date.now()).period, view });
  }

  protected load({ api, view }: AppContext, signal: AbortSignal): Promise<Compared> {
    return askCompared(api, { ...view, compare: "none" }, { nowMs: Date.now(), timed: false }, signal);
  }

  override render() {
    const { context } = this;
    const { style, language } = context;
    const { t } = language;
    return panelBody(this.shown, context, {
      retry: () => this.retry(),
      skeleton: html`<div class="skeleton" ${setStyle({ "block-size": "120px" })}></div>`,
      isEmpty: ({ now }) => now.rows.length === 0,
      content: ({ now: { total, factor_set } }) => {
        const shares = tierShares(total);
        const share = (count: number) => (total.requests === 0 ? 0 : count / total.requests);
        const assumed = [
          ["certainty.unknown", share(total.requests_unknown_model)],
          ["certainty.region", share(total.requests_region_assumed)],
          ["certainty.unsupported", share(total.requests_unsupported)],
          ["certainty.tokens", share(total.requests_without_tokens)],
          ["certainty.measured", share(total.requests_measured)],
        ] as const;
        return html`
          <div class="tiers" aria-hidden="true">
            ${shares.map(({ tier, share: part }) => html`<span class=${tier} ${setStyle({ "flex-grow": String(part), "flex-basis": "0" })}></span>`)}
          </div>
          <ul aria-label=${t("tier.shares")}>
            ${shares.map(
              ({ tier, share: part }) =>
                html`<li>
                  <i class=${tier}></i><b>${style.percent(part)}</b><span>${t("tier.label", { tier })} · ${t(`tier.${tier as "A"}`)}</span>
                </li>`,
            )}
          </ul>
          ${assumed.map(([key, part]) => (part > 0 ? html`<p>${t(key, { share: style.percent(part) })}</p>` : nothing))}
          <p class="note">${t("certainty.detail")} ${t("factorset", { name: factor_set })}.</p>
        `;
      },
    });
  }
}
customElements.define("eco-quality", EcoQuality);
