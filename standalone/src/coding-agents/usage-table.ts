import { styleText } from "node:util";
import { type AgentName, type AgentUsage, agentReaders, type Totals } from "@ecomind/agent-usage";
import type { Band } from "@ecomind/footprint";
import { type Cell, totalsBy, totalsOfCells } from "./cells.js";
import { costOf } from "./cost.js";
import { leftOut } from "./left-out.js";
import type { Period } from "./periods.js";

export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
  /** Written as ~ in paths. */
  readonly home: string;
}

/** Groups shown of models and of folders. */
const mostRows = 12;

const units = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** At most six letters: 845, 4,231, 12.3k, 1.24M. */
export function short(count: number): string {
  if (count < 10_000) return count.toLocaleString("en");
  const [size, letter] = units.find(([least]) => count >= least * 0.9995) ?? [1, ""];
  return `${(count / size).toPrecision(3)}${letter}`;
}

/** Two or three significant figures, no exponent. */
function figure(value: number, digits: number): string {
  if (value === 0) return "0";
  const decimals = Math.min(6, Math.max(0, digits - 1 - Math.floor(Math.log10(value))));
  return value.toLocaleString("en", { maximumFractionDigits: decimals, maximumSignificantDigits: digits });
}

function bandText([low, central, high]: Band, small: string, large: string, wide: boolean): string {
  const [size, unit] = central >= 1 ? [1, large] : [1_000, small];
  const range = `${figure(low * size, 2)}–${figure(high * size, 2)}`;
  return wide ? `${figure(central * size, 3)} (${range}) ${unit}` : `${range} ${unit}`;
}

/** A name in a column of a width; paths lose their begin, other names their end. */
function fit(name: string, width: number): string {
  const letters = [...name];
  if (letters.length <= width) return name.padEnd(width + name.length - letters.length);
  return /[\\/]/.test(name) ? `…${letters.slice(1 - width).join("")}` : `${letters.slice(0, width - 1).join("")}…`;
}

const tokensOutText = ({ tokens_out, output_unknown }: Totals): string =>
  output_unknown === 0 ? short(tokens_out) : tokens_out === 0 ? "?" : `${short(tokens_out)}+`;

/** Today, 7 and 30 days for people: sums and cost, then by agent, model and folder of the 30 days. */
export function usageTable(periods: readonly Period[], usage: AgentUsage, options: TableOptions): string {
  const { width, colour, home } = options;
  const style = (format: "bold" | "dim", text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  const wide = width >= 78;
  const inAndOut = width >= 66;
  const cell = wide ? 20 : inAndOut ? 15 : 11;
  const nameWidth = Math.max(10, Math.min(34, width - 3 * cell));
  const row = (name: string, cells: readonly string[]) =>
    `${fit(name, nameWidth)}${cells.map((text) => text.padStart(cell)).join("")}`.trimEnd();

  const totals = periods.map(({ cells }) => totalsOfCells(cells));
  const costs = periods.map(({ cells }) => costOf(cells));
  const lines = [
    style(
      "bold",
      row(
        "",
        periods.map(({ name }) => name),
      ),
    ),
    row(
      "Answers",
      totals.map(({ responses }) => responses.toLocaleString("en")),
    ),
    row(
      "Tokens in",
      totals.map(({ tokens_in }) => short(tokens_in)),
    ),
    row(
      "  from caches",
      totals.map(({ tokens_cached }) => short(tokens_cached)),
    ),
    row("Tokens out", totals.map(tokensOutText)),
    row(
      "Electricity",
      costs.map(({ kwh }) => bandText(kwh, "Wh", "kWh", wide)),
    ),
    row(
      "CO2e",
      costs.map(({ kgco2e }) => bandText(kgco2e, "g", "kg", wide)),
    ),
    row(
      "Water",
      costs.map(({ waterL }) => bandText(waterL, "mL", "L", wide)),
    ),
  ];

  function section(title: string, nameOf: (cell: Cell) => string, text: (name: string) => string): void {
    const all = periods.map(({ cells }) => totalsBy(cells, nameOf));
    const names = [...(all.at(-1)?.keys() ?? [])];
    lines.push(
      "",
      style(
        "bold",
        row(
          title,
          periods.map(() => (inAndOut ? "in / out" : "in + out")),
        ),
      ),
    );
    for (const name of names.slice(0, mostRows))
      lines.push(
        row(
          text(name),
          all.map((groups) => {
            const group = groups.get(name);
            if (group === undefined) return "-";
            return inAndOut
              ? `${short(group.tokens_in)} / ${tokensOutText(group)}`
              : short(group.tokens_in + group.tokens_out);
          }),
        ),
      );
    if (names.length > mostRows) lines.push(style("dim", `and ${names.length - mostRows} more; --json has them all`));
  }
  section(
    "By agent",
    ({ agent }) => agent,
    (agent) => agentReaders[agent as AgentName].title,
  );
  section(
    "By model",
    ({ model }) => model,
    (model) => model,
  );
  section(
    "By folder",
    ({ project }) => project,
    (path) => {
      if (path === "") return "(unknown)";
      return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
    },
  );

  const notes = leftOut(periods.at(-1)?.cells ?? [], usage);
  if (notes.length > 0)
    lines.push("", style("bold", "Not in these figures"), ...notes.map((note) => style("dim", note)));
  lines.push(
    "",
    style(
      "dim",
      `Bands are plausible ranges (factor set ${costs[0]?.factorSet}); each provider's usual grid is assumed.`,
    ),
  );
  return lines.join("\n");
}
