export const dimensions = ["provider", "model", "user", "team", "region", "source", "basis", "tier"] as const;
/** What use is grouped and filtered by: the contract's own dimensions, and a company's labels as `label:NAME`. */
export type Dimension = (typeof dimensions)[number] | `label:${string}`;

const labelName = /^label:[a-z0-9_]{1,32}$/;

export function dimensionOf(text: string | null | undefined): Dimension | undefined {
  const known = dimensions.find((name) => name === text);
  return known ?? (labelName.test(text ?? "") ? (text as Dimension) : undefined);
}

export interface Filter {
  readonly dimension: Dimension;
  readonly exclude: boolean;
  /** Sorted, without repetition. An empty text stands for "not given". */
  readonly values: readonly string[];
}

const mostValues = 50;
export const longestValue = 128;

/** Filters in one order, each dimension at most twice, so that equal filters are equal texts. */
export function normalFilters(filters: readonly Filter[]): Filter[] {
  const labels = filters.flatMap(({ dimension }) => (dimension.startsWith("label:") ? [dimension] : [])).sort();
  return [...dimensions, ...new Set(labels)].flatMap((dimension) =>
    [false, true].flatMap((exclude): Filter[] => {
      const values = new Set(
        filters
          .filter((filter) => filter.dimension === dimension && filter.exclude === exclude)
          .flatMap((filter) => filter.values),
      );
      return values.size === 0 ? [] : [{ dimension, exclude, values: [...values].sort().slice(0, mostValues) }];
    }),
  );
}

/** Filters as parameters of the API and of addresses: labels share one, with their names before their values. */
export function filterQuery(filters: readonly Filter[]): Record<string, readonly string[]> {
  const query: Record<string, readonly string[]> = {};
  for (const { dimension, exclude, values } of filters) {
    const [name = "", label] = dimension.split(":");
    const parameter = exclude ? `not_${name}` : name;
    const texts = label === undefined ? values : values.map((value) => `${label}=${value}`);
    query[parameter] = [...(query[parameter] ?? []), ...texts];
  }
  return query;
}

/** Filters of an address; what does not fit is ignored. */
export function filtersFromSearch(search: URLSearchParams): Filter[] {
  const filters = [...dimensions, "label"].flatMap((name) =>
    [false, true].flatMap((exclude) =>
      search.getAll(exclude ? `not_${name}` : name).flatMap((text): Filter[] => {
        const [, label, rest = ""] = (name === "label" && /^([a-z0-9_]{1,32})=(.*)$/s.exec(text)) || [];
        const dimension = dimensionOf(name === "label" ? `label:${label}` : name);
        const value = name === "label" ? rest : text;
        return dimension === undefined || text.length > longestValue ? [] : [{ dimension, exclude, values: [value] }];
      }),
    ),
  );
  return normalFilters(filters);
}
