import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { cellFootprints } from "./cell-footprint.js";
import { askCells, type UsageQuestion } from "./cells.js";
import type { FactorSpan } from "./factor-spans.js";
import { type CountedCells, groupedCells, type UsageRow, usageRows } from "./rows.js";

/** Asks for each span of ranges, to be counted with its own factors. @returns of each range its spans' cells */
export async function askSpans(
  question: UsageQuestion & { readonly told?: readonly string[] | undefined },
  ranges: readonly (readonly FactorSpan[])[],
  context: RequestContext,
  services: Services,
): Promise<CountedCells[][]> {
  const spans = ranges.flatMap((range) =>
    range.map(({ period, factorSet }) => ({ factorSet, period, beginMs: range[0]?.period.fromMs ?? 0 })),
  );
  const [cells, footprints] = await Promise.all([
    askCells({ ...question, ranges: spans }, context, services),
    Promise.all(spans.map(({ factorSet }) => cellFootprints(factorSet, context, services))),
  ]);
  const counted = footprints.map((of, index): CountedCells => ({ cells: cells[index] ?? [], footprints: of }));
  return ranges.map(({ length }) => counted.splice(0, length));
}

/** Rows of a range, every group by itself. @param spans tile the range, each with factors of its own */
export async function askUsage(
  question: UsageQuestion,
  spans: readonly FactorSpan[],
  context: RequestContext,
  services: Services,
): Promise<UsageRow[]> {
  const [parts = []] = await askSpans(question, [spans], context, services);
  return usageRows(
    parts.map((part) => groupedCells(part, question, undefined)),
    { width: question.groupBy.length, kept: undefined },
  );
}
