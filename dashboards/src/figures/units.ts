/** What a figure measures. Base units: energy kWh, mass kg, volume L, count 1. */
export type Quantity = "energy" | "mass" | "volume" | "count";
export type UnitSystem = "metric" | "us";

/** A unit to print in. */
export interface Unit {
  readonly name: string;
  /** Base units in one of this. */
  readonly size: number;
}

/** Ascending. */
const metric: Readonly<Record<Exclude<Quantity, "count">, readonly Unit[]>> = {
  energy: [
    { name: "mWh", size: 1e-6 },
    { name: "Wh", size: 1e-3 },
    { name: "kWh", size: 1 },
    { name: "MWh", size: 1e3 },
    { name: "GWh", size: 1e6 },
  ],
  mass: [
    { name: "µg", size: 1e-9 },
    { name: "mg", size: 1e-6 },
    { name: "g", size: 1e-3 },
    { name: "kg", size: 1 },
    { name: "t", size: 1e3 },
    { name: "kt", size: 1e6 },
  ],
  volume: [
    { name: "mL", size: 1e-3 },
    { name: "L", size: 1 },
    { name: "m³", size: 1e3 },
  ],
};

const us: Readonly<Partial<Record<Quantity, readonly Unit[]>>> = {
  mass: [
    { name: "oz", size: 0.028349523125 },
    { name: "lb", size: 0.45359237 },
    { name: "ton", size: 907.18474 },
  ],
  volume: [
    { name: "fl oz", size: 0.0295735295625 },
    { name: "gal", size: 3.785411784 },
  ],
};

const one: Unit = { name: "", size: 1 };

/** Units of files: one for each quantity, so that the numbers of a column compare. */
const inFiles: Readonly<Record<UnitSystem, Readonly<Record<Exclude<Quantity, "count">, Unit>>>> = {
  metric: { energy: { name: "kWh", size: 1 }, mass: { name: "kg", size: 1 }, volume: { name: "L", size: 1 } },
  us: {
    energy: { name: "kWh", size: 1 },
    mass: { name: "lb", size: 0.45359237 },
    volume: { name: "gal", size: 3.785411784 },
  },
};

/** The unit that files give a quantity in. */
export const fileUnit = (quantity: Quantity, system: UnitSystem = "metric"): Unit =>
  quantity === "count" ? one : inFiles[system][quantity];
/** Digits that figures are printed with. */
export const significant = 3;

/** To three significant digits, as it will be printed. */
const rounded = (value: number): number => Number(value.toPrecision(significant));

/** The largest unit in which a value prints as at least 1, or else the smallest unit. Zero is printed in kWh, kg and L. */
export function unitOf(value: number, quantity: Quantity, system: UnitSystem = "metric"): Unit {
  if (quantity === "count") return one;
  const units = (system === "us" ? us[quantity] : undefined) ?? metric[quantity];
  const size = Math.abs(value);
  if (size === 0) return units.find((unit) => unit.size >= 1) ?? (units.at(-1) as Unit);
  let chosen = units[0] as Unit;
  for (const unit of units) if (rounded(size / unit.size) >= 1) chosen = unit;
  return chosen;
}
