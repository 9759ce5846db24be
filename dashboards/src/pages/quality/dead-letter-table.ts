import { html, type TemplateResult } from "lit";
import type { DeadLetterReason } from "../../api/answers.js";
import type { AppContext } from "../../elements/app-context.js";
import type { Column } from "../../elements/data-table/element.js";
import "../../elements/data-table/element.js";
import "../../i18n/en-pages.js";

/** Why records became dead letters, and how many. */
export function deadLetterTable(rows: readonly DeadLetterReason[], app: AppContext): TemplateResult {
  const { t } = app.language;
  const text = (key: "reason" | "stage" | "first_at" | "last_at", label: string): Column<DeadLetterReason> => ({
    key,
    label,
    cell: (row) => row[key],
    value: (row) => row[key],
  });
  return html`<data-table
    .app=${app}
    compact
    .caption=${t("quality.letters")}
    .rows=${rows}
    .columns=${[
      text("reason", t("quality.reason")),
      text("stage", t("quality.stage")),
      {
        key: "count",
        label: t("column.count"),
        numeric: true,
        cell: (row: DeadLetterReason) => app.style.exact(row.count),
        value: (row: DeadLetterReason) => row.count,
      },
      text("first_at", t("column.first")),
      text("last_at", t("column.last")),
    ]}
  ></data-table>`;
}
