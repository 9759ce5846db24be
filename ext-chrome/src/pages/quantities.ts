import type { Band } from "./footprint-of-days.js";

const scales = {
  kwh: [
    [1e-3, 1e3, "Wh"],
    [1, 1, "kWh"],
    [1e3, 1e-3, "MWh"],
  ],
  kg: [
    [1e-3, 1e3, "g"],
    [1, 1, "kg"],
    [1e3, 1e-3, "t"],
  ],
  litre: [
    [1e-3, 1e3, "ml"],
    [1, 1, "l"],
    [1e3, 1e-3, "m³"],
  ],
  count: [[0, 1, ""]],
} as const;

export type Quantity = keyof typeof scales;

/** A central value and its band with three figures, all in the unit that suits the central value. */
export function showBand(band: Band, quantity: Quantity, locale: string): { value: string; low: string; high: string } {
  const list = scales[quantity];
  const [, factor, unit] = list.findLast(([least]) => band[1] >= least) ?? list[0];
  const format = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  const shown = (value: number) => format.format(value * factor);
  const value = unit === "" ? shown(band[1]) : `${shown(band[1])}\u00a0${unit}`;
  return { value, low: shown(band[0]), high: shown(band[2]) };
}
