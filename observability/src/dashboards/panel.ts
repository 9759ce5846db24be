/** Units by Grafana's own ids: those in use here, so that a wrong one does not compile. */
export const units = ["s", "percentunit", "reqps", "short", "bytes", "Bps", "watth", "none", "bool_yes_no"] as const;
export type Unit = (typeof units)[number];

export interface Query {
  /** PromQL. */
  readonly expr: string;
  /** Text of the legend, with `{{label}}`. */
  readonly legend: string;
}

export interface Threshold {
  readonly color: "green" | "yellow" | "red";
  /** From here on; null: from the smallest. */
  readonly value: number | null;
}

export interface Panel {
  readonly title: string;
  /** What it means, and what to do about it; Markdown. */
  readonly description: string;
  readonly type: "timeseries" | "stat" | "gauge" | "alertlist";
  readonly unit?: Unit;
  readonly queries: readonly Query[];
  /** Of 24 columns. @default 8 */
  readonly width?: number;
  readonly thresholds?: readonly Threshold[];
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

export const panel = (
  title: string,
  description: string,
  unit: Unit,
  ...queries: readonly (readonly [string, string])[]
): Panel => ({
  title,
  description,
  type: "timeseries",
  unit,
  queries: queries.map(([expr, legend]) => ({ expr, legend })),
  min: 0,
});
