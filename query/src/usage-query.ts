import { ProblemError } from "@ecomind/platform";
import { type Cell, cellFootprints } from "./cell-footprint.js";
import type { FactorSpan } from "./factor-spans.js";
import { addMeasures, emptyMeasures } from "./measures.js";
import type { RequestContext, Services } from "./operation.js";
import { problem } from "./problems.js";
import { expressionOf, tier } from "./usage-dimensions.js";
import type { UsageRow } from "./usage-rows.js";
import { type SlicedQuestion, sliceParameters, slicesFor, startExpression } from "./usage-slices.js";

export interface UsageQuestion extends SlicedQuestion {
  readonly orgId: string;
  readonly factorSet: string;
}

const summed = ["tokens_in", "tokens_cached", "tokens_out", "tokens_out_ramp"] as const;
const mostRows = 50_000;

/** What tells a cell apart, and then its sums. */
type CellRow = readonly unknown[];

/** Cells with those of other times added, which are few. @param width how many values tell a cell apart */
function addedUp(cells: readonly CellRow[], few: readonly CellRow[], width: number): readonly CellRow[] {
  if (few.length === 0) return cells;
  const keyOf = (cell: CellRow): string => JSON.stringify(cell.slice(0, width));
  const left = new Map(few.map((cell) => [keyOf(cell), cell]));
  const starts = new Set(few.map(([start]) => start));
  const result = cells.map((cell) => {
    const other = starts.has(cell[0]) ? left.get(keyOf(cell)) : undefined;
    if (other === undefined) return cell;
    left.delete(keyOf(cell));
    return cell.map((value, at) => (at < width ? value : Number(value) + Number(other[at])));
  });
  return [...result, ...left.values()];
}

/** Asks the store. Integers are exact; footprints are computed on the sums of each provider, model and region. */
export async function askUsage(
  question: UsageQuestion,
  context: RequestContext,
  services: Services,
): Promise<UsageRow[]> {
  const { orgId, period, interval, groupBy, filters, factorSet } = question;
  const groups = groupBy.flatMap((name, index) => (name === tier ? [] : [`g${index}`]));
  const tiers = filters.filter(({ dimension }) => dimension === tier);
  const conditions = filters.flatMap(({ dimension, exclude }, index) =>
    dimension === tier
      ? []
      : [`${expressionOf(dimension)} ${exclude ? "NOT IN" : "IN"} {filter${index}:Array(String)}`],
  );
  const cell = ["start", ...groups, "provider", "model", "region"];
  const asked = groupBy.map((name, index) => (name === tier ? "" : `${expressionOf(name)} AS g${index},`)).join(" ");
  const parameters = {
    org: orgId,
    tz: period.zone,
    ...sliceParameters(period),
    ...Object.fromEntries(filters.map(({ values }, index) => [`filter${index}`, values])),
  };
  // Each slice by a statement of its own, side by side: the engine takes longer to plan their union than to answer it.
  // In order, so that sums of footprints are the same each time, to the last digit.
  const slices = slicesFor(question).map(({ bucket, where }) =>
    services.selectRows(
      context,
      "usage",
      `SELECT
        ${startExpression(interval, bucket)} AS start, ${asked}
        e.provider AS provider, e.model AS model, e.region AS region,
        count() AS requests, ${summed.map((column) => `sum(e.${column}) AS ${column}`).join(", ")}
    FROM events AS e
    WHERE ${["e.org_id = {org:String}", where, ...conditions].join(" AND ")}
    GROUP BY ${cell.join(", ")}
    ORDER BY ${cell.join(", ")}`,
      parameters,
    ),
  );
  const [footprints, [whole = [], ...others]] = await Promise.all([
    cellFootprints(factorSet, context, services),
    Promise.all(slices),
  ]);
  const rows = new Map<string, UsageRow>();
  const at = 1 + groups.length;
  for (const row of addedUp(whole, others.flat(), cell.length)) {
    const sum: Cell = {
      provider: String(row[at]),
      model: String(row[at + 1]),
      region: String(row[at + 2]),
      requests: Number(row[at + 3]),
      tokensIn: Number(row[at + 4]),
      tokensCached: Number(row[at + 5]),
      tokensOut: Number(row[at + 6]),
      tokensOutRamp: Number(row[at + 7]),
    };
    const cellTier = groups.length < groupBy.length || tiers.length > 0 ? footprints.tierOf(sum) : "";
    if (tiers.some(({ exclude, values }) => values.includes(cellTier) === exclude)) continue;
    const group = groupBy.map((name, index) =>
      name === tier ? cellTier : String(row[1 + groups.indexOf(`g${index}`)]),
    );
    const key = JSON.stringify([row[0], ...group]);
    let known = rows.get(key);
    if (known === undefined) {
      if (rows.size === mostRows)
        throw new ProblemError(
          problem("too_much", { detail: "More than 50,000 rows; ask for a longer interval or fewer groups." }),
        );
      known = { startMs: Number(row[0]) * 1000, group, measures: emptyMeasures() };
      rows.set(key, known);
    }
    footprints.add(known.measures, sum);
  }
  if (groups.length === groupBy.length && others.length === 0) return [...rows.values()];
  return [...rows.values()].sort(
    (a, b) => a.startMs - b.startMs || (JSON.stringify(a.group) < JSON.stringify(b.group) ? -1 : 1),
  );
}

/** Asks for each span with its own factors. A row of an interval in which the factors changed is the sum of its parts. */
export async function askSpans(
  question: Omit<UsageQuestion, "period" | "factorSet">,
  spans: readonly FactorSpan[],
  context: RequestContext,
  services: Services,
): Promise<UsageRow[]> {
  const [first] = spans;
  const answers = await Promise.all(spans.map((span) => askUsage({ ...question, ...span }, context, services)));
  if (answers.length === 1 || first === undefined) return answers.flat();
  const rows = new Map<string, UsageRow>();
  for (const row of answers.flat()) {
    const startMs = question.interval === "total" ? first.period.fromMs : row.startMs;
    const key = JSON.stringify([startMs, ...row.group]);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { ...row, startMs });
    else addMeasures(known.measures, row.measures);
  }
  return [...rows.values()].sort((a, b) => a.startMs - b.startMs);
}
