import { type AgentName, type Answer, addAnswer, addTotals, noTotals, type Totals } from "@ecomind/agent-usage";
import { tokensOutRamp } from "@ecomind/footprint";

/** Sums of the answers that have one agent, provider, model and folder: all that reports and costs are made of. */
export interface Cell {
  readonly agent: AgentName;
  readonly provider: string;
  readonly model: string;
  readonly project: string;
  readonly totals: Totals;
  /** Of the answers whose output is known; see `tokensOutRamp`. */
  tokensOutRamp: number;
}

/** Sums answers in one pass: there may be hundreds of thousands of them, and a few dozen cells. */
export function cellsOf(answers: Iterable<Answer>): Cell[] {
  const cells = new Map<string, Cell>();
  for (const answer of answers) {
    const { agent, provider, model, project } = answer;
    const key = `${agent}\n${provider}\n${model}\n${project}`;
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = { agent, provider, model, project, totals: noTotals(), tokensOutRamp: 0 };
      cells.set(key, cell);
    }
    addAnswer(cell.totals, answer);
    if (answer.outputKnown && !answer.cut) cell.tokensOutRamp += tokensOutRamp(answer.tokensOut);
  }
  return [...cells.values()];
}

export function totalsOfCells(cells: Iterable<Cell>): Totals {
  const totals = noTotals();
  for (const cell of cells) addTotals(totals, cell.totals);
  return totals;
}

/** Sums by a name of each cell, largest number of tokens first. */
export function totalsBy(cells: Iterable<Cell>, nameOf: (cell: Cell) => string): Map<string, Totals> {
  const groups = new Map<string, Totals>();
  for (const cell of cells) {
    const name = nameOf(cell);
    const totals = groups.get(name) ?? noTotals();
    groups.set(name, totals);
    addTotals(totals, cell.totals);
  }
  const size = ({ tokens_in, tokens_out }: Totals) => tokens_in + tokens_out;
  return new Map([...groups].sort(([a, one], [b, other]) => size(other) - size(one) || (a < b ? -1 : 1)));
}

/** The same as JSON, without names that have interrupted answers only. */
export const groupsJson = (cells: Iterable<Cell>, nameOf: (cell: Cell) => string) =>
  Object.fromEntries([...totalsBy(cells, nameOf)].filter(([, { responses }]) => responses > 0));
