import { css, html, nothing } from "lit";

import { tierShares } from "../data/metrics.js";
import { askCompared, type Compared, periodsOf, questionKey } from "../data/usage-question.js";
import { controls, tokens } from "../theme/tokens.js";
import type { AppContext } from "./app-context.js";
import { FigureElement } from "./figure-element.js";
import { panelBody, panelStyles } from "./panel-body.js";
import { setStyle } from "./set-style.js";

/**
 * What a period's figures rest on: energy by tier, and the shares that are assumed.
 * @element eco-quality
 */
export class EcoQuality extends FigureElement<Compared> {
  static override styles = [
    tokens,
    controls,
    panelStyles,
    css`
      :host {
        display: block;
        min-inline-size: 0;
      }
      .tiers {
        display: flex;
        gap: 2px;
        block-size: 12px;
        border-radius: 6px;
        overflow: hidden;
        forced-color-adjust: none;
      }
      .S { background: var(--series-1); }
      .A { background: var(--series-1); }
      .B { background: var(--series-5); }
      .C { background: var(--series-3); }
      .D { background: var(--series-6); }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr));
        gap: 4px 16px;
        padding: 0;
        margin: 10px 0 14px;
        list-style: none;
      }
      li {
        display: flex;
        gap: 8px;
        align-items: baseline;
        font-size: 13px;
      }
      li i {
        flex: none;
        inline-size: 10px;
        block-size: 10px;
        border-radius: 3px;
        forced-color-adjust: none;
      }
      li b {
        flex: none;
        min-inline-size: 5.5ch;
        white-space: nowrap;
        font-weight: 600;
      }
      li span {
        color: var(--ink-2);
      }
      p {
        color: var(--ink-2);
        font-size: 13px;
        max-inline-size: 76ch;
      }
      p + p {
        margin-block-start: 6px;
      }
      .note {
        color: var(--ink-3);
        font-size: 12px;
      }
    `,
  ];

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
