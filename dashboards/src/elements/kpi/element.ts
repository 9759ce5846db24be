import { html, nothing } from "lit";
import { recordedFrom } from "../../api/recorded.js";
import type { Compared } from "../../api/usage.js";
import { askCompared, comparedKey } from "../../api/usage.js";
import { type Change, changeOf } from "../../figures/change.js";
import { metrics } from "../../figures/metrics.js";
import { unknownOf } from "../../figures/unknown.js";
import { periodLabel } from "../../view/time-labels.js";
import type { AppContext } from "../app-context.js";
import { FigureElement } from "../figure/figure-element.js";
import { figureStyles } from "../figure/styles.js";
import { panelBody } from "../panel/body.js";
import { rangeBar, rangeBarStyles } from "../range-bar.js";
import { tierDetail, tierText } from "../tier-text.js";
import { kpiStyles } from "./styles.js";

/**
 * One figure of a period with its plausible range, its change against the earlier period, tier and factor set.
 * @element eco-kpi
 * @csspart number - the figure
 */
export class EcoKpi extends FigureElement<Compared> {
  static override styles = [...figureStyles, rangeBarStyles, kpiStyles];

  protected override firstUpdated(): void {
    void import("../hint.js");
  }

  /** In a page of others: when recording began; absent where it could not be known. */
  #recorded: { readonly fromMs: number | undefined } | undefined;

  protected question({ view }: AppContext): string {
    return comparedKey(view, Date.now(), {});
  }

  protected async load({ api, view }: AppContext, signal: AbortSignal): Promise<Compared> {
    const [compared, recorded] = await Promise.all([
      askCompared(api, view, { nowMs: Date.now(), timed: false }, signal),
      recordedFrom(api).then(
        (fromMs) => ({ fromMs }),
        () => undefined,
      ),
    ]);
    this.#recorded = recorded;
    return compared;
  }

  #change(data: Compared): Change | undefined {
    const recorded = this.app === undefined ? this.#recorded : { fromMs: this.app.recordedFromMs };
    // Until it is known when recording began, nothing can be said of the earlier period.
    if (data.before === undefined || recorded?.fromMs === undefined) return undefined;
    const { answer } = data.before;
    const completeFromMs = answer.complete_from === undefined ? 0 : Date.parse(answer.complete_from);
    return changeOf(
      metrics[this.metricName],
      data.before.comparable,
      { period: data.before.period, total: answer.total },
      Math.max(recorded.fromMs, completeFromMs),
    );
  }

  #changeText(data: Compared) {
    const { style, language, view } = this.context;
    const change = this.#change(data);
    if (change === undefined || data.before === undefined) return nothing;
    const { locale, t } = language;
    const title = periodLabel(locale, data.before.period);
    if (change.ratio === undefined)
      return html`<eco-hint class="change" text=${title}>${change.notCompared && t(`change.${change.notCompared}`)}</eco-hint>`;
    const against =
      typeof view.compare === "string" && view.compare !== "none"
        ? t(`change.${view.compare}`)
        : t("change.custom", {
            day: periodLabel(locale, { ...data.before.period, toMs: data.before.period.fromMs + 1 }),
          });
    const text = t(change.perDay ? "change.perDay" : "change.up", {
      change: style.change(change.ratio),
      period: against,
    });
    return html`<eco-hint class="change" text=${title}>${text}</eco-hint>`;
  }

  override render() {
    const { context } = this;
    const { style, language } = context;
    const { t } = language;
    const metric = metrics[this.metricName];
    const name = t(`metric.${metric.name}`);
    return html`<div class="label">
        <span>${name}</span>
        ${
          metric.estimated
            ? html`<a
              class="no-print"
              href=${context.address("method", { metric: metric.name })}
              aria-label=${t("action.method", { name })}
              >${t("action.method.short")}</a
            >`
            : nothing
        }
      </div>
      ${panelBody(this.shown, context, {
        retry: () => this.retry(),
        skeleton: html`<span class="number"><span class="skeleton" aria-hidden="true">&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;</span></span>
          <div class="said exact"></div><div class="said"></div>`,
        content: (data) => {
          const unknown = unknownOf(data, context.recordedFromMs ?? this.#recorded?.fromMs);
          if (unknown !== undefined)
            return html`<span class="number" part="number" data-metric=${metric.name} data-value="">–</span>
              <div class="said exact" data-state=${unknown.state}><span>${t(unknown.text)}</span></div>`;
          const band = metric.read(data.now.total);
          // What is counted exactly is shown with every digit.
          const printed =
            band === null
              ? undefined
              : metric.quantity === "count"
                ? { number: style.exact(band.central), unit: "" }
                : style.print(band.central, metric.quantity);
          const tier = tierText(data.now.total, style);
          return html`<span class="number ${(printed?.number.length ?? 0) > 8 ? "long" : ""}" part="number" data-metric=${metric.name} data-value=${band?.central ?? ""}
              >${printed === undefined ? "–" : html`${printed.number} <small>${printed.unit}</small>`}</span
            >
            ${
              band !== null && metric.estimated
                ? html`${rangeBar(band)}
                  <div class="said">
                    <span>${style.range(band.low, band.high, metric.quantity, band.central)}</span>
                    ${
                      tier === undefined
                        ? nothing
                        : html`<eco-hint
                          text="${tierDetail(data.now.total, style, t)} · ${t("factorset", { name: data.now.factor_set })}"
                          >${t("tier.label", { tier })}</eco-hint
                        >`
                    }
                  </div>`
                : html`<div class="said exact">
                  <span
                    >${
                      metric.name === "tokens"
                        ? t("metric.tokens.about", {
                            in: style.text(data.now.total.tokens_in, "count"),
                            out: style.text(data.now.total.tokens_out, "count"),
                          })
                        : t(`metric.${metric.name}.about`)
                    }</span
                  >
                </div>`
            }
            <div class="said">${this.#changeText(data)}</div>`;
        },
      })}`;
  }
}
customElements.define("eco-kpi", EcoKpi);
