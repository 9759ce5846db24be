import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";

/** A valid API key or SQL account. */
export interface IssuedKey {
  readonly key_id: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

interface KeyOfOrganisation extends IssuedKey {
  readonly created_by: string;
  readonly created_by_kind: string;
  /** 1: it has neither ended nor expired. */
  readonly valid: number;
}

const query = `SELECT key_id, name, scopes, created_by, toString(created_by_kind) AS created_by_kind,
    revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now64(3)) AS valid
  FROM api_keys_now WHERE org_id = {org:String} ORDER BY created_at, key_id`;

/**
 * Valid keys by the person who made them, also by way of a key: whoever made a key knows its secret, and what was made
 * with it is theirs.
 */
export async function issuedKeys(
  context: RequestContext,
  services: Services,
): Promise<ReadonlyMap<string, readonly IssuedKey[]>> {
  const keys = await services.select<KeyOfOrganisation>(context, "issued-keys", query, {
    org: context.principal.orgId,
  });
  const byId = new Map(keys.map((key) => [key.key_id, key]));
  const issued = new Map<string, IssuedKey[]>();
  for (const { key_id, name, scopes, valid } of keys) {
    const person = valid ? makerOf(key_id, byId) : undefined;
    if (person !== undefined) issued.set(person, [...(issued.get(person) ?? []), { key_id, name, scopes }]);
  }
  return issued;
}

/** The person at the begin of a chain of keys; undefined: a command, or nobody that is known. */
function makerOf(keyId: string, keys: ReadonlyMap<string, KeyOfOrganisation>): string | undefined {
  const seen = new Set<string>();
  for (let key = keys.get(keyId); key !== undefined && !seen.has(key.key_id); key = keys.get(key.created_by)) {
    if (key.created_by_kind !== "api-key")
      return ["jwt", "session"].includes(key.created_by_kind) ? key.created_by : undefined;
    seen.add(key.key_id);
  }
  return undefined;
}
