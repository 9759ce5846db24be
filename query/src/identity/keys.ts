import { newApiKey, parseApiKey, secretDigest } from "@ecomind/accounts";
import type { RequestContext } from "../http/request-context.js";
import { text } from "../http/schema.js";
import type { Services } from "../services.js";
import { apiTime, apiTimeOrNull, storeTime } from "../store/times.js";

/** A row of `api_keys`. */
export interface KeyRow {
  readonly key_id: string;
  readonly org_id: string;
  readonly name: string;
  readonly secret_sha256: string;
  readonly scopes: readonly string[];
  readonly created_at: string;
  readonly created_by: string;
  /** `api-key`, `jwt`, `session` or `command`; empty: not known. */
  readonly created_by_kind: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

/** Who made a credential, as the audit log names them. */
export const creatorSchema = {
  created_by: {
    ...text,
    description: "Key id, person or command that made it; empty: not known, or the person was erased.",
  },
  created_by_kind: { enum: ["", "api-key", "jwt", "session", "command"] },
};

/** Begin and end of a credential, as the API gives times. */
export const lifetimeOf = (row: Pick<KeyRow, "created_at" | "expires_at" | "revoked_at">) => ({
  created_at: apiTime(row.created_at),
  expires_at: apiTimeOrNull(row.expires_at),
  revoked_at: apiTimeOrNull(row.revoked_at),
});

/** Records an end. Ends are only added, and the earliest holds: no other change of a key can take a revocation back. */
export function endKey(
  { principal }: RequestContext,
  services: Services,
  keyId: string,
  kind: "expires" | "revoked",
  endsAt: string,
): Promise<void> {
  return services.insert("api_key_ends", [
    { key_id: keyId, org_id: principal.orgId, kind, ends_at: endsAt, recorded_by: principal.id },
  ]);
}

/** A key that is not stored yet. */
export function newKey(
  context: RequestContext,
  name: string,
  scopes: readonly string[],
  expiresAt: string | null,
): { key: string; secret: string; row: KeyRow } {
  const key = newApiKey();
  const parts = parseApiKey(key) as { keyId: string; secret: string };
  return {
    key,
    secret: parts.secret,
    row: {
      key_id: parts.keyId,
      org_id: context.principal.orgId,
      name,
      secret_sha256: secretDigest(parts.secret),
      scopes,
      created_at: storeTime(context.nowMs),
      created_by: context.principal.id,
      created_by_kind: context.principal.kind,
      expires_at: expiresAt,
      revoked_at: null,
    },
  };
}
