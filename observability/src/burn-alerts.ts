import { burnRates, type Rule, type RuleGroup } from "./recording-rules.js";
import { budgetOf, type Objective, type Slo } from "./slo.js";

const camel = (name: string): string => name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Names of an objective's two alerts, for people who are woken and for the day after. */
export const burnAlertName = ({ name }: Objective, severity: "page" | "ticket"): string =>
  `${camel(name)}Burns${severity === "page" ? "Fast" : "Slowly"}`;

const decimals = (value: number): string => String(Number(value.toPrecision(6)));

/** Alerts for each objective's error budget, by several windows and burn rates. */
export function burnAlerts({ objectives, window }: Slo): RuleGroup {
  const rules = objectives.flatMap((objective) =>
    burnRates.map(({ factor, long, short, severity }): Rule => {
      const { name, title, minimumBad, runbook } = objective;
      const most = decimals(factor * budgetOf(objective));
      const of = `{slo="${name}"}`;
      return {
        alert: burnAlertName(objective, severity),
        expr:
          `slo:error_ratio:rate${long}${of} > ${most} and slo:error_ratio:rate${short}${of} > ${most} ` +
          `and slo:bad_events:increase${long}${of} >= ${minimumBad}`,
        labels: { severity, burn: String(factor) },
        annotations: {
          summary: `${title}: the error budget of ${window} burns ${factor} times too fast`,
          description: `{{ $value | humanizePercentage }} were bad within ${long}; ${decimals(100 * budgetOf(objective))} % may be.`,
          runbook: `docs/runbooks/${runbook}`,
        },
      };
    }),
  );
  return { name: "slo-alerts", rules };
}
