import type { Resident } from "./process-usage.js";

const wide = 50;

/** One line of a benchmark's table. */
export function figure(what: string, value: string, beside = ""): void {
  console.log(`${what.padEnd(wide)} ${value.padStart(22)}${beside === "" ? "" : `   ${beside}`}`);
}

export const whole = (value: number): string => Math.round(value).toLocaleString("en");

/** `value` as a multiple of its floor, which was measured in the same run. */
export const ratio = (value: number, floor: number): string => `${(value / floor).toFixed(2)} x floor`;

/** A target that was stated before, met or not. */
export const target = (met: boolean, text: string): string => `${met ? "met" : "MISSED"}: ${text}`;

/** The value of sorted samples below which a share of them lies, by nearest rank; NaN of none. @param share 0 to 1 */
export function nearestRank(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** The value below which a share of the samples lies, by nearest rank. */
export const percentile = (samples: readonly number[], share: number): number =>
  nearestRank(
    [...samples].sort((a, b) => a - b),
    share,
  );

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
};

/** Resident memory as a table tells it. */
export const mib = ({ anonymous, mapped }: Resident): string => `${whole(anonymous)} MiB + ${whole(mapped)} mapped`;
