/** Event of the document when a person chooses another appearance. */
export const themeChanged = "eco-theme";

const appearances = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-reduced-motion: reduce)"];
let queries: readonly MediaQueryList[] | undefined;
/**
 * The same objects each time: `matchMedia` gives a new one for each call, and a listener that is taken from another one
 * stays, with its chart and the page around it (9,000 nodes for each round through the pages).
 */
export function themeQueries(): readonly MediaQueryList[] {
  queries ??= appearances.map((text) => matchMedia(text));
  return queries;
}
