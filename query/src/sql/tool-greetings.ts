/** What clients ask for before anything else; it tells nothing about another organisation or the machine. */
export const greetingFunctions: ReadonlySet<string> = new Set([
  "version",
  "revision",
  "timezone",
  "displayname",
  "currentuser",
  "user",
  "currentdatabase",
  "database",
]);

/** Which settings it may change: clickhouse-connect asks, and is told that there are none. */
const settingsQuestion = /^\s*SELECT name, value, readonly(?: as readonly)? FROM system\.settings(?: LIMIT \d+)?\s*$/i;

/** The statement that is judged and run for a client's; almost always its own. */
export const greeted = (query: string): string =>
  settingsQuestion.test(query) ? "SELECT '' AS name, '' AS value, toUInt8(1) AS readonly FROM numbers(0)" : query;
