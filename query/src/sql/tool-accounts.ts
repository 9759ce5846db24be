import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { atEngine } from "./at-engine.js";
import { toolUserPrefix } from "./tool-interface.js";

/** An account of an organisation's own tools. */
export interface Account {
  readonly user: string;
  readonly name: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly created_by_kind: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

/** Accounts of the organisation, the newest first. @param condition SQL on `api_keys_now AS k`; `user` is its `{key:String}` */
export const accountsOf = (
  context: RequestContext,
  services: Services,
  condition = "",
  user = "",
): Promise<Account[]> =>
  services.select(
    context,
    "sql-accounts",
    `SELECT '${toolUserPrefix}' || k.key_id AS user, k.name AS name, toString(k.created_at) AS created_at,
       k.created_by AS created_by, toString(k.created_by_kind) AS created_by_kind, toString(k.expires_at) AS expires_at, toString(k.revoked_at) AS revoked_at
     FROM api_keys_now AS k WHERE k.org_id = {org:String} AND has(k.scopes, 'sql') ${condition} ORDER BY k.created_at DESC`,
    { org: context.principal.orgId, key: user.slice(toolUserPrefix.length) },
  );

/** After new settings: gives the organisation's accounts on the engine itself what is published to it then. */
export async function publishToTools(context: RequestContext, services: Services, minimum: number): Promise<void> {
  if (services.toolUsers === undefined) return;
  const accounts = await accountsOf(context, services, "AND k.revoked_at IS NULL");
  for (const { user } of accounts) await atEngine(() => services.toolUsers?.publish(user, minimum));
}
