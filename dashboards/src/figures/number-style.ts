import { type Quantity, significant, type Unit, type UnitSystem, unitOf } from "./units.js";

export interface Printed {
  readonly number: string;
  readonly unit: string;
}

/** How numbers are written: a locale and a unit system. */
export class NumberStyle {
  readonly locale: string;
  readonly system: UnitSystem;
  readonly #figures: Intl.NumberFormat;
  readonly #measured: Intl.NumberFormat;
  readonly #compact: Intl.NumberFormat;
  readonly #exact: Intl.NumberFormat;
  readonly #few: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #change: Intl.NumberFormat;

  constructor(locale = "en", system: UnitSystem = "metric") {
    this.locale = locale;
    this.system = system;
    this.#figures = new Intl.NumberFormat(locale, { maximumSignificantDigits: significant });
    // As many digits for each, so that the figures of a column compare: 8.10 beside 34.8.
    this.#measured = new Intl.NumberFormat(locale, {
      minimumSignificantDigits: significant,
      maximumSignificantDigits: significant,
    });
    // By the language alone: British English writes a million as "m", which beside units is a thousandth.
    this.#compact = new Intl.NumberFormat(new Intl.Locale(locale).language, {
      notation: "compact",
      maximumSignificantDigits: significant,
    });
    this.#exact = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
    this.#few = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
    this.#percent = new Intl.NumberFormat(locale, { style: "percent", maximumSignificantDigits: 2 });
    this.#change = new Intl.NumberFormat(locale, {
      style: "percent",
      maximumFractionDigits: 1,
      signDisplay: "exceptZero",
    });
  }

  /** Three significant digits in a unit that suits; a value that is not zero never prints as zero. */
  print(value: number, quantity: Quantity, unit = unitOf(value, quantity, this.system)): Printed {
    if (quantity === "count") return { number: this.#counted(value), unit: "" };
    return { number: this.measured(value / unit.size), unit: unit.name };
  }

  #counted(value: number): string {
    const size = Math.abs(value);
    // What is computed of counts, such as kettles, may be a part of one.
    if (size < 10 && !Number.isInteger(value)) return this.#few.format(value);
    return (size < 10_000 ? this.#exact : this.#compact).format(value);
  }

  /** A number at an axis: no more digits than it has. */
  tick(value: number, quantity: Quantity, unit: Unit): string {
    return quantity === "count" ? this.#counted(value) : this.#figures.format(value / unit.size);
  }

  text(value: number, quantity: Quantity, unit?: Unit): string {
    const printed = this.print(value, quantity, unit);
    return printed.unit === "" ? printed.number : `${printed.number}\u00a0${printed.unit}`;
  }

  /** Low to high in the central value's unit: "1.2–4.8 kWh". */
  range(low: number, high: number, quantity: Quantity, central = high): string {
    const unit = unitOf(central, quantity, this.system);
    const { number } = this.print(low, quantity, unit);
    return `${number}–${this.text(high, quantity, unit)}`;
  }

  /** Every digit of a count. */
  exact(value: number): string {
    return this.#exact.format(value);
  }

  /** A share, 0 to 1. A share that is not zero never prints as 0 %. */
  percent(share: number): string {
    return this.#percent.format(share);
  }

  /** A relative change with its sign, to a tenth of a percent; a smaller change is printed as "<0.1 %", never as 0. */
  change(ratio: number): string {
    const least = 0.001;
    const isSmall = ratio !== 0 && Math.abs(ratio) < least / 2;
    return isSmall ? `<${this.#percent.format(least)}` : this.#change.format(ratio).replace("-", "\u2212");
  }

  /** A number of a column without a unit, such as an intensity: three significant digits, zeros at the end too. */
  measured(value: number): string {
    return (value === 0 ? this.#figures : this.#measured).format(value);
  }

  /** A plain number with at most three significant digits, such as an axis has. */
  figure(value: number): string {
    return this.#figures.format(value);
  }
}
