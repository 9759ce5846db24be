import type { TemplateResult } from "lit";
import type { Cell } from "../../files/csv.js";
import type { Sort } from "../../view/view-state.js";

export interface Column<T> {
  /** In addresses and files: lower case. */
  readonly key: string;
  readonly label: string;
  /** Numbers stand at the end. @default false */
  readonly numeric?: boolean;
  /** What is shown; text is also what the search looks at. */
  readonly cell: (row: T) => TemplateResult | string;
  /** What is sorted by, and written to a file. */
  readonly value: (row: T) => Cell;
  /** What a file gives the values in, and names in its header. */
  readonly unit?: { readonly name: string; readonly size: number };
  /** Further columns of a file, such as the bounds of a band. */
  readonly extra?: readonly { readonly key: string; readonly value: (row: T) => Cell }[];
}

/** One page of a list that the service sorts and searches: there are more rows than a browser is given at once. */
export interface PagedRows {
  /** Rows that match the search, and those of the page: the first one's place from 1, and the last one's. */
  readonly matching: number;
  readonly from: number;
  readonly to: number;
  readonly sort: Sort | undefined;
  readonly search: string;
  /** Keys of columns that the service can sort by. */
  readonly sortable: ReadonlySet<string>;
  readonly ask: (change: { readonly sort?: Sort; readonly search?: string }) => void;
  /** Absent: there is no such page. */
  readonly next?: (() => void) | undefined;
  readonly previous?: (() => void) | undefined;
  /** Saves all rows that match, of every page. */
  readonly save: () => void;
  readonly isSaving: boolean;
}
