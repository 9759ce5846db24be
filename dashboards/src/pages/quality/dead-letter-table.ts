import { html, type TemplateResult } from "lit";
import type { DeadLetterReason } from "../../api/answers.js";
import type { AppContext } from "../../elements/app-context.js";
import { codedText } from "../../elements/coded-text.js";
import type { Column } from "../../elements/data-table/column.js";
import "../../elements/data-table/element.js";
import { timeText } from "../../elements/time-text.js";
import "../../i18n/en-pages.js";

/** Why records became dead letters, and how many. */
export function deadLetterTable(rows: readonly DeadLetterReason[], app: AppContext): TemplateResult {
  const { t } = app.language;
  const coded = (key: "reason" | "stage", group: "letter" | "stage", label: string): Column<DeadLetterReason> => ({
    key,
    label,
    cell: (row) => codedText(group, row[key], t),
    value: (row) => codedText(group, row[key], t),
  });
  const time = (key: "first_at" | "last_at", label: string): Column<DeadLetterReason> => ({
    key,
    label,
    cell: (row) => timeText(row[key], app),
    value: (row) => row[key],
  });
  return html`<data-table
    .app=${app}
    compact
    .caption=${t("quality.letters")}
    .rows=${rows}
    .columns=${[
      coded("reason", "letter", t("quality.reason")),
      coded("stage", "stage", t("quality.stage")),
      {
        key: "count",
        label: t("column.count"),
        numeric: true,
        cell: (row: DeadLetterReason) => app.style.exact(row.count),
        value: (row: DeadLetterReason) => row.count,
      },
      time("first_at", t("column.first")),
      time("last_at", t("column.last")),
    ]}
  ></data-table>`;
}
