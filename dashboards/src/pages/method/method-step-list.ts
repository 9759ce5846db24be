import { css, html, nothing, type TemplateResult } from "lit";
import type { UsageAnswer } from "../../api/answers.js";
import type { AppContext } from "../../elements/app-context.js";
import { methodSteps } from "../../figures/method-steps.js";
import "../../i18n/en-pages.js";

export const methodStepStyles = css`
  .steps {
    display: grid;
    gap: 0;
    padding: 0;
    margin: 0;
    list-style: none;
  }
  .steps li {
    display: grid;
    grid-template-columns: minmax(140px, 1fr) minmax(160px, 1.6fr) minmax(150px, 1fr);
    gap: 4px 20px;
    align-items: baseline;
    padding: 10px 0;
    border-block-end: 1px solid var(--line);
  }
  .steps li:last-child {
    border-block-end: 0;
  }
  .steps strong {
    font-weight: 560;
  }
  .steps .current strong {
    color: var(--accent);
  }
  .steps code {
    font: 13px var(--mono);
    color: var(--ink-2);
  }
  .steps .result {
    text-align: end;
    font-weight: 560;
  }
  .steps small {
    display: block;
    font-weight: 400;
    color: var(--ink-3);
  }
  .steps .part {
    color: var(--ink);
  }
  @media (max-width: 640px) {
    .steps li {
      grid-template-columns: minmax(0, 1fr);
    }
    .steps .result {
      text-align: start;
    }
  }
`;

/** From tokens to each footprint, a line a step: what was multiplied with what, and the result. */
export function methodStepList({ style, language, view }: AppContext, { total }: UsageAnswer): TemplateResult {
  const { t } = language;
  const quantity = {
    it: "energy",
    facility: "energy",
    co2e: "mass",
    market: "mass",
    embodied: "mass",
    onsite: "volume",
    offsite: "volume",
  } as const;
  const current: Readonly<Record<string, readonly string[]>> = {
    energy: ["facility"],
    co2e: ["co2e"],
    water: ["onsite", "offsite"],
  };
  return html`<ol class="steps">
    <li>
      <strong>${t("method.step.tokens")}</strong>
      <span>${t("method.step.tokens.about")}</span>
      <span class="result"
        >${style.text(total.tokens_in + total.tokens_out, "count")}<small
          >${t("method.step.tokens.parts", {
            in: style.text(total.tokens_in, "count"),
            cached: style.text(total.tokens_cached, "count"),
            out: style.text(total.tokens_out, "count"),
          })}</small
        ></span
      >
    </li>
    ${methodSteps(total).map(
      ({ name, from, result, factor, unit, requests }) =>
        html`<li class=${current[view.metric]?.includes(name) ? "current" : ""}>
          <strong>${t(`method.step.${name}`)}</strong>
          <span
            ><code>${t(`method.from.${from}`)} × ${factor === undefined ? t(name === "market" ? "method.factor.suppliers" : "method.factor.models") : `${style.figure(factor)} ${unit === "PUE" ? "" : unit}`}</code
            ><small>${t(`method.step.${name}.about`)}</small>${
              requests === undefined
                ? nothing
                : html`<small class="part"
                    >${t("method.step.part", {
                      part: style.text(requests, "count"),
                      all: style.text(total.requests, "count"),
                    })}</small
                  >`
            }</span
          >
          <span class="result"
            >${style.text(result.central, quantity[name])}<small
              >${style.range(result.low, result.high, quantity[name], result.central)}</small
            ></span
          >
        </li>`,
    )}
  </ol>`;
}
