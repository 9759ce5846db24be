import { stringify } from "yaml";
import { burnAlerts } from "./burn-alerts.js";
import { causeAlerts } from "./cause-alerts.js";
import { grafanaJson } from "./dashboards/grafana-json.js";
import type { Dashboard } from "./dashboards/panel.js";
import { ingestDashboard, storeDashboard, streamDashboard } from "./dashboards/services.js";
import { statusDashboard } from "./dashboards/status.js";
import { loadThresholds } from "./load-thresholds.js";
import { type RuleGroup, recordingRules } from "./recording-rules.js";
import type { Slo } from "./slo.js";

const notice = "# Made of slo.yaml by `npm run slo`: change that, not this.\n";

/** @throws Error for an objective that has no threshold, or is not there */
function secondsOf({ objectives }: Slo, name: string): number {
  const indicator = objectives.find((objective) => objective.name === name)?.indicator;
  if (indicator?.kind !== "durations") throw new Error(`slo.yaml: ${name} must be there, with durations`);
  return indicator.atMostSeconds;
}

export const ruleGroups = (slo: Slo): readonly RuleGroup[] => [...recordingRules(slo), burnAlerts(slo), causeAlerts()];

export const dashboards = (slo: Slo): readonly Dashboard[] => [
  statusDashboard(slo),
  ingestDashboard(secondsOf(slo, "ingest_latency")),
  streamDashboard(secondsOf(slo, "freshness")),
  storeDashboard(secondsOf(slo, "query_latency")),
];

/** Everything that is made of the objectives, by path below `observability/generated`. */
export function generatedFiles(slo: Slo): ReadonlyMap<string, string> {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return new Map([
    ["rules.yml", notice + stringify({ groups: ruleGroups(slo) }, { lineWidth: 0, aliasDuplicateObjects: false })],
    ...dashboards(slo).map((dashboard): [string, string] => [
      `dashboards/${dashboard.uid}.json`,
      json(grafanaJson(dashboard)),
    ]),
    ["load-thresholds.json", json(loadThresholds(slo))],
  ]);
}
