import { html, nothing, type TemplateResult } from "lit";
import type { Accounting } from "../../api/answers.js";
import type { AppContext } from "../../elements/app-context.js";
import { balanceOf } from "../../figures/balance.js";
import "../../i18n/en-pages.js";

/** The records read, and where each of them is: a sum that comes out even unless something is lost. */
export function accountingSum(accounting: Accounting, { style, language, view }: AppContext): TemplateResult {
  const { t, locale } = language;
  const { difference } = balanceOf(accounting);
  // A sign stays with what it adds, wherever the line breaks.
  const part = (sign: string, value: number, label: string) =>
    html`<div class="term">
      ${sign === "" ? nothing : html`<i>${sign}</i>`}
      <div><b>${style.exact(value)}</b><span>${label}</span></div>
    </div>`;
  const at = accounting.last_published_at;
  const { in_flight: inFlight, in_flight_estimated: isEstimated } = accounting;
  return html`<div class="sum">
      ${
        inFlight === null
          ? part("", accounting.records_read, t("quality.read"))
          : part("", accounting.records_read + inFlight, t("quality.accepted"))
      }
      ${part("=", accounting.stored, t("quality.stored"))}
      ${part("+", accounting.duplicates, t("quality.duplicates"))}
      ${part("+", accounting.dead_letters, t("quality.deadLetters"))}
      ${part("+", accounting.erased, t("quality.erased"))}
      ${
        inFlight === null
          ? nothing
          : part("+", inFlight, t(isEstimated ? "quality.inFlight.about" : "quality.inFlight"))
      }
    </div>
    <p class="verdict ${difference === 0 ? "" : "bad"}">
      ${difference === 0 ? t("quality.balanced") : t("quality.unbalanced", { count: style.exact(difference) })}
    </p>
    ${
      at === null
        ? nothing
        : html`<p class="muted">
          ${t("quality.last", {
            time: new Intl.DateTimeFormat(locale, {
              dateStyle: "medium",
              timeStyle: "medium",
              timeZone: view.zone,
            }).format(Date.parse(at)),
          })}
        </p>`
    }`;
}
