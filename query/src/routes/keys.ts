import { titlePattern } from "@ecomind/contract";
import { ProblemError } from "@ecomind/platform";
import type { Operation } from "../http/operation.js";
import { problem } from "../http/problems.js";
import type { RequestContext } from "../http/request-context.js";
import { array, nullable, object, text, time } from "../http/schema.js";
import { creatorSchema, endKey, type KeyRow, lifetimeOf, newKey } from "../identity/keys.js";
import { administrators } from "../identity/roles.js";
import type { Services } from "../services.js";
import { apiTimeOrNull, storeTime } from "../store/times.js";

/** A key as it is, and as it was made: a rotation ends it without changing when it would have ended by itself. */
interface KnownKey extends KeyRow {
  readonly own_expires_at: string | null;
}

const keySchema = {
  key_id: text,
  name: text,
  scopes: array(text),
  created_at: time,
  ...creatorSchema,
  expires_at: nullable(time),
  revoked_at: nullable(time),
};
const listedSchema = { ...keySchema, last_used_at: { ...nullable(time), description: "To the minute; null: never." } };
const shownOnce = object({ key: text, ...keySchema });
const pathKey = {
  name: "key_id",
  in: "path",
  description: "The key's id.",
  schema: { type: "string", pattern: "^[a-z0-9]{1,32}$" },
  required: true,
} as const;

const find = async (context: RequestContext, services: Services): Promise<KnownKey> => {
  const [row] = await services.select<KnownKey>(
    context,
    "key",
    `SELECT k.key_id AS key_id, toString(k.org_id) AS org_id, k.name AS name, k.secret_sha256 AS secret_sha256, k.scopes AS scopes,
       toString(k.created_at) AS created_at, k.created_by AS created_by, toString(k.created_by_kind) AS created_by_kind, toString(k.expires_at) AS expires_at, toString(k.revoked_at) AS revoked_at,
       toString(own.expires_at) AS own_expires_at
     FROM api_keys_now AS k
     INNER JOIN (SELECT key_id, expires_at FROM api_keys FINAL WHERE key_id = {key:String}) AS own ON own.key_id = k.key_id
     WHERE k.org_id = {org:String} AND k.key_id = {key:String} AND NOT has(k.scopes, 'sql')`,
    { org: context.principal.orgId, key: context.parameters.key_id },
  );
  if (row === undefined) throw new ProblemError(problem("not_found", { detail: "There is no such key." }));
  return row;
};

const shown = ({ key_id, name, scopes, created_at, created_by, created_by_kind, expires_at, revoked_at }: KeyRow) => ({
  key_id,
  name,
  scopes,
  created_by,
  created_by_kind,
  ...lifetimeOf({ created_at, expires_at, revoked_at }),
});

export const listKeys: Operation = {
  id: "listKeys",
  method: "get",
  path: "/v1/keys",
  summary: "The organisation's API keys, without their secrets",
  roles: administrators,
  response: object({ keys: array(object(listedSchema)) }),
  async handle(context, services) {
    const rows = await services.select<KeyRow & { readonly last_used_at: string | null }>(
      context,
      "keys",
      `SELECT k.key_id AS key_id, name, scopes, toString(k.created_at) AS created_at, created_by,
         toString(k.created_by_kind) AS created_by_kind, toString(k.expires_at) AS expires_at, toString(k.revoked_at) AS revoked_at, toString(u.used_at) AS last_used_at
       FROM api_keys_now AS k
       LEFT JOIN (SELECT key_id, toNullable(max(used_at)) AS used_at FROM api_key_uses WHERE org_id = {org:String} GROUP BY key_id) AS u
         ON u.key_id = k.key_id
       WHERE k.org_id = {org:String} AND NOT has(k.scopes, 'sql') ORDER BY k.created_at DESC`,
      { org: context.principal.orgId },
    );
    return { keys: rows.map((row) => ({ ...shown(row), last_used_at: apiTimeOrNull(row.last_used_at) })) };
  },
};

export const createKey: Operation = {
  id: "createKey",
  method: "post",
  path: "/v1/keys",
  summary: "A new API key; its secret is shown this once",
  roles: administrators,
  audited: true,
  body: object(
    {
      name: { type: "string", maxLength: 100, pattern: titlePattern },
      scopes: {
        type: "array",
        items: { enum: ["ingest", "backfill", "read", "admin"] },
        minItems: 1,
        uniqueItems: true,
      },
      expires_in_days: { type: "integer", minimum: 1, maximum: 3650 },
    },
    ["expires_in_days"],
  ),
  response: shownOnce,
  async handle(context, services) {
    const {
      name,
      scopes,
      expires_in_days: days,
    } = context.body as { name: string; scopes: string[]; expires_in_days?: number };
    const { key, row } = newKey(
      context,
      name,
      scopes,
      days === undefined ? null : storeTime(context.nowMs + days * 86_400_000),
    );
    context.act.target = row.key_id;
    await services.insert("api_keys", [row]);
    await services.rereadKeys();
    return { key, ...shown(row) };
  },
};

export const rotateKey: Operation = {
  id: "rotateKey",
  method: "post",
  path: "/v1/keys/{key_id}/rotate",
  summary: "A new key in a key's place; the old one works for a day more",
  roles: administrators,
  audited: true,
  parameters: [pathKey],
  response: shownOnce,
  async handle(context, services) {
    const old = await find(context, services);
    const now = storeTime(context.nowMs);
    // A key that has ended must not live on under a new name.
    if (old.revoked_at !== null || (old.expires_at !== null && old.expires_at <= now))
      throw new ProblemError(problem("key_ended"));
    // Not when the old one ends now: rotated before, that is within a day.
    const { key, row: made } = newKey(context, old.name, old.scopes, old.own_expires_at);
    const { id, kind } = context.principal;
    // A key that rotates itself stays in the same hands. Otherwise the new secret is in the hands of whoever asked.
    const isItself = kind === "api-key" && id === old.key_id;
    const row = isItself ? { ...made, created_by: old.created_by, created_by_kind: old.created_by_kind } : made;
    const overlapEnds = storeTime(context.nowMs + 86_400_000);
    const oldEnds = old.expires_at !== null && old.expires_at < overlapEnds ? old.expires_at : overlapEnds;
    await services.insert("api_keys", [row]);
    await endKey(context, services, old.key_id, "expires", oldEnds);
    // Revoked meanwhile by somebody else: the new key was made of one that had ended.
    if ((await find(context, services)).revoked_at !== null) {
      await endKey(context, services, row.key_id, "revoked", storeTime(context.nowMs));
      await services.rereadKeys();
      throw new ProblemError(problem("key_ended"));
    }
    await services.rereadKeys();
    return { key, ...shown(row) };
  },
};

export const revokeKey: Operation = {
  id: "revokeKey",
  method: "delete",
  path: "/v1/keys/{key_id}",
  summary: "Ends a key: refused here at once, and everywhere within five seconds",
  roles: administrators,
  audited: true,
  parameters: [pathKey],
  response: object(keySchema),
  async handle(context, services) {
    const old = await find(context, services);
    const revokedAt = old.revoked_at ?? storeTime(context.nowMs);
    await endKey(context, services, old.key_id, "revoked", revokedAt);
    await services.rereadKeys();
    return shown({ ...old, revoked_at: revokedAt });
  },
};
