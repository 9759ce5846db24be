import { burnRates } from "../recording-rules.js";
import { budgetOf, type Objective, type Slo } from "../slo.js";
import { type Dashboard, type Panel, panel } from "./panel.js";

function budgetPanel({ name, title, promise, objectivePercent }: Objective, window: string): Panel {
  return {
    title,
    description: `Error budget left: ${objectivePercent} % ${promise}, within ${window}.`,
    type: "gauge",
    unit: "percentunit",
    queries: [{ expr: `slo:error_budget_left:ratio{slo="${name}"}`, legend: "left" }],
    width: 4,
    min: 0,
    max: 1,
    thresholds: [
      { color: "red", value: null },
      { color: "yellow", value: 0.1 },
      { color: "green", value: 0.5 },
    ],
  };
}

function burnPanel(objective: Objective): Panel {
  const { name, title } = objective;
  const budget = budgetOf(objective);
  const page = burnRates[0] as (typeof burnRates)[number];
  return {
    ...panel(
      title,
      `How fast the budget burns; at 1 it is used up at the end of its window, at ${page.factor} somebody is woken.`,
      "none",
      ...burnRates.map(
        ({ long }) => [`slo:error_ratio:rate${long}{slo="${name}"} / ${budget}`, long] as [string, string],
      ),
    ),
    width: 8,
    thresholds: [
      { color: "green", value: null },
      { color: "yellow", value: 1 },
      { color: "red", value: page.factor },
    ],
  };
}

/** What was promised, how much of each budget is left, and what is on fire. */
export const statusDashboard = ({ objectives, window }: Slo): Dashboard => ({
  uid: "ecomind-status",
  title: "EcoMind: status",
  description: "Objectives, error budgets and alerts",
  rows: [
    { title: `Error budget left, ${window}`, panels: objectives.map((objective) => budgetPanel(objective, window)) },
    {
      title: "Alerts",
      panels: [
        {
          title: "Firing and pending",
          description: "Each names its runbook.",
          type: "alertlist",
          queries: [],
          width: 16,
        },
        {
          title: "Services that answer",
          description: "Targets of Prometheus that were up at the last look.",
          type: "stat",
          unit: "none",
          queries: [{ expr: 'sum by (job) (up{job=~"ecomind-.+"})', legend: "{{job}}" }],
          thresholds: [
            { color: "red", value: null },
            { color: "green", value: 1 },
          ],
        },
      ],
    },
    {
      title: "Canary",
      panels: [
        panel(
          "From a post to a question's answer",
          "Measured from outside; needs `--canary`, or the canary's process.",
          "s",
          ...[0.5, 0.99].map((quantile): [string, string] => [
            `histogram_quantile(${quantile}, sum by (le) (rate(canary_seconds_bucket[$__rate_interval])))`,
            `p${quantile * 100}`,
          ]),
        ),
        panel("Posts", "By answer.", "reqps", [
          "sum by (outcome) (rate(canary_sent_total[$__rate_interval]))",
          "{{outcome}}",
        ]),
        panel(
          "Looked for and found",
          "Acknowledged and not found yet; found a second.",
          "short",
          ["sum(canary_waiting)", "looked for"],
          ["sum(rate(canary_seen_total[$__rate_interval]))", "found a second"],
        ),
      ],
    },
    { title: "Burn rates", panels: objectives.map(burnPanel) },
  ],
});
