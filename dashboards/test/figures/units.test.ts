import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NumberStyle } from "../../src/figures/number-style.js";
import { type Quantity, unitOf } from "../../src/figures/units.js";

const english = new NumberStyle("en");
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("units", () => {
  test.each([
    [0.0000005, "energy", "0.500 mWh"],
    [0.000012, "energy", "12.0 mWh"],
    [0.0123, "energy", "12.3 Wh"],
    [54.43, "energy", "54.4 kWh"],
    [1234, "energy", "1.23 MWh"],
    [0.000000002, "mass", "2.00 µg"],
    [0.0000345, "mass", "34.5 mg"],
    [0.5, "mass", "500 g"],
    [19.46, "mass", "19.5 kg"],
    [4200, "mass", "4.20 t"],
    [0.0004, "volume", "0.400 mL"],
    [0.25, "volume", "250 mL"],
    [148, "volume", "148 L"],
    [14_800, "volume", "14.8 m³"],
    [0, "energy", "0 kWh"],
    [9_999, "count", "9,999"],
    [36_512, "count", "36.5K"],
    [0.0412, "count", "0.041"],
    [3.27, "count", "3.3"],
  ] as const)("%s of %s is %s", (value, quantity, text) => {
    expect(plain(english.text(value, quantity))).toBe(text);
  });

  test("a value that rounds up to the next unit is told in it", () => {
    expect(plain(english.text(0.9996, "mass"))).toBe("1.00 kg");
    expect(plain(english.text(999.7, "energy"))).toBe("1.00 MWh");
  });

  test("US units", () => {
    const us = new NumberStyle("en-US", "us");
    expect(plain(us.text(3.785411784, "volume"))).toBe("1.00 gal");
    expect(plain(us.text(0.45359237, "mass"))).toBe("1.00 lb");
    expect(plain(us.text(1.5, "energy"))).toBe("1.50 kWh");
  });

  test("a value that is not zero never prints as zero, and prints to within half a percent", () => {
    const quantities: Quantity[] = ["energy", "mass", "volume"];
    fc.assert(
      fc.property(
        fc.constantFrom(...quantities),
        fc.double({ min: 1e-15, max: 1e12, noNaN: true }),
        fc.boolean(),
        (quantity, size, negative) => {
          const value = negative ? -size : size;
          const unit = unitOf(value, quantity);
          const { number } = english.print(value, quantity);
          const read = Number(number.replaceAll(",", "")) * unit.size;
          expect(read).not.toBe(0);
          expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(value) * 0.00501);
          expect(english.print(value, "count").number).not.toMatch(/^-?0(\.0*)?$/);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("a range is told in the unit of its central value", () => {
    expect(plain(english.range(0.5, 1200, "energy", 54))).toBe("0.500–1,200 kWh");
  });

  test("a share that is not zero never prints as 0 %", () => {
    expect(english.percent(0.000004)).toBe("0.0004%");
    expect(english.percent(0.634)).toBe("63%");
    expect(english.change(-0.036)).toBe("−3.6%");
    expect(english.change(0.6512)).toBe("+65.1%");
    expect(english.change(0)).toBe("0%");
    expect([english.change(0.0004), english.change(-0.0004)]).toEqual(["<0.1%", "<0.1%"]);
  });

  test("numbers follow the language", () => {
    expect(plain(new NumberStyle("de").text(1234.5, "energy"))).toBe("1,23 MWh");
    expect(plain(new NumberStyle("de").exact(1234567))).toBe("1.234.567");
    expect(new NumberStyle("en-GB").text(289_000_000, "count")).toBe("289M");
  });
});
