/** What clients ask for before anything else; it tells nothing about another organisation or the machine. */
export const greetingFunctions: ReadonlySet<string> = new Set(["version", "revision", "timezone", "displayname"]);
