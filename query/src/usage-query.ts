import { cellFootprints } from "./cell-footprint.js";
import type { FactorSpan } from "./factor-spans.js";
import type { RequestContext, Services } from "./operation.js";
import { askCells, type UsageQuestion } from "./usage-cells.js";
import { type CountedCells, groupedCells, type UsageRow, usageRows } from "./usage-rows.js";

/** Asks for each span of a range, to be counted with its own factors. */
export async function askSpans(
  question: UsageQuestion & { readonly told?: readonly string[] | undefined },
  spans: readonly FactorSpan[],
  context: RequestContext,
  services: Services,
): Promise<CountedCells[]> {
  const rangeFromMs = spans[0]?.period.fromMs ?? 0;
  return await Promise.all(
    spans.map(async ({ period, factorSet }) => {
      const [cells, footprints] = await Promise.all([
        askCells({ ...question, period, rangeFromMs }, context, services),
        cellFootprints(factorSet, context, services),
      ]);
      return { cells, footprints };
    }),
  );
}

/** Rows of a range, every group by itself, with one factor set. */
export async function askUsage(
  question: UsageQuestion & FactorSpan,
  context: RequestContext,
  services: Services,
): Promise<UsageRow[]> {
  const parts = await askSpans(question, [question], context, services);
  return usageRows(
    parts.map((part) => groupedCells(part, question, undefined)),
    { width: question.groupBy.length, kept: undefined },
  );
}
