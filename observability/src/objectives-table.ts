import { burnAlertName } from "./burn-alerts.js";
import { burnRates } from "./recording-rules.js";
import { budgetOf, type Objective, type Slo } from "./slo.js";

const tableMarks = ["<!-- objectives: made by npm run slo -->", "<!-- objectives end -->"] as const;

const downtime = (share: number, days: number): string => {
  const minutes = share * days * 24 * 60;
  return minutes < 120 ? `${Number(minutes.toFixed(1))} min` : `${Number((minutes / 60).toFixed(1))} h`;
};

/** The objectives for readers, in Markdown. */
export function objectivesTable({ objectives, window }: Slo): string {
  const days = Number.parseInt(window, 10);
  const row = (objective: Objective) => {
    const { objectivePercent, promise, minimumBad, runbook } = objective;
    const names = (["page", "ticket"] as const)
      .map((severity) => `\`${burnAlertName(objective, severity)}\``)
      .join(", ");
    return `| \`${objective.name}\` | ${objectivePercent} % ${promise} | ${downtime(budgetOf(objective), days)} | ${minimumBad} | ${names} | [${runbook.replace(".md", "")}](runbooks/${runbook}) |`;
  };
  return [
    `| objective | promise, within ${window} | budget, as a whole outage | least bad events | alerts | runbook |`,
    "|---|---|---|---|---|---|",
    ...objectives.map(row),
    "",
    "| burns | over | and over | then | the budget lasts |",
    "|---|---|---|---|---|",
    ...burnRates.map(
      ({ factor, long, short, severity }) =>
        `| ${factor} times too fast | ${long} | ${short} | ${severity === "page" ? "somebody is woken" : "a ticket"} | ${downtime(1 / factor, days)} |`,
    ),
  ].join("\n");
}

/** A page with the table between its marks brought up to date. @throws Error when the marks are not there */
export function withTable(page: string, slo: Slo): string {
  const [begin, end] = tableMarks.map((mark) => page.indexOf(mark)) as [number, number];
  if (begin < 0 || end < begin) throw new Error("the page has no place for the table of objectives");
  return `${page.slice(0, begin + tableMarks[0].length)}\n\n${objectivesTable(slo)}\n\n${page.slice(end)}`;
}
