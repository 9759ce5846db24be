import { afterEach, expect, test, vi } from "vitest";
import { figure } from "../src/figures.js";
import { machine } from "../src/machine.js";
import { compare, printedFigures } from "../src/printed-figures.js";

afterEach(() => vi.restoreAllMocks());

function printed(write: () => void): string {
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line) => void lines.push(line));
  write();
  return lines.join("\n");
}

test("figures are read as they are printed, with their first number", () => {
  const output = printed(() => {
    console.log(machine("npm run bench:stream -- --records=10"));
    figure("drained", "121,600 records/s", "2,000,000 in 16.4 s");
    figure("  CPU of the stream", "4.5 us a record");
    figure("  rate", "met: >= 25,000 req/s");
    figure("  most resident memory of the stream", "220 MiB + 1,024 mapped", "met: <= 400 MiB");
    figure("a name that is longer than the column it is printed in, by far", "7 ms");
    figure("refused, socket errors", "0, 3");
  });
  expect(printedFigures(output).map(({ what, value }) => [what, value])).toEqual([
    ["drained", 121_600],
    ["CPU of the stream", 4.5],
    ["most resident memory of the stream", 220],
    ["a name that is longer than the column it is printed in, by far", 7],
    ["refused, socket errors", 0],
  ]);
});

test("figures that every run has are compared pair by pair", () => {
  const run = (figures: Record<string, number>) =>
    Object.entries(figures).map(([what, value]) => ({ what, value, text: String(value) }));
  const older = [run({ rate: 100, gone: 1 }), run({ rate: 50, gone: 1 })];
  const newer = [run({ rate: 120, added: 2 }), run({ rate: 55, added: 2 })];
  expect(compare(older, newer)).toEqual([{ what: "rate", older: [100, 50], newer: [120, 55], ratios: [1.2, 1.1] }]);
});
