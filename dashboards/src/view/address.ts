import { type ViewState, viewToSearch } from "./view-state.js";

/** Address of a page with a view. @param extra further parameters of the page's own */
export function addressOf(page: string, view: ViewState, extra: Readonly<Record<string, string>> = {}): string {
  const search = viewToSearch(view);
  for (const [name, value] of Object.entries(extra)) search.set(name, value);
  return `/${page === "overview" ? "" : page}?${search}`;
}
