import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  dashboards,
  generatedFiles,
  loadSlo,
  parseSlo,
  ruleGroups,
  SloFileError,
  units,
  watchedJobs,
  withTable,
} from "@ecomind/observability";
import { Registry } from "@ecomind/platform";
import { describe, expect, onTestFinished, test } from "vitest";
import { edgeMetrics } from "../../ingest/src/metrics.js";
import { streamMetrics } from "../../stream/src/metrics.js";
import { hasPromtool, promtool } from "./promtool.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const slo = loadSlo();
const rules = ruleGroups(slo).flatMap((group) => group.rules);
const panels = dashboards(slo).flatMap(({ uid, rows }) =>
  rows.flatMap((row) => row.panels.map((panel) => ({ uid, ...panel }))),
);
const queries = panels.flatMap(({ uid, title, queries }) =>
  queries.map(({ expr }) => ({ where: `${uid}: ${title}`, expr })),
);

test("what is generated is what slo.yaml says", () => {
  const folder = join(root, "observability/generated");
  const files = generatedFiles(slo);
  for (const [path, content] of files)
    expect(readFileSync(join(folder, path), "utf8"), `${path}: npm run slo`).toBe(content);
  const there = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(there).toHaveLength(files.size);
  const page = readFileSync(join(root, "docs/slo.md"), "utf8");
  expect(page, "docs/slo.md: npm run slo").toBe(withTable(page, slo));
});

test("every threshold is a bound of its histogram: else nothing can be computed at it", async () => {
  const registry = new Registry();
  edgeMetrics(registry);
  streamMetrics(registry);
  const text = `${await registry.metrics()}\n${readFileSync(join(root, "query/src/app.ts"), "utf8")}`;
  for (const { indicator } of slo.objectives) {
    if (indicator.kind !== "durations") continue;
    const { metric, atMostSeconds } = indicator;
    const told = [...text.matchAll(new RegExp(`^${metric}_bucket\\{.*le="([\\d.]+)"`, "gm"))].map(([, le]) =>
      Number(le),
    );
    // The query service's own is made where its app is built.
    const declared = new RegExp(`"${metric}"[\\s\\S]*?buckets: \\[([^\\]]*)\\]`)
      .exec(text)?.[1]
      ?.split(",")
      .map(Number);
    expect(told.length > 0 ? told : declared, metric).toContain(atMostSeconds);
  }
});

test("every alert names a runbook that is there", () => {
  const named = rules.flatMap(({ alert, annotations }) =>
    alert === undefined ? [] : [annotations?.runbook ?? "none"],
  );
  expect(named.length).toBeGreaterThan(30);
  for (const runbook of named) expect(existsSync(join(root, runbook)), runbook).toBe(true);
});

/** Names of metrics in an expression: what is no function, no keyword, no label. */
function metricsIn(expr: string): string[] {
  const bare = expr
    .replaceAll(/"[^"]*"/g, "")
    .replaceAll(/\{[^}]*\}/g, "")
    .replaceAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, "")
    .replaceAll(/\[[^\]]*\]/g, "");
  const words = [...bare.matchAll(/[a-zA-Z_:][\w:]*(?=(\s*\()?)/g)].filter(([, call]) => call === undefined);
  return words
    .map(([word]) => word)
    .filter((word) => !/^(?:and|or|unless|bool|offset)$/.test(word) && !/^e\d/.test(word));
}

const documented = new Set(
  [
    ...readFileSync(join(root, "docs/metrics.md"), "utf8").matchAll(
      /`((?:ecomind|ingest|stream|log|query|jobs|clickhouse|canary)_\w+)/g,
    ),
  ].map(([, name = ""]) => name),
);
const recorded = new Set(rules.flatMap(({ record }) => record ?? []));
const isKnown = (name: string) =>
  documented.has(name) ||
  recorded.has(name) ||
  documented.has(name.replace(/_(?:bucket|count|sum)$/, "")) ||
  ["up", "process_cpu_seconds_total", "process_resident_memory_bytes"].includes(name);

test("rules and dashboards read metrics that exist", () => {
  expect(metricsIn('sum by (le) (rate(a_b_bucket{x="y"}[5m])) > bool 2e3 and c:d unless absent(up{job="e"})')).toEqual([
    "a_b_bucket",
    "c:d",
    "up",
  ]);
  const unknown = [...queries.map(({ expr }) => expr), ...rules.map(({ expr }) => expr)]
    .flatMap(metricsIn)
    .filter((name) => !isKnown(name));
  expect(unknown).toEqual([]);
});

test("every metric that is more than Node's own is on a dashboard or in a rule", () => {
  const used = new Set(
    [...queries, ...rules]
      .flatMap(({ expr }) => metricsIn(expr))
      .map((name) => name.replace(/_(?:bucket|count|sum)$/, "")),
  );
  const unused = [...documented].filter((name) => !used.has(name)).sort();
  expect(unused).toEqual([
    "clickhouse_delayed_inserts_total",
    "clickhouse_oldest_mutation_age_seconds",
    "clickhouse_rejected_inserts_total",
    "clickhouse_stored_rows",
    "clickhouse_uptime_seconds",
    "ecomind_build_info",
    "ecomind_factor_set_info",
    "ecomind_worker_ends_total",
    "ingest_fields_dropped_total",
    "ingest_held_records",
    "ingest_telemetry_skipped_total",
    "jobs_changed_total",
    "jobs_run_seconds",
    "jobs_runs_total",
    "query_sql_killed_statements_total",
    "stream_batches_total",
  ]);
});

test("panels have units that Grafana knows, lie side by side, and say what they mean", () => {
  for (const { uid, title, unit, description, queries: own } of panels) {
    expect(description.length, `${uid}: ${title}`).toBeGreaterThan(5);
    if (own.length > 0) expect(units, `${uid}: ${title}`).toContain(unit);
  }
  for (const [path, content] of generatedFiles(slo)) {
    if (!path.startsWith("dashboards/")) continue;
    const taken = new Set<string>();
    const { panels: laid } = JSON.parse(content) as {
      panels: { id: number; gridPos: Record<"x" | "y" | "w" | "h", number> }[];
    };
    expect(new Set(laid.map(({ id }) => id)).size).toBe(laid.length);
    for (const { gridPos } of laid) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`), `${path}: ${x} ${y}`).toBe(false);
          taken.add(`${x} ${y}`);
        }
    }
  }
});

test("the jobs that are watched are those that npm start names", () => {
  expect([...watchedJobs].sort()).toEqual(["ecomind-ingest", "ecomind-jobs", "ecomind-query", "ecomind-stream"]);
});

test.each([
  ["objectives: []\nwindow: 30d", "objectives"],
  ["objectives: [{ name: x }]\nwindow: 30d", "objectives[0].title"],
  ["objectives: [{ name: x, sli: 1 }]\nwindow: 30d", "sli is not known"],
])("a file that is wrong is refused: %s", (content, why) => {
  expect(() => parseSlo(content)).toThrow(SloFileError);
  expect(() => parseSlo(content)).toThrow(why);
});

test("an objective of 100 % has no budget, and is refused", () => {
  const text = readFileSync(join(root, "observability/slo.yaml"), "utf8").replace(
    "objective_percent: 99.9",
    "objective_percent: 100",
  );
  expect(() => parseSlo(text)).toThrow("above 0, below 100");
});

describe.skipIf(!hasPromtool)("as Prometheus reads them", () => {
  const check = (expressions: readonly string[]) => {
    const folder = mkdtempSync(join(tmpdir(), "ecomind-promql-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "rules.json");
    const own = expressions.map((expr, index) => ({
      record: `panel:${index}`,
      expr: expr.replaceAll("$__rate_interval", "5m"),
    }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: "panels", rules: own }] }));
    return promtool(["check", "rules", file]);
  };

  test("every panel's PromQL can be read", () => {
    const { status, output } = check(queries.map(({ expr }) => expr));
    expect(status, output).toBe(0);
    expect(check(["sum(rate(x[5m])"]).status).not.toBe(0);
  });
});
