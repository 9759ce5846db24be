import { html, type TemplateResult } from "lit";
import type { PublishedTable } from "../../api/answers.js";
import type { AppContext } from "../../elements/app-context.js";
import "../../i18n/en-pages.js";

/** The published tables with their columns and types; a name that is pressed is written where the cursor is. */
export function schemaPanel(
  tables: readonly PublishedTable[],
  { language: { t } }: AppContext,
  insert: (name: string) => void,
): TemplateResult {
  const named = (name: string) =>
    html`<button class="quiet name" aria-label=${t("sql.insert", { name })} @click=${() => insert(name)}><code>${name}</code></button>`;
  return html`<section class="panel schema" data-tables=${tables.length}>
    <header><h2>${t("sql.tables")}</h2></header>
    <p class="prose">${t("sql.tables.lead")}</p>
    ${tables.map(
      ({ name, columns }) => html`<details>
        <summary><code>${name}</code> <span>${t("sql.columns", { count: columns.length })}</span></summary>
        <p>${named(name)}</p>
        <ul>
          ${columns.map((column) => html`<li>${named(column.name)}<small><code>${column.type}</code></small></li>`)}
        </ul>
      </details>`,
    )}
  </section>`;
}
