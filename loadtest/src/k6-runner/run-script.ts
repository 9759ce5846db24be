import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { arrive, type Stage, secondsOf } from "./arrivals.js";
import { loadScript } from "./load-script.js";
import { type MetricResult, Metrics } from "./metrics.js";
import { closeConnections } from "./modules/k6-http.js";
import { builtIn, declared, run } from "./run-state.js";

interface ScenarioOptions {
  readonly executor: string;
  readonly exec: string;
  readonly rate?: number;
  readonly duration?: string;
  readonly startRate?: number;
  readonly stages?: readonly { readonly duration: string; readonly target: number }[];
  readonly maxVUs: number;
}
type Threshold =
  | string
  | { readonly threshold: string; readonly abortOnFail?: boolean; readonly delayAbortEval?: string };
interface Options {
  readonly scenarios: Readonly<Record<string, ScenarioOptions>>;
  readonly thresholds: Readonly<Record<string, readonly Threshold[]>>;
  readonly summaryTrendStats: readonly string[];
}
interface Script {
  readonly options: Options;
  readonly setup?: () => unknown;
  readonly teardown?: (data: unknown) => unknown;
  readonly handleSummary?: (data: { metrics: Record<string, MetricResult> }) => Record<string, string>;
  readonly [exec: string]: unknown;
}

export interface RunResult {
  readonly metrics: Readonly<Record<string, MetricResult>>;
  readonly summary: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** CPU of this process while it sent, as a share of one core. */
  readonly generatorCores: number;
  /** The longest time that iterations waited beyond when they were due, in milliseconds. */
  readonly latestMs: number;
  /** Faults of the scripts themselves, the first few. */
  readonly faults: readonly string[];
}

const conditionOf = (threshold: Threshold): string => (typeof threshold === "string" ? threshold : threshold.threshold);

function stagesOf({ executor, rate = 0, duration = "0s", startRate = 0, stages = [] }: ScenarioOptions): {
  startRate: number;
  stages: readonly Stage[];
} {
  if (executor === "constant-arrival-rate")
    return { startRate: rate, stages: [{ seconds: secondsOf(duration), target: rate }] };
  if (executor === "ramping-arrival-rate")
    return { startRate, stages: stages.map(({ duration: of, target }) => ({ seconds: secondsOf(of), target })) };
  throw new Error(`the runner has no executor ${executor}`);
}

/**
 * Runs a k6 script of EcoMind's in this process: EcoMind's own runner of k6's API, as far as the scripts use it. Its
 * figures are its own and not k6's.
 * @param env what the script finds in `__ENV`
 */
export async function runScript(script: string, env: Readonly<Record<string, string | undefined>>): Promise<RunResult> {
  const open = (path: string) => readFileSync(resolve(dirname(script), path), "utf8");
  Object.assign(globalThis, { __ENV: env, open });
  const loaded = (await loadScript(script)) as Script;
  const { scenarios, thresholds, summaryTrendStats } = loaded.options;
  const conditions = Object.entries(thresholds).map(([key, all]) => [key, all.map(conditionOf)] as const);
  const metrics = new Metrics(Object.fromEntries(conditions));
  for (const [name, kind] of [...builtIn, ...declared]) metrics.declare(name, kind);
  run.metrics = metrics;

  const data = await loaded.setup?.();
  const faults: string[] = [];
  const stop = new AbortController();
  const beganMs = performance.now();
  const cpuBefore = process.cpuUsage();
  const elapsed = () => (performance.now() - beganMs) / 1_000;
  const aborting = Object.entries(thresholds).flatMap(([key, all]) =>
    all.flatMap((one) =>
      typeof one !== "string" && one.abortOnFail ? [{ key, after: secondsOf(one.delayAbortEval ?? "0s") }] : [],
    ),
  );
  const watch = setInterval(() => {
    const due = aborting.filter(({ after }) => elapsed() >= after);
    if (due.length === 0) return;
    const results = metrics.results(elapsed(), summaryTrendStats);
    const missed = ({ key }: { key: string }) => Object.values(results[key]?.thresholds ?? {}).some(({ ok }) => !ok);
    if (due.some(missed)) stop.abort();
  }, 2_000);
  const late = await Promise.all(
    Object.values(scenarios).map((scenario) => {
      const iterate = loaded[scenario.exec] as () => Promise<void>;
      return arrive({
        ...stagesOf(scenario),
        places: scenario.maxVUs,
        signal: stop.signal,
        iterate: async () => {
          await iterate();
          metrics.add("iterations", 1, { scenario: scenario.exec });
        },
        onDropped: () => metrics.add("dropped_iterations", 1, { scenario: scenario.exec }),
        onFault: (error) => {
          if (faults.length < 5) faults.push(error instanceof Error ? error.message : String(error));
        },
      });
    }),
  );
  clearInterval(watch);
  const seconds = elapsed();
  const { user, system } = process.cpuUsage(cpuBefore);
  await loaded.teardown?.(data);
  await closeConnections();
  const results = metrics.results(seconds, summaryTrendStats);
  return {
    metrics: results,
    summary: loaded.handleSummary?.({ metrics: results }) ?? {},
    seconds,
    generatorCores: (user + system) / 1e6 / seconds,
    latestMs: Math.max(0, ...late),
    faults,
  };
}
