/** Colours of a chart, resolved: the theme's at the moment of drawing. */
export interface Palette {
  readonly ink: string;
  readonly inkSoft: string;
  readonly line: string;
  readonly surface: string;
  readonly series: readonly string[];
  readonly other: string;
  readonly font: string;
  readonly reducedMotion: boolean;
  readonly rightToLeft: boolean;
}

const dashes = ["solid", "dashed", "dotted"] as const;

/** Line styles beside colours, so that no series depends on colour alone. */
export const dashOf = (index: number): (typeof dashes)[number] =>
  dashes[Math.floor(index / 2) % dashes.length] ?? "solid";

interface Pattern {
  readonly symbol: "rect" | "circle";
  readonly dashArrayX: (number | number[])[];
  readonly dashArrayY: number[];
  readonly rotation?: number;
  readonly symbolSize?: number;
}

const turn = Math.PI / 4;
/** Marks on areas and bars, in the order of series; the first has none. The legend draws the same by CSS. */
const patterns: readonly (Pattern | undefined)[] = [
  undefined,
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1.5, 5], rotation: -turn },
  {
    symbol: "circle",
    dashArrayX: [
      [4, 4],
      [0, 4, 4, 0],
    ],
    dashArrayY: [4, 0],
    symbolSize: 0.55,
  },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1.5, 5], rotation: turn },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1.5, 4], rotation: 0 },
  { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1.5, 4], rotation: 2 * turn },
];

/** Slanted lines over a bar: not measured to its end, or not at all. */
export const hatch = (colour: string) => ({
  decal: { symbol: "rect" as const, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -turn, color: colour },
});

/** A pattern beside the colour of a series of an area or bar, so that none depends on colour alone. */
export function patternOf(palette: Palette, index: number) {
  const pattern = patterns[index % patterns.length];
  return pattern === undefined ? {} : { decal: { ...pattern, color: palette.surface } };
}

export const seriesColour = (palette: Palette, index: number): string =>
  palette.series[index % palette.series.length] ?? palette.ink;
