/** How the token counts of an event came about. */
export type TokensBasis = "reported" | "estimated";

/** The newest version of the event schema that this build knows. */
export const SCHEMA_VERSION = 1;

/**
 * One use of an AI assistant as a client reports it (contract version 1). Never content.
 *
 * Absent fields take the defaults that {@link CanonicalEvent} shows; `id` and `ts` may be absent as the schema says.
 */
export interface UsageEvent {
  /** UUID. Together with `ts` and the credential's org it is the event's identity. */
  readonly id?: string;
  /** RFC 3339, to the millisecond: when it was used. */
  readonly ts?: string;
  /** Only to be checked against the credential's. */
  readonly org_id?: string;
  readonly user_id: string;
  readonly team?: string;
  /** Lower-case slug. */
  readonly provider: string;
  /** As reported by the provider. */
  readonly model: string;
  /** 0 to 10,000,000; cached tokens are part of them. */
  readonly tokens_in?: number;
  readonly tokens_cached?: number;
  /** Includes hidden reasoning tokens. */
  readonly tokens_out?: number;
  readonly tokens_basis?: TokensBasis;
  readonly bytes_in?: number;
  readonly bytes_out?: number;
  readonly estimator?: string;
  /** Cloud region, country or grid zone. */
  readonly region?: string;
  readonly source?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly schema_version?: number;
}

/**
 * The event as the edge writes it to the log: flat JSON under the column names of the table `events`.
 *
 * `id` is lower case, `ts` and `received_at` are UTC with milliseconds (`2026-01-31T23:59:59.123Z`), `provider` is
 * lower case. Optional text that was absent is left out, so that the bytes are small; numbers that were absent are 0.
 */
export interface CanonicalEvent {
  readonly id: string;
  readonly ts: string;
  readonly received_at: string;
  readonly org_id: string;
  readonly user_id: string;
  readonly team?: string;
  readonly provider: string;
  readonly model: string;
  readonly tokens_in: number;
  readonly tokens_cached: number;
  readonly tokens_out: number;
  readonly tokens_basis: TokensBasis;
  readonly bytes_in?: number;
  readonly bytes_out?: number;
  readonly estimator?: string;
  readonly region?: string;
  readonly source: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly schema_version: number;
}
