import { titlePattern } from "@ecomind/contract";
import { ProblemError } from "@ecomind/platform";
import type { Operation } from "../http/operation.js";
import { problem } from "../http/problems.js";
import { array, nullable, object, text, time } from "../http/schema.js";
import { creatorSchema, endKey, lifetimeOf, newKey } from "../identity/keys.js";
import { administrators } from "../identity/roles.js";
import { minimumGroupSizeOf } from "../privacy/minimum-group-size.js";
import type { Services } from "../services.js";
import { atEngine } from "../sql/at-engine.js";
import { type Account, accountsOf } from "../sql/tool-accounts.js";
import { toolUserPrefix } from "../sql/tool-interface.js";
import { storeTime } from "../store/times.js";

const accountSchema = {
  user: text,
  name: text,
  created_at: time,
  ...creatorSchema,
  expires_at: nullable(time),
  revoked_at: nullable(time),
};
/** The database that the published tables stand in. */
const database = "ecomind";

const shown = (account: Account): Account => ({ ...account, ...lifetimeOf(account) });

function requireSql({ sql }: Services): void {
  if (sql === undefined)
    throw new ProblemError(problem("sql_refused", { detail: "This installation has no account for analysts." }));
}

export const listSqlAccounts: Operation = {
  id: "listSqlAccounts",
  method: "get",
  path: "/v1/sql/accounts",
  summary: "The read-only accounts of the organisation's own tools, without their passwords",
  roles: administrators,
  response: object({ accounts: array(object(accountSchema)) }),
  handle: async (context, services) => ({ accounts: (await accountsOf(context, services)).map(shown) }),
};

export const createSqlAccount: Operation = {
  id: "createSqlAccount",
  method: "post",
  path: "/v1/sql/accounts",
  summary: "A read-only account for a tool that speaks ClickHouse's HTTP interface; its password is shown this once",
  roles: administrators,
  audited: true,
  body: object(
    {
      name: { type: "string", maxLength: 100, pattern: titlePattern },
      expires_in_days: { type: "integer", minimum: 1, maximum: 3650 },
    },
    ["expires_in_days"],
  ),
  response: object({ ...accountSchema, password: text, database: text }),
  async handle(context, services) {
    requireSql(services);
    const { name, expires_in_days: days } = context.body as { name: string; expires_in_days?: number };
    const expiresAt = days === undefined ? null : storeTime(context.nowMs + days * 86_400_000);
    const { secret, row } = newKey(context, name, ["sql"], expiresAt);
    const user = `${toolUserPrefix}${row.key_id}`;
    context.act.target = user;
    const minimumGroupSize = await minimumGroupSizeOf(context, services);
    await services.insert("api_keys", [row]);
    try {
      await atEngine(() =>
        services.toolUsers?.make({
          user,
          passwordSha256: row.secret_sha256,
          orgId: context.principal.orgId,
          minimumGroupSize,
          validUntil: row.expires_at,
        }),
      );
    } catch (error) {
      await endKey(context, services, row.key_id, "revoked", storeTime(context.nowMs));
      throw error;
    } finally {
      await services.rereadKeys();
    }
    const [stored] = await accountsOf(context, services, "AND k.key_id = {key:String}", user);
    if (stored?.revoked_at !== null) {
      // Somebody has ended it while the engine was still making it.
      await atEngine(() => services.toolUsers?.remove(user));
      throw new ProblemError(problem("key_ended"));
    }
    return { ...shown(stored), password: secret, database };
  },
};

export const revokeSqlAccount: Operation = {
  id: "revokeSqlAccount",
  method: "delete",
  path: "/v1/sql/accounts/{user}",
  summary: "Ends a tool's account: refused everywhere within five seconds",
  roles: administrators,
  audited: true,
  parameters: [
    {
      name: "user",
      in: "path",
      description: "The account's user.",
      schema: { type: "string", pattern: `^${toolUserPrefix}[a-z0-9]{1,32}$` },
      required: true,
    },
  ],
  response: object(accountSchema),
  async handle(context, services) {
    const [account] = await accountsOf(
      context,
      services,
      "AND k.key_id = {key:String}",
      String(context.parameters.user),
    );
    if (account === undefined) throw new ProblemError(problem("not_found", { detail: "There is no such account." }));
    const keyId = account.user.slice(toolUserPrefix.length);
    const revokedAt = account.revoked_at ?? storeTime(context.nowMs);
    await endKey(context, services, keyId, "revoked", revokedAt);
    await services.rereadKeys();
    // Repeated for an account that is ended already: the engine may have been away then.
    await atEngine(() => services.toolUsers?.remove(account.user));
    return shown({ ...account, revoked_at: revokedAt });
  },
};
