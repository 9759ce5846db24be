export interface SavedQuery {
  readonly name: string;
  readonly query: string;
}

const key = "ecomind-queries";
const most = 50;

/** Queries kept in this browser. */
export function readSavedQueries(): SavedQuery[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    if (!Array.isArray(stored)) return [];
    return stored.filter(
      (item): item is SavedQuery =>
        typeof item === "object" && item !== null && typeof item.name === "string" && typeof item.query === "string",
    );
  } catch {
    // Storage may be refused, or hold another's text.
    return [];
  }
}

export function writeSavedQueries(queries: readonly SavedQuery[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(queries.slice(-most)));
  } catch {
    // They stay until the page is closed.
  }
}
