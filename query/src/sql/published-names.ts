import { analystDatabase, publishedTables, schemaDatabase, schemaTables } from "@ecomind/clickhouse";
import type { Replacement } from "./rewritten-text.js";
import type { Token } from "./statement-tokens.js";

/** A tool's statement may also ask for schemas, for its account and for the database as it knows it. */
export interface ToolNames {
  /** The account that asks. */
  readonly user: string;
}

/** What stands for itself in a statement, and for what it stands at the engine. */
export interface NameOptions {
  /** As analysts know it. */
  readonly database: string;
  readonly minimumGroupSize: number;
  /** Absent: the statement is no tool's. */
  readonly tool?: ToolNames | undefined;
}

/** A name as it is meant, without its quotes; undefined for a text or a mark. */
function nameOf(token: Token | undefined): string | undefined {
  if (token?.kind === "word") return token.text;
  return token?.kind === "quoted" && /^["`]/.test(token.text) ? token.text.slice(1, -1) : undefined;
}

/** Answered from what the tool knows, since the engine has other names for both. */
const asked = (tool: ToolNames, database: string): Readonly<Record<string, string>> => ({
  currentuser: tool.user,
  user: tool.user,
  current_user: tool.user,
  currentdatabase: database,
  current_database: database,
  database,
  schema: database,
});

/**
 * The replacements that make a statement one for the engine: its database becomes that of the published views, and for a
 * tool `system` becomes that of the views on schemas. A database that is also an alias is left as it is.
 */
export function publishedNames(
  tokens: readonly Token[],
  { database, minimumGroupSize, tool }: NameOptions,
): readonly Replacement[] {
  const isMark = (index: number, mark: string): boolean =>
    tokens[index]?.kind === "mark" && tokens[index]?.text === mark;
  const isQualifier = (index: number): boolean => isMark(index + 1, ".") && !isMark(index - 1, ".");
  const isAlias = (name: string): boolean =>
    tokens.some((token, index) => nameOf(token) === name && !isMark(index + 1, ".") && !isMark(index - 1, "."));
  const isSystemAlias = isAlias("system");
  const isDatabaseAlias = isAlias(database);
  const replacements: Replacement[] = [];
  for (const [index, token] of tokens.entries()) {
    const name = nameOf(token);
    if (name === undefined) continue;
    if (isQualifier(index)) {
      if (name === database && !isDatabaseAlias)
        replacements.push({ first: index, last: index, text: analystDatabase(database, minimumGroupSize) });
      else if (
        tool !== undefined &&
        name === "system" &&
        !isSystemAlias &&
        schemaTables.has(nameOf(tokens[index + 2]) ?? "")
      )
        replacements.push({ first: index, last: index, text: schemaDatabase(database) });
    } else if (tool !== undefined && token.kind === "word" && isMark(index + 1, "(") && isMark(index + 2, ")")) {
      const known = asked(tool, database)[name.toLowerCase()];
      if (known === undefined || isMark(index - 1, ".")) continue;
      // Where it is a column of the answer, the column keeps its name.
      const before = tokens[index - 1]?.text.toUpperCase() ?? "";
      const after = tokens[index + 3]?.text.toUpperCase() ?? "";
      const isColumn = ["SELECT", ","].includes(before) && ["", ",", "FROM"].includes(after);
      const text = `'${known}'${isColumn ? ` AS \`${name}()\`` : ""}`;
      replacements.push({ first: index, last: index + 2, text });
    }
  }
  return replacements;
}

/** Whether an analyst's statement may name a table of a database. */
export const isPublishedName =
  ({ database, minimumGroupSize, tool }: NameOptions) =>
  (named: string, table: string): boolean =>
    [database, analystDatabase(database, minimumGroupSize)].includes(named)
      ? Object.hasOwn(publishedTables, table)
      : tool !== undefined && named === schemaDatabase(database) && schemaTables.has(table);
