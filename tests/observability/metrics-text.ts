/** Series of Prometheus' text format, by name and sorted labels. */
export function seriesOf(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split("\n").flatMap((line): [string, number][] => {
      const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
      if (match === null) return [];
      const [, name = "", labels = "", value = ""] = match;
      return [[labels === "" ? name : `${name}{${labels.split(",").sort().join(",")}}`, Number(value)]];
    }),
  );
}

/** The sum over all series of a name. */
export const sumOf = (series: ReadonlyMap<string, number>, name: string): number =>
  [...series].reduce((sum, [key, value]) => (key === name || key.startsWith(`${name}{`) ? sum + value : sum), 0);
