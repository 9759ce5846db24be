import { html, nothing, type TemplateResult } from "lit";
import type { Language } from "./language.js";
import { clearLedger, type Shown } from "./read-stored.js";

/** Hands a file to the person. */
function download(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Every upload as it was sent, and every event that a server refused. @param onCleared after both were deleted */
export function ledger(
  { sends, refused }: Shown,
  { t, locale }: Language,
  onCleared: () => Promise<void>,
): TemplateResult {
  const time = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
  const number = new Intl.NumberFormat(locale);
  const clear = async () => {
    await clearLedger();
    await onCleared();
  };
  if (sends.length + refused.length === 0) return html`<p class="quiet">${t("ledgerEmpty")}</p>`;
  return html`<p>${t("ledgerLead")}</p>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("ledger")}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t("time")}</th><th scope="col">${t("to")}</th><th scope="col">${t("events")}</th>
            <th scope="col">${t("bytes")}</th><th scope="col">${t("answer")}</th><th scope="col">${t("show")}</th>
          </tr>
        </thead>
        <tbody>
          ${sends.slice(0, 200).map(
            ({ atMs, to, events, bytes, status, body }) => html`<tr>
              <td>${time.format(atMs)}</td><td><code>${to}</code></td><td class="amount">${number.format(events)}</td>
              <td class="amount">${number.format(bytes)}</td><td>${status === 0 ? t("noAnswer") : status}</td>
              <td><details><summary>${t("show")}</summary><pre>${body}</pre></details></td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      refused.length === 0
        ? nothing
        : html`<h3>${t("refused")}</h3>
            <ul>${refused.map(({ id, reason }) => html`<li><code>${t("refusedRow", { id, reason })}</code></li>`)}</ul>`
    }
    <p class="row">
      <button @click=${() => download("ecomind-ledger.json", JSON.stringify({ sends, refused }, undefined, 2))}>
        ${t("export")}
      </button>
      <button class="danger" @click=${clear}>${t("delete")}</button>
    </p>`;
}
