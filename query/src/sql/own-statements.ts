import { createHash } from "node:crypto";
import type { ClickHouseClient } from "@ecomind/clickhouse";
import { limits, logComment, storeProblem } from "../store/select.js";

/** Who named a statement, and how. */
export interface StatementName {
  /** The account: names of others are others. */
  readonly user: string;
  readonly queryId: string;
}

/**
 * What the engine's list of statements shows of a tool's: the user agent, since the name itself is that of a place of the
 * organisation. Not the tool's own text, which may hold anything.
 */
export const statementMark = ({ user, queryId }: StatementName): string =>
  `tool ${createHash("sha256").update(`${user}\n${queryId}`).digest("hex").slice(0, 32)}`;

/** Ends the account's statements of a name, whichever process has sent them. @returns how many there were */
export async function endOwnStatements(
  client: ClickHouseClient,
  name: StatementName,
  asking: { readonly route: string; readonly requestId: string },
): Promise<number> {
  const clickhouse_settings = { ...limits, log_comment: logComment(asking, "sql-kill") };
  const query_params = { mark: ` ${statementMark(name)}` };
  const condition = "endsWith(http_user_agent, {mark:String})";
  try {
    const found = await client.query({
      query: `SELECT count() AS running FROM system.processes WHERE ${condition}`,
      query_params,
      format: "JSONEachRow",
      clickhouse_settings,
    });
    const [row] = await found.json<{ running: number | string }>();
    const running = Number(row?.running ?? 0);
    if (running > 0)
      await client.command({ query: `KILL QUERY WHERE ${condition} ASYNC`, query_params, clickhouse_settings });
    return running;
  } catch (error) {
    throw storeProblem(error);
  }
}
