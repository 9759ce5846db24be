import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { budgetOf, burnAlertName, loadSlo, type Objective, ruleGroups } from "@ecomind/observability";
import { afterAll, describe, expect, test } from "vitest";
import { type AlertCase, causeCases, eventsOf, type Pace, type Series } from "./alert-cases.js";
import { hasPromtool, promtool } from "./promtool.js";

const slo = loadSlo();
const rulesFile = fileURLToPath(new URL("../../observability/generated/rules.yml", import.meta.url));
const groups = ruleGroups(slo);
const alerts = groups.flatMap(({ rules }) => rules.flatMap((rule) => (rule.alert === undefined ? [] : [rule])));
const names = [...new Set(alerts.map(({ alert }) => alert as string))];

const folder = mkdtempSync(join(tmpdir(), "ecomind-alerts-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Events of an objective: `perInterval` each interval, of which `share` are bad from the `from`th on. */
function events(objective: Objective, perInterval: number, share: number, from: number, intervals: number) {
  const bad = perInterval * share;
  // Before, all are good. promtool goes on from where a sequence ended.
  const before = (step: number) => `0+${step}x${from}`;
  const after = (start: number, step: number) => `${start + step}+${step}x${intervals - from}`;
  const reached = perInterval * from;
  return eventsOf(
    objective,
    `${before(perInterval)} ${after(reached, perInterval - bad)}`,
    `${before(perInterval)} ${after(reached, perInterval)}`,
    `${before(0)} ${after(0, bad)}`,
  );
}

function burnCases(objective: Objective): AlertCase[] {
  const [page, ticket] = (["page", "ticket"] as const).map((severity) => burnAlertName(objective, severity)) as [
    string,
    string,
  ];
  const perInterval = 6_000;
  /** Well for an hour, then so many times the budget. */
  const hours = (burn: number, length: number) =>
    events(objective, perInterval, Math.min(1, burn * budgetOf(objective)), 60, (length + 1) * 60);
  /** Well for three hours, then so many times the budget: a sample every twenty minutes. */
  const days = (burn: number, length: number) =>
    events(objective, perInterval, Math.min(1, burn * budgetOf(objective)), 9, (3 + length * 24) * 3);
  const paced =
    (pace: Pace) =>
    (what: string, alert: string, at: string, series: Series, fires: boolean): AlertCase => ({
      what,
      alert,
      at,
      series,
      fires,
      pace,
    });
  const [inHours, inDays] = [paced("hours"), paced("days")];
  return [
    inHours("15 times the budget for an hour", page, "2h", hours(15, 1), true),
    inHours("7 times the budget for six hours", page, "7h", hours(7, 6), true),
    inHours("5 times the budget for an hour", page, "2h", hours(5, 1), false),
    inHours("all is well", page, "2h", hours(0, 1), false),
    inHours("nothing is told", page, "2h", { unrelated: "1x200" }, false),
    // Every one of them is bad, and there are fewer than the least within the hour.
    inHours("low traffic", page, "2h", events(objective, (objective.minimumBad * 0.8) / 60, 1, 60, 120), false),
    inHours(
      "low traffic, and an outage",
      page,
      "2h",
      events(objective, (objective.minimumBad * 1.5) / 60, 1, 60, 120),
      true,
    ),
    inDays("twice the budget for three days", ticket, "75h", days(2, 3), true),
    inDays("half the budget for three days", ticket, "75h", days(0.5, 3), false),
    inDays("nothing is told", ticket, "75h", { unrelated: "1x500" }, false),
  ];
}

const availability = slo.objectives.find(({ name }) => name === "ingest_availability") as Objective;
/** What is said of how soon somebody is woken. */
const detection: readonly AlertCase[] = [
  {
    what: "an outage of two minutes, after an hour that was well",
    alert: burnAlertName(availability, "page"),
    at: "62m",
    series: events(availability, 1_500, 1, 240, 260),
    fires: true,
  },
  {
    what: "1.5 % of errors for an hour, after an hour that was well",
    alert: burnAlertName(availability, "page"),
    pace: "hours",
    at: "2h",
    series: events(availability, 6_000, 0.015, 60, 130),
    fires: true,
  },
];

const cases: readonly AlertCase[] = [...causeCases, ...slo.objectives.flatMap(burnCases), ...detection];

const paces = {
  fine: { samples: "15s", evaluations: "15s" },
  hours: { samples: "1m", evaluations: "5m" },
  days: { samples: "20m", evaluations: "1h" },
} as const satisfies Record<Pace, { samples: string; evaluations: string }>;

const metricOf = (series: string): string => series.replace(/(?:_bucket|_count)?\{.*/, "");

/** Cases that have no metric in common are tried at once: promtool takes most of its time for each group. */
function together(of: readonly AlertCase[]): AlertCase[][] {
  const batches: { readonly metrics: Set<string>; readonly cases: AlertCase[]; readonly silent: boolean }[] = [];
  for (const one of of) {
    const metrics = new Set(Object.keys(one.series).map(metricOf));
    const silent = metrics.has("unrelated");
    const fitting = batches.find(
      (batch) => batch.silent === silent && (silent || ![...metrics].some((metric) => batch.metrics.has(metric))),
    );
    if (fitting === undefined) batches.push({ metrics, cases: [one], silent });
    else {
      for (const metric of metrics) fitting.metrics.add(metric);
      fitting.cases.push(one);
    }
  }
  return batches.map((batch) => batch.cases);
}

/** A group of tests for promtool: whether alerts fire. Their labels and texts are not repeated here. */
function promtoolGroup(of: readonly AlertCase[], pace: Pace): object {
  const stranger = of.find(({ alert }) => !names.includes(alert));
  if (stranger !== undefined) throw new Error(`there is no alert ${stranger.alert}`);
  const series = Object.assign({}, ...of.map((one) => one.series)) as Series;
  return {
    interval: paces[pace].samples,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: of.map(({ what, alert, at, fires }) => ({
      // The comment is what promtool repeats when it fails.
      expr: `count(ALERTS{alertname="${alert}", alertstate="firing"}) > bool 0 or vector(0) # ${what}`,
      eval_time: at,
      exp_samples: [{ labels: "{}", value: fires ? 1 : 0 }],
    })),
  };
}

/** Tries cases of one pace. @returns promtool's status and output */
function tried(pace: Pace, of: readonly AlertCase[]): ReturnType<typeof promtool> {
  const file = join(folder, `${pace}.json`);
  // JSON is YAML. Alerts come after what they read, at the same moment.
  const content = {
    rule_files: [rulesFile],
    evaluation_interval: paces[pace].evaluations,
    group_eval_order: groups.map(({ name }) => name),
    tests: together(of.filter((one) => (one.pace ?? "fine") === pace)).map((batch) => promtoolGroup(batch, pace)),
  };
  writeFileSync(file, JSON.stringify(content));
  return promtool(["test", "rules", file]);
}

test("each alert is tried with what makes it fire, with what does not, and with nothing", () => {
  for (const name of names) {
    const tried = cases.filter(({ alert }) => alert === name);
    expect(
      tried.some(({ fires }) => fires),
      `${name} fires`,
    ).toBe(true);
    expect(
      tried.some(({ fires }) => !fires),
      `${name} does not fire`,
    ).toBe(true);
    expect(
      tried.some(({ what }) => what === "nothing is told"),
      `${name} without data`,
    ).toBe(true);
  }
  expect(names.length).toBeGreaterThan(20);
});

describe.skipIf(!hasPromtool)("by promtool", () => {
  test("the rules are valid", () => {
    const { status, output } = promtool(["check", "rules", rulesFile]);
    expect(status, output).toBe(0);
  });

  test.each(["fine", "hours", "days"] as const)("alerts fire when they should, and only then: %s", (pace) => {
    const { status, output } = tried(pace, cases);
    expect(status, output.slice(0, 8_000)).toBe(0);
  }, 300_000);

  test("a case that is wrong is found", () => {
    const wrong = cases
      .filter(({ alert }) => alert === "PartitionHalted")
      .map((one) => ({ ...one, fires: !one.fires }));
    expect(tried("fine", wrong).status).not.toBe(0);
  });
});
