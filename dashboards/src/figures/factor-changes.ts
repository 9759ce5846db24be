import type { UsageRow } from "../api/answers.js";

/** What another factor set says of the use of a model at a place. Undefined figures: the method does not cover it. */
export interface FactorChange {
  /** Of the model and the region. */
  readonly group: readonly string[];
  readonly requests: number;
  readonly kwh: { readonly before: number | undefined; readonly after: number | undefined };
  readonly kgco2e: { readonly before: number | undefined; readonly after: number | undefined };
}

const sizeOf = ({ kgco2e: { before = 0, after = 0 } }: FactorChange): number => Math.abs(after - before);

/**
 * Rows of one question, answered by two factor sets, side by side; the largest changes of CO2e first.
 * @param before rows of an interval `total` by model and region @param after the same by the other set
 */
export function factorChanges(before: readonly UsageRow[], after: readonly UsageRow[]): FactorChange[] {
  const keyOf = ({ group }: Pick<UsageRow, "group">) => JSON.stringify(group);
  const others = new Map(after.map((row) => [keyOf(row), row]));
  return before
    .flatMap((row) => {
      const other = others.get(keyOf(row));
      if (other === undefined) return [];
      const pair = (name: "kwh_it" | "kgco2e_lb") => ({
        before: row.footprint[name]?.central,
        after: other.footprint[name]?.central,
      });
      return [{ group: row.group, requests: row.requests, kwh: pair("kwh_it"), kgco2e: pair("kgco2e_lb") }];
    })
    .toSorted((a, b) => sizeOf(b) - sizeOf(a));
}
