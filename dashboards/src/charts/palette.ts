/** Colours of a chart, resolved: the theme's at the moment of drawing. */
export interface Palette {
  readonly ink: string;
  readonly inkSoft: string;
  readonly line: string;
  readonly surface: string;
  readonly series: readonly string[];
  readonly other: string;
  readonly font: string;
  /** Colours are forced: patterns must tell series apart. */
  readonly forced: boolean;
  readonly reducedMotion: boolean;
  readonly rightToLeft: boolean;
}

const dashes = ["solid", "dashed", "dotted"] as const;

/** Line styles beside colours, so that no series is told by colour alone. */
export const dashOf = (index: number): (typeof dashes)[number] =>
  dashes[Math.floor(index / 2) % dashes.length] ?? "solid";

export const seriesColour = (palette: Palette, index: number): string =>
  palette.series[index % palette.series.length] ?? palette.ink;
