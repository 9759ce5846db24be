import type { Options, Scenario } from "k6/options";

/** What a scenario consists of: how often each workload begins, per second, over time. */
interface Load {
  readonly workload: "postSingle" | "postBatch" | "ask" | "probe";
  /** Each reaches its rate from the one before; the first begins at its own rate. */
  readonly stages: readonly (readonly [seconds: number, perSecond: number])[];
}

const steady = (workload: Load["workload"], seconds: number, perSecond: number): Load => ({
  workload,
  stages: [[seconds, perSecond]],
});
const minute = 60;

/** Scenarios by name. Rates are of a company whose people and tools send one event a request, or 20. */
const scenarios: Readonly<Record<string, readonly Load[]>> = {
  // Does everything answer at all?
  smoke: [steady("postSingle", 30, 20), steady("postBatch", 30, 2), steady("ask", 30, 2), steady("probe", 30, 1)],
  // A working day's usual minute.
  average: [
    steady("postSingle", 5 * minute, 1_000),
    steady("postBatch", 5 * minute, 20),
    steady("ask", 5 * minute, 5),
    steady("probe", 5 * minute, 1),
  ],
  // What the objectives are promised for: 10,000 single posts a second.
  stress: [steady("postSingle", 10 * minute, 10_000), steady("ask", 10 * minute, 2), steady("probe", 10 * minute, 1)],
  // Everybody comes back at nine.
  spike: [
    {
      workload: "postSingle",
      stages: [
        [30, 500],
        [5, 10_000],
        [60, 10_000],
        [5, 500],
        [60, 500],
      ],
    },
    steady("ask", 160, 2),
    steady("probe", 160, 1),
  ],
  // An hour of 10,000 events a second, in batches of 20.
  soak: [steady("postBatch", 60 * minute, 500), steady("ask", 60 * minute, 2), steady("probe", 60 * minute, 1)],
  // Where does it stop? Ends as soon as an objective is missed.
  breakpoint: [
    {
      workload: "postSingle",
      stages: [
        [10, 1_000],
        [20 * minute, 50_000],
      ],
    },
    steady("probe", 20 * minute, 1),
  ],
};

export const scenarioNames: readonly string[] = Object.keys(scenarios);

/** A workload that takes longer than this many seconds holds its place, and new ones may find none. */
const secondsOfPatience = 2;

function scenarioOf({ workload, stages }: Load, scale: number, faster: number): Scenario {
  const rate = (perSecond: number): number => Math.max(1, Math.round(perSecond * scale));
  const most = Math.max(...stages.map(([, perSecond]) => rate(perSecond)));
  const seconds = (of: number): string => `${Math.max(1, Math.round(of / faster))}s`;
  const places = Math.min(5_000, Math.max(10, Math.ceil(most * (most > 1_000 ? 0.2 : secondsOfPatience))));
  const common = { exec: workload, preAllocatedVUs: places, maxVUs: places, gracefulStop: "30s" };
  const [[length, perSecond] = [1, 1], ...more] = stages;
  if (more.length === 0)
    return {
      executor: "constant-arrival-rate",
      rate: rate(perSecond),
      timeUnit: "1s",
      duration: seconds(length),
      ...common,
    };
  return {
    executor: "ramping-arrival-rate",
    startRate: rate(perSecond),
    timeUnit: "1s",
    stages: stages.map(([of, target]) => ({ duration: seconds(of), target: rate(target) })),
    ...common,
  };
}

export interface Choice {
  readonly name: string;
  /** Every rate times this. */
  readonly scale: number;
  /** Every length divided by this. */
  readonly faster: number;
}

/**
 * k6's options of a scenario, with the thresholds that `npm run slo` makes of the objectives.
 * @throws Error for a name that is none of `scenarioNames`
 */
export function optionsOf({ name, scale, faster }: Choice, thresholds: Readonly<Record<string, string[]>>): Options {
  const loads = scenarios[name];
  if (loads === undefined) throw new Error(`SCENARIO: one of ${scenarioNames.join(", ")}`);
  const asks = loads.some(({ workload }) => workload === "ask");
  const kept = Object.entries(thresholds).filter(([metric]) => asks || !metric.includes("part:query"));
  return {
    scenarios: Object.fromEntries(loads.map((load) => [load.workload, scenarioOf(load, scale, faster)])),
    thresholds: Object.fromEntries(
      kept.map(([metric, conditions]) => [
        metric,
        name === "breakpoint"
          ? conditions.map((threshold) => ({ threshold, abortOnFail: true, delayAbortEval: "30s" }))
          : conditions,
      ]),
    ),
    summaryTrendStats: ["min", "med", "p(95)", "p(99)", "max"],
    setupTimeout: "60s",
    teardownTimeout: "180s",
    noConnectionReuse: false,
    discardResponseBodies: false,
  };
}
