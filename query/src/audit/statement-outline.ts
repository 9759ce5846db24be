import type { ClickHouseClient } from "@ecomind/clickhouse";
import { limits, storeProblem } from "../store/select.js";

/** Characters of a statement that are read: an address carries them. */
const mostCharacters = 4_000;

/**
 * A statement without its values, as the audit log keeps it: `SELECT count() FROM events WHERE model = ?`. Values can name
 * persons, and the log outlives their erasure; comments are left out for the same reason.
 * @throws ProblemError store_unavailable
 */
export async function statementOutline(client: ClickHouseClient, statement: string, comment: string): Promise<string> {
  try {
    const result = await client.query({
      query: "SELECT normalizeQuery({statement:String}) AS outline",
      query_params: { statement: statement.slice(0, mostCharacters) },
      format: "JSONEachRow",
      clickhouse_settings: { ...limits, log_comment: comment },
    });
    const [row] = await result.json<{ outline: string }>();
    // The engine takes a heredoc that does not end, or was cut, for words.
    return (row?.outline ?? "").replace(/\$\w*\$[\s\S]*$/, "").trim();
  } catch (error) {
    throw storeProblem(error);
  }
}
