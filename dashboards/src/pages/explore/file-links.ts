import { html, type TemplateResult } from "lit";
import { type UsageQuestion, usageQuery } from "../../api/usage.js";
import type { AppContext } from "../../elements/app-context.js";
import "../../i18n/en-pages.js";
import { intervalFor } from "../../view/interval.js";
import { periodsOf } from "../../view/periods.js";

/** Files of a period's use, by how people call them; the service names each with its range and zone. */
const files = [
  ["xlsx", { format: "xlsx" }],
  ["csv", { format: "csv" }],
  ["excel", { format: "csv", csv_dialect: "excel" }],
  ["semicolon", { format: "csv", csv_dialect: "excel-semicolon" }],
  ["parquet", { format: "parquet" }],
] as const;

/** Address of a file with the answer to a question. */
export function fileAddress(question: UsageQuestion, how: Readonly<Record<string, string>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...usageQuery(question), ...how }))
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) search.append(name, String(one));
  return `/v1/usage/export?${search}`;
}

/** Links to files of what a view shows: its groups over time, with every figure. */
export function fileLinks({ view, language: { t } }: AppContext): TemplateResult {
  const { period } = periodsOf(view, Date.now());
  const interval = intervalFor(period, view.interval);
  const question: UsageQuestion = { period, view, interval, group: view.group, top: 1_000 };
  return html`<div role="group" class="files no-print" aria-label=${t("files.title")}>
    <span>${t("files.title")}</span>
    ${files.map(([name, how]) => html`<a href=${fileAddress(question, how)} download>${t(`files.${name}`)}</a>`)}
  </div>`;
}
