/** Figures as `figure` prints them: the reading half of figures.ts, which also holds for older builds. */

/** A figure's name and its first number. */
export interface PrintedFigure {
  readonly what: string;
  readonly value: number;
  /** As printed, with its unit. */
  readonly text: string;
}

const line = /^(\s*\S.*?) {2,}([^\s,]*\d\S*(?: \S+)*?)(?: {3,}.*)?$/;
const number = /^[^\d-]*(-?\d[\d,]*(?:\.\d+)?)/;

/** The figures in what a benchmark printed; lines of another form are left out, and of two of one name the first stays. */
export function printedFigures(output: string): PrintedFigure[] {
  const found = new Map<string, PrintedFigure>();
  for (const one of output.split("\n")) {
    const [, what, text] = line.exec(one.trimEnd()) ?? [];
    const [, digits] = number.exec(text ?? "") ?? [];
    if (what === undefined || text === undefined || digits === undefined) continue;
    const name = what.trim();
    // The machine's lines, and targets that stand as a figure of their own, say nothing about a build.
    if (/^(machine|command|date)$/.test(name) || /^(met|MISSED):/.test(text) || found.has(name)) continue;
    found.set(name, { what: name, value: Number(digits.replaceAll(",", "")), text });
  }
  return [...found.values()];
}

export interface Comparison {
  readonly what: string;
  /** The value of each round, older build and this one. */
  readonly older: readonly number[];
  readonly newer: readonly number[];
  /** Newer by older, of each pair of runs. */
  readonly ratios: readonly number[];
}

/** Pairs the figures that every run of both builds printed. */
export function compare(
  older: readonly (readonly PrintedFigure[])[],
  newer: readonly (readonly PrintedFigure[])[],
): Comparison[] {
  const values = (runs: typeof older, what: string): number[] =>
    runs.flatMap((run) => run.filter((figure) => figure.what === what).map(({ value }) => value));
  return (newer[0] ?? []).flatMap(({ what }) => {
    const [before, after] = [values(older, what), values(newer, what)];
    if (before.length !== older.length || after.length !== newer.length) return [];
    return [{ what, older: before, newer: after, ratios: after.map((value, n) => value / (before[n] ?? Number.NaN)) }];
  });
}
