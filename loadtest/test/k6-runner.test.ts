import { describe, expect, it } from "vitest";
import { optionsOf, scenarioNames } from "../k6/scenarios.ts";
import { arrive, dueAfter, secondsOf } from "../src/k6-runner/arrivals.js";
import { Metrics } from "../src/k6-runner/metrics.js";

describe("arrivals", () => {
  it("are due by the area under the rate", () => {
    const ramp = [
      { seconds: 10, target: 100 },
      { seconds: 10, target: 100 },
      { seconds: 5, target: 0 },
    ];
    expect(dueAfter(0, 0, ramp)).toBe(0);
    expect(dueAfter(5, 0, ramp)).toBe(125);
    expect(dueAfter(10, 0, ramp)).toBe(500);
    expect(dueAfter(20, 0, ramp)).toBe(1_500);
    expect(dueAfter(25, 0, ramp)).toBe(1_750);
    expect(dueAfter(99, 0, ramp)).toBe(1_750);
  });

  it("reads durations as k6 writes them", () => {
    expect(["500ms", "30s", "5m", "1h", "1m30s"].map(secondsOf)).toEqual([0.5, 30, 300, 3_600, 90]);
    expect(() => secondsOf("5 minutes")).toThrow(/not understood/);
  });

  it("drop what finds no place instead of waiting for one, and never wait for answers", async () => {
    let dropped = 0;
    let begun = 0;
    const waiting: (() => void)[] = [];
    const arrival = arrive({
      startRate: 1_000,
      stages: [{ seconds: 0.1, target: 1_000 }],
      places: 30,
      signal: new AbortController().signal,
      iterate: () => {
        begun += 1;
        return new Promise((resolve) => waiting.push(resolve));
      },
      onDropped: () => {
        dropped += 1;
        if (begun + dropped === 100) for (const resolve of waiting) resolve();
      },
      onFault: (error) => expect(error).toBeUndefined(),
    });
    await arrival;
    expect([begun, dropped]).toEqual([30, 70]);
  });
});

describe("thresholds", () => {
  it("hold of percentiles, rates and counts, whole and by tag", () => {
    const metrics = new Metrics({
      "took{part:ingest}": ["p(99)<50", "max<=100"],
      failed: ["rate<0.001"],
      dropped: ["count<1"],
    });
    metrics.declare("took", "trend");
    metrics.declare("failed", "rate");
    metrics.declare("dropped", "counter");
    for (let ms = 1; ms <= 100; ms += 1) metrics.add("took", ms, { part: ms <= 49 ? "ingest" : "query" });
    for (let n = 0; n < 1_000; n += 1) metrics.add("failed", n === 7 ? 1 : 0);
    const results = metrics.results(10, ["med", "p(99)"]);
    expect(results["took{part:ingest}"]).toEqual({
      values: { med: 25, "p(99)": 49 },
      thresholds: { "p(99)<50": { ok: true }, "max<=100": { ok: true } },
    });
    expect(results.took?.values).toEqual({ med: 50, "p(99)": 99 });
    expect(results.failed).toEqual({ values: { rate: 0.001 }, thresholds: { "rate<0.001": { ok: false } } });
    expect(results.dropped?.thresholds).toEqual({ "count<1": { ok: true } });
  });

  it("of a metric that is not there, or of another form, are faults and no pass", () => {
    expect(() => new Metrics({ nothing: ["count<1"] }).results(1, [])).toThrow(/no metric/);
    const metrics = new Metrics({ some: ["around 5"] });
    metrics.declare("some", "counter");
    expect(() => metrics.results(1, [])).toThrow(/has no|not understood/);
  });
});

describe("scenarios", () => {
  it.each(scenarioNames)("%s has an open model and the objectives' thresholds", (name) => {
    const thresholds = { dropped_iterations: ["count<1"], "http_req_failed{part:query}": ["rate<0.001"] };
    const { scenarios = {}, thresholds: kept = {} } = optionsOf({ name, scale: 1, faster: 1 }, thresholds);
    expect(Object.keys(scenarios).length).toBeGreaterThan(1);
    for (const scenario of Object.values(scenarios)) expect(scenario.executor).toMatch(/-arrival-rate$/);
    expect(Object.keys(kept)).toContain("dropped_iterations");
  });

  it("refuses a name that is none", () => {
    expect(() => optionsOf({ name: "nap", scale: 1, faster: 1 }, {})).toThrow(/SCENARIO: one of smoke/);
  });
});
