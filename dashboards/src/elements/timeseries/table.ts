import { html, nothing, type TemplateResult } from "lit";
import type { AppContext } from "../app-context.js";
import type { Trend } from "./trend.js";

/** The numbers behind the chart. @param label names the table's region */
export function trendTable(trend: Trend, label: string, { style, language: { t } }: AppContext): TemplateResult {
  const { metric, points, series, names, earlier, hasBand, labels, value } = trend;
  const columns = [
    t("column.time"),
    ...names,
    ...(hasBand ? [t("column.range")] : []),
    ...(earlier === undefined ? [] : [t("trend.before")]),
  ];
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${points.map(({ startMs, value: band }, index) => {
          return html`<tr>
            <th scope="row">${labels.full(startMs)}</th>
            ${series.map(({ points: own }) => html`<td>${value(own[index]?.value)}</td>`)}
            ${hasBand ? html`<td>${band === null ? "–" : style.range(band.low, band.high, metric.quantity, band.central)}</td>` : nothing}
            ${earlier === undefined ? nothing : html`<td>${value(earlier.points[index]?.value)}</td>`}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
