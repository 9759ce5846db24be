import type { Cell } from "../../files/csv.js";
import type { Sort } from "../../view/view-state.js";

export type Row = Readonly<Record<string, Cell>>;

interface Texts {
  readonly texts: Row;
}

/** Rows of which some text has every word of a search, whatever the case. */
export function searchedRows<T extends Texts>(rows: readonly T[], search: string): T[] {
  const words = search
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return rows.filter(({ texts }) => {
    const text = Object.values(texts)
      .filter((cell) => typeof cell === "string")
      .join("\n")
      .toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const isMissing = (cell: Cell): boolean => cell === null || cell === undefined || cell === "" || Number.isNaN(cell);

/** Rows in order of a column; those without a value are last either way. The given order is kept among equals. */
export function sortedRows<T extends Texts>(rows: readonly T[], sort: Sort | undefined): T[] {
  if (sort === undefined) return [...rows];
  const sign = sort.descending ? -1 : 1;
  return [...rows].sort(({ texts: a }, { texts: b }) => {
    const left = a[sort.column];
    const right = b[sort.column];
    if (isMissing(left) || isMissing(right)) return Number(isMissing(left)) - Number(isMissing(right));
    if (typeof left === "number" && typeof right === "number") return sign * (left - right);
    return sign * String(left).localeCompare(String(right), undefined, { numeric: true });
  });
}
