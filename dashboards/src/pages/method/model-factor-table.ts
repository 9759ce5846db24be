import { css, html, type TemplateResult } from "lit";
import type { AppContext } from "../../elements/app-context.js";
import "../../elements/data-table/element.js";
import type { Factors, ModelFactor, UsageAnswer } from "../../api/answers.js";
import type { Column } from "../../elements/data-table/column.js";
import { groupName } from "../../elements/group-name.js";
import { centralOf, metrics } from "../../figures/metrics.js";
import { groupTotals, isPooled } from "../../figures/series.js";
import "../../i18n/en-pages.js";

/** Stands for models that have no factor of their own. */
const classOfUnknown = "class:large";

interface ModelRow {
  readonly model: string;
  readonly factor: ModelFactor | undefined;
  readonly isClass: boolean;
  readonly share: number;
}

export const modelFactorStyles = css`
  .notes {
    padding: 0;
    margin: 0;
    list-style: none;
    margin-block-start: 14px;
    padding-block-start: 10px;
    border-block-start: 1px solid var(--line);
    font-size: 12.5px;
    color: var(--ink-2);
    counter-reset: note;
  }
  .notes li {
    display: flex;
    gap: 8px;
    padding: 4px 0;
    border: 0;
    counter-increment: note;
  }
  .notes small {
    display: block;
    color: var(--ink-3);
    font-size: 11.5px;
  }
  .notes li::before {
    content: "[" counter(note) "]";
    color: var(--ink-3);
  }
`;

/** The energy factor of each model that was used, with its source. */
export function modelFactorTable(app: AppContext, answer: UsageAnswer, factors: Factors): TemplateResult {
  const { style } = app;
  const { t } = app.language;
  const metric = metrics[app.view.metric];
  const all = centralOf(metric, answer.total);
  const byModel = new Map(factors.models.map((factor) => [factor.model, factor]));
  const rows = groupTotals(answer, metric)
    .filter(({ group }) => !isPooled(group))
    .map(({ group, measures }): ModelRow => {
      const own = byModel.get(group[0] ?? "");
      return {
        model: groupName(group[0], t),
        factor: own ?? byModel.get(classOfUnknown),
        isClass: own === undefined,
        share: all > 0 ? centralOf(metric, measures) / all : 0,
      };
    });
  const noteOf = ({ source, licence }: Pick<ModelFactor, "source" | "licence">) => `${source}\n${licence}`;
  const notes = [...new Set(rows.flatMap(({ factor }) => (factor === undefined ? [] : [noteOf(factor)])))];
  const figures = (key: "wh_it_per_1k_output" | "wh_it_per_1k_input", label: string): Column<ModelRow> => ({
    key: key === "wh_it_per_1k_output" ? "wh_per_1k_out" : "wh_per_1k_in",
    label,
    numeric: true,
    value: ({ factor }) => factor?.[key].central,
    cell: ({ factor }) =>
      factor === undefined
        ? "–"
        : html`${style.measured(factor[key].central)}<small>${style.measured(factor[key].low)}–${style.measured(factor[key].high)}</small>`,
  });
  const columns: Column<ModelRow>[] = [
    {
      key: "model",
      label: t("dimension.model"),
      value: ({ model }) => model,
      cell: ({ model, isClass }) => (isClass ? html`${model}<small>${t("method.class")}</small>` : model),
    },
    {
      key: "share",
      label: t("column.share"),
      numeric: true,
      value: ({ share }) => share,
      cell: ({ share }) => style.percent(share),
    },
    {
      key: "tier",
      label: t("column.tier"),
      value: ({ factor }) => factor?.tier,
      cell: ({ factor }) => factor?.tier ?? "–",
    },
    figures("wh_it_per_1k_output", t("column.factorOut")),
    figures("wh_it_per_1k_input", t("column.factorIn")),
    {
      key: "date",
      label: t("column.date"),
      value: ({ factor }) => factor?.date,
      cell: ({ factor }) => factor?.date ?? "",
    },
    {
      key: "source",
      label: t("column.source"),
      numeric: true,
      value: ({ factor }) => factor?.source,
      cell: ({ factor }) => (factor === undefined ? "–" : `[${notes.indexOf(noteOf(factor)) + 1}]`),
    },
  ];
  return html`<data-table .app=${app} .keepsView=${true} .rows=${rows} .columns=${columns} .caption=${t("method.models")} filename="ecomind-model-factors"></data-table>
    <ol class="notes">
      ${notes.map((note) => {
        const [source, licence] = note.split("\n");
        return html`<li><span>${source}<small>${licence}</small></span></li>`;
      })}
    </ol>`;
}
