import type { ClickHouseClient } from "@ecomind/clickhouse";
import { limits, storeProblem } from "./store.js";

/** What the list of members says of a person: a role; null: taken away; undefined: nothing. */
export function memberRoles(client: ClickHouseClient) {
  return async (orgId: string, userId: string): Promise<string | null | undefined> => {
    try {
      const result = await client.query({
        query:
          "SELECT toString(role) AS role, active FROM members FINAL WHERE org_id = {org:String} AND user_id = {user:String}",
        query_params: { org: orgId, user: userId },
        format: "JSONEachRow",
        // For a session, before it is known what it asks.
        clickhouse_settings: { ...limits, log_comment: "ecomind-query session member-role" },
      });
      const [row] = await result.json<{ role: string; active: boolean }>();
      return row === undefined ? undefined : row.active ? row.role : null;
    } catch (error) {
      throw storeProblem(error);
    }
  };
}
