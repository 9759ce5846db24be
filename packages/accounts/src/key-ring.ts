/**
 * What a credential allows; `backfill`: with `ingest`, events of any age; `sql`: the account of an organisation's own tools, and
 * nothing of the API.
 */
export type Scope = "ingest" | "backfill" | "read" | "admin" | "sql";

/** Who a request speaks for, from its credential alone. */
export interface Principal {
  readonly orgId: string;
  readonly kind: "api-key" | "jwt" | "session";
  /** Key id, or the token's subject. */
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly roles: ReadonlySet<string>;
}

/** Why a credential was refused: a stable code. */
export type CredentialFault =
  | "credential_missing"
  | "credential_invalid"
  | "credential_expired"
  | "credential_revoked"
  | "scope_missing";

/**
 * The API keys in memory: looked up without I/O, refreshed from the store in the background (a revoked key is refused
 * within 5 s), cached on disk so that neither a restart nor an outage of the store stops authentication.
 */
export interface KeyRing {
  /** Constant-time comparison of the secret's SHA-256. @param key `eco_<key id>_<secret>` */
  authenticate(key: string): Principal | CredentialFault;
  readonly size: number;
  /** Whether the keys were ever had, from the store or from disk. Until then no key is known, and none can be told to be invented. */
  readonly loaded: boolean;
  close(): Promise<void>;
}

/** Learns of changes before the next look at the store. */
export interface RereadKeys {
  /** Ends when every change that was stored before this call is known, or could not be read. */
  reread(): Promise<void>;
}

/** Tells of keys that allow nothing any more. */
export interface KeyHolders {
  /** Whose key it is, also of one that has ended; undefined: nobody's, or its secret is another. */
  holderOf(key: string): Principal | undefined;
}
