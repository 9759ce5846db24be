import type { Parameter } from "../http/operation.js";
import type { RequestContext } from "../http/request-context.js";
import { type NameColumns, storedNames } from "../names/name-columns.js";

/** What may be grouped by and filtered on, and where it stands. */
const columnDimensions = ["provider", "model", "user", "team", "region", "source", "basis"] as const;
type Dimension = (typeof columnDimensions)[number];
/** How good a model's energy factor is: not stored, but told by the factor set. */
export const tier = "tier";
export const dimensions = [...columnDimensions, tier] as const;
const label = /^label:([a-z0-9_]{1,32})$/;

const columns: Readonly<Record<Dimension, string>> = {
  provider: "provider",
  model: "model",
  user: "user_id",
  team: "team",
  region: "region",
  source: "source",
  basis: "tokens_basis",
};

/** Whether a dimension is one of the names that an organisation can map. */
export const isName = (dimension: string): dimension is "provider" | "model" | "region" =>
  dimension === "provider" || dimension === "model" || dimension === "region";

/** SQL of a dimension; a label's name has been checked and holds no quote. @param names of the rows, where they are mapped */
export function expressionOf(name: string, names: NameColumns = storedNames): string {
  const key = label.exec(name)?.[1];
  if (key !== undefined) return `e.labels['${key}']`;
  if (isName(name)) return names[name];
  const column = `e.${columns[name as Dimension]}`;
  // An enumeration is no text. All others are, and are faster added up by as they are.
  return name === "basis" ? `toString(${column})` : column;
}

export function isDimension(name: string): boolean {
  return (dimensions as readonly string[]).includes(name) || label.test(name);
}

export interface Filter {
  readonly dimension: string;
  readonly exclude: boolean;
  readonly values: readonly string[];
}

const labelled = /^([a-z0-9_]{1,32})=(.*)$/s;

export const filterParameters: readonly Parameter[] = [...dimensions, "label"].flatMap((name) =>
  [false, true].map(
    (exclude): Parameter => ({
      name: exclude ? `not_${name}` : name,
      in: "query",
      description: `${exclude ? "Leave out" : "Only"} this ${name}${name === "label" ? ", as NAME=VALUE" : ""}; repeat for several.`,
      schema: {
        type: "array",
        items: { type: "string", maxLength: 128, ...(name === "label" ? { pattern: "^[a-z0-9_]{1,32}=" } : {}) },
        maxItems: 50,
      },
    }),
  ),
);

/** Filters of a request. */
export function filtersOf({ parameters }: Pick<RequestContext, "parameters">): Filter[] {
  const given = (name: string) => parameters[name] as readonly string[] | undefined;
  const byColumn = dimensions.flatMap((dimension) =>
    [false, true].flatMap((exclude): Filter[] => {
      const values = given(exclude ? `not_${dimension}` : dimension);
      return values === undefined ? [] : [{ dimension, exclude, values }];
    }),
  );
  const byLabel = [false, true].flatMap((exclude): Filter[] => {
    const values = new Map<string, string[]>();
    for (const text of given(exclude ? "not_label" : "label") ?? []) {
      const [, name = "", value = ""] = labelled.exec(text) ?? [];
      values.set(name, [...(values.get(name) ?? []), value]);
    }
    return [...values].map(([name, wanted]) => ({ dimension: `label:${name}`, exclude, values: wanted }));
  });
  return [...byColumn, ...byLabel];
}
