/** How a client says that token counts came about. */
export type TokensBasis = "reported" | "estimated";

/** Where the power of a measured use was taken: at the machines, or at the data centre's meter. */
export type EnergyBoundary = "it" | "facility";

/** What was paid for: batches and flexible answers wait, priority and fast ones do not. */
export const serviceTiers = ["standard", "batch", "flex", "priority", "fast"] as const;
export type ServiceTier = (typeof serviceTiers)[number];

/** The newest version of the event schema that this build knows. */
export const SCHEMA_VERSION = 2;

/** Token counts of one event. In the log, what cannot be used is left out, with a warning. */
export interface TokenCounts {
  /** 0 to 10,000,000 for each of `requests`; cached tokens are part of them. Absent: unknown. */
  readonly tokens_in?: number;
  readonly tokens_cached?: number;
  /** Includes hidden reasoning tokens. Absent: unknown. */
  readonly tokens_out?: number;
  /** Of both sides. A client may leave it out: "reported". */
  readonly tokens_basis: TokensBasis;
  /** Of one side, where the sides differ; the log has it only there. */
  readonly tokens_in_basis?: TokensBasis;
  readonly tokens_out_basis?: TokensBasis;
  /** Band of an estimate. */
  readonly tokens_in_low?: number;
  readonly tokens_in_high?: number;
  readonly tokens_out_low?: number;
  readonly tokens_out_high?: number;
}

/**
 * One use of an AI assistant as a client reports it (contract version 2; whatever version 1 allowed is valid). Never content.
 *
 * Absent fields take the defaults that {@link CanonicalEvent} shows; `id` and `ts` may be absent as the schema says.
 */
export interface UsageEvent extends Partial<TokenCounts> {
  /** A UUID, or any other text by which the client knows the event. With `ts` and the credential's org the event's identity. */
  readonly id?: string;
  /** RFC 3339, to the millisecond: when it was used. */
  readonly ts?: string;
  /** Only to be checked against the credential's. */
  readonly org_id?: string;
  readonly user_id: string;
  readonly team?: string;
  readonly provider: string;
  /** As reported by the provider. */
  readonly model: string;
  readonly bytes_in?: number;
  readonly bytes_out?: number;
  readonly estimator?: string;
  /** Cloud region, country or grid zone. */
  readonly region?: string;
  readonly source?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Measured by the supplier, for all of `requests`. */
  readonly energy_wh?: number;
  /** @default "it" */
  readonly energy_boundary?: EnergyBoundary;
  readonly energy_method?: string;
  readonly service_tier?: ServiceTier;
  /** The provider's own id of the answer, by which several reports of one call are known as one. */
  readonly response_id?: string;
  /** Of reports of one identity the highest counts. @default 0 */
  readonly revision?: number;
  /** How many uses the event sums. @default 1 */
  readonly requests?: number;
  readonly schema_version?: number;
}

/**
 * The event as the edge writes it to the log: flat JSON under the column names of the table `events`.
 *
 * `id` is lower case, `ts` and `received_at` are UTC with milliseconds (`2026-01-31T23:59:59.123Z`), `provider` is
 * lower case. What was absent is left out, so that the bytes are small and an unknown count stays unknown.
 */
export interface CanonicalEvent extends TokenCounts {
  readonly id: string;
  readonly ts: string;
  readonly received_at: string;
  readonly org_id: string;
  readonly user_id: string;
  readonly team?: string;
  readonly provider: string;
  readonly model: string;
  readonly bytes_in?: number;
  readonly bytes_out?: number;
  readonly estimator?: string;
  readonly region?: string;
  readonly source: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly energy_wh?: number;
  readonly energy_boundary?: EnergyBoundary;
  readonly energy_method?: string;
  readonly service_tier?: ServiceTier;
  readonly response_id?: string;
  /** Absent: 0. */
  readonly revision?: number;
  /** Absent: 1. */
  readonly requests?: number;
  /** Of reports of one response the one with the highest rank counts. Set by the edge, never by clients. Absent: 0. */
  readonly reporter_rank?: number;
  /** Under which an older edge would have stored the same event of the same person. Set by the edge where one may have. */
  readonly former_id?: string;
  readonly schema_version: number;
}
