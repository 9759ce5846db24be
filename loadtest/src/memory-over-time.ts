import { figure, target, whole } from "./figures.js";

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Tells of samples taken at even times, in MiB, what was most, against a limit, and whether they stayed flat: the last
 * quarter against the second, since the first one is warming up.
 */
export function memoryOverTime(name: string, samples: readonly number[], limitMib: number): void {
  const most = Math.max(...samples);
  figure(`  most resident memory: ${name}`, `${whole(most)} MiB`, target(most <= limitMib, `<= ${limitMib} MiB`));
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const growth = mean(samples.slice(-quarter)) / mean(samples.slice(quarter, 2 * quarter));
  figure(
    "  the same over time, by tenths",
    Array.from({ length: 10 }, (_, tenth) =>
      whole(samples[Math.floor(((tenth + 0.5) / 10) * samples.length)] ?? 0),
    ).join(" "),
    `last quarter ${growth.toFixed(2)} x the second; ${target(growth <= 1.15, "flat (<= 1.15)")}`,
  );
}
