import { budgetOf, type Objective, type Slo } from "./slo.js";

export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly Rule[];
}

/** How fast a budget burns, over which two windows: the long one says that it matters, the short one that it goes on. */
export interface BurnRate {
  /** Times the rate that would use the budget up at the end of its window. */
  readonly factor: number;
  readonly long: string;
  readonly short: string;
  readonly severity: "page" | "ticket";
}

/** Of the Site Reliability Workbook, chapter 5, for a budget of 30 days. */
export const burnRates: readonly BurnRate[] = [
  { factor: 14.4, long: "1h", short: "5m", severity: "page" },
  { factor: 6, long: "6h", short: "30m", severity: "page" },
  { factor: 3, long: "1d", short: "2h", severity: "ticket" },
  { factor: 1, long: "3d", short: "6h", severity: "ticket" },
];

/** Windows, each with how often it is computed: a long one hardly changes from one moment to the next. */
const windows: readonly (readonly [interval: string | undefined, windows: readonly string[]])[] = [
  [undefined, ["5m", "30m", "1h"]],
  ["1m", ["2h", "6h"]],
  ["2m", ["1d", "3d"]],
];

const selector = (metric: string, matchers: readonly string[]): string => `${metric}{${matchers.join(", ")}}`;

/** Events a second that were bad, and all that count, over a window. */
export function ratesOf({ indicator }: Objective, window: string): { readonly bad: string; readonly total: string } {
  const rate = (metric: string, ...matchers: readonly string[]) =>
    `sum(rate(${selector(metric, matchers)}[${window}]))`;
  const { metric, valid } = indicator;
  if (indicator.kind === "ratio") return { bad: rate(metric, valid, indicator.bad), total: rate(metric, valid) };
  const total = rate(`${metric}_count`, valid);
  return { bad: `(${total} - ${rate(`${metric}_bucket`, valid, `le="${indicator.atMostSeconds}"`)})`, total };
}

const secondsOf = (window: string): number =>
  Number.parseInt(window, 10) * ({ m: 60, h: 3_600, d: 86_400 }[window.slice(-1) as "m" | "h" | "d"] ?? Number.NaN);

function rulesOf(objective: Objective, window: string): Rule[] {
  const { bad, total } = ratesOf(objective, window);
  const labels = { slo: objective.name };
  const ratio: Rule = { record: `slo:error_ratio:rate${window}`, expr: `${bad} / (${total} > 0)`, labels };
  const isLong = burnRates.some(({ long }) => long === window);
  const events: Rule = { record: `slo:bad_events:increase${window}`, expr: `${bad} * ${secondsOf(window)}`, labels };
  return isLong ? [ratio, events] : [ratio];
}

/** What alerts and dashboards read. */
export function recordingRules({ objectives, window }: Slo): RuleGroup[] {
  const groups = windows.map(
    ([interval, of]): RuleGroup => ({
      name: `slo-${of.join("-")}`,
      ...(interval === undefined ? {} : { interval }),
      rules: objectives.flatMap((objective) => of.flatMap((one) => rulesOf(objective, one))),
    }),
  );
  const budget: RuleGroup = {
    name: "slo-budget",
    interval: "2m",
    rules: objectives.flatMap((objective) => {
      const labels = { slo: objective.name };
      const { bad, total } = ratesOf(objective, window);
      const ratio = `slo:error_ratio:rate${window}`;
      return [
        { record: ratio, expr: `${bad} / (${total} > 0)`, labels },
        { record: "slo:objective:ratio", expr: `vector(${objective.objectivePercent / 100})`, labels },
        {
          record: "slo:error_budget_left:ratio",
          expr: `1 - ${ratio}{slo="${objective.name}"} / ${budgetOf(objective)}`,
          labels,
        },
      ];
    }),
  };
  return [...groups, budget];
}
