import fc from "fast-check";
import { Histogram, Registry } from "prom-client";
import { expect, test } from "vitest";
import { createMetrics, DurationHistogram, energyOf, factorSetInfo } from "../src/index.js";

const bounds = [0.01, 0.05, 0.3, 1];

test("a duration histogram tells what prom-client's own would", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.constantFrom("a", "b"),
          fc.oneof(fc.constantFrom(...bounds, 0), fc.double({ min: 0, max: 2, noNaN: true })),
          fc.integer({ min: 1, max: 3 }),
        ),
      ),
      async (observations) => {
        const [own, other] = [new Registry(), new Registry()];
        const options = { name: "x_seconds", help: "x", labelNames: ["route"] };
        const ours = new DurationHistogram({ ...options, bounds, registers: [own] });
        const theirs = new Histogram({ ...options, buckets: bounds, registers: [other] });
        for (const route of ["a", "b"]) {
          ours.series(route);
          theirs.zero({ route });
        }
        for (const [route, seconds, times] of observations) {
          ours.series(route).observe(seconds, times);
          for (let count = 0; count < times; count += 1) theirs.observe({ route }, seconds);
        }
        const told = async (registry: Registry) => {
          const lines = (await registry.metrics()).trim().split("\n").sort();
          // Sums are added up in another order.
          return lines
            .map((line) => (line.includes("_sum") ? line.replace(/[\d.e-]+$/, (n) => Number(n).toFixed(9)) : line))
            .map(sortedLabels)
            .sort();
        };
        expect(await told(own)).toEqual(await told(other));
      },
    ),
    { numRuns: 60 },
  );
});

const sortedLabels = (line: string): string =>
  line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(",").sort().join(",")}}`);

test("bounds that do not ascend are refused", () => {
  expect(() => new DurationHistogram({ name: "x", help: "x", labelNames: [], bounds: [1, 1], registers: [] })).toThrow(
    RangeError,
  );
});

test("every process tells its build, its factor set and a band of its own energy, and nothing names a service twice", async () => {
  const registry = createMetrics("test");
  factorSetInfo(registry, "2026.1");
  const text = await registry.metrics();
  expect(text).toMatch(/^ecomind_build_info\{service="test",version="\d+\.\d+\.\d+",revision="[^"]+"\} 1$/m);
  expect(text).toMatch(/^ecomind_factor_set_info\{factor_set="2026\.1"\} 1$/m);
  const wh = Object.fromEntries(
    [...text.matchAll(/^ecomind_own_energy_wh_total\{bound="(\w+)"\} (\S+)$/gm)].map(([, bound, value]) => [
      bound,
      Number(value),
    ]),
  );
  expect(wh.low).toBeGreaterThan(0);
  expect(wh.central).toBeGreaterThan(wh.low as number);
  expect(wh.high).toBeGreaterThan(wh.central as number);
  expect(text.match(/service=/g)).toHaveLength(1);
});

test("an hour of one busy thread is its watts", () => {
  expect(energyOf(3_600)).toEqual({ low: 2.2, central: 4.7, high: 20 });
  expect(energyOf(0)).toEqual({ low: 0, central: 0, high: 0 });
});
