/** Low, central, high of an estimate. */
export interface Band {
  readonly low: number;
  readonly central: number;
  readonly high: number;
}

export const footprintMeasures = [
  "kwh_it",
  "kwh_facility",
  "kgco2e_lb",
  "kgco2e_mb",
  "kgco2e_embodied",
  "water_onsite_l",
  "water_offsite_l",
] as const;
export type FootprintMeasure = (typeof footprintMeasures)[number];

export type Tier = "S" | "A" | "B" | "C" | "D";

/** Sums of a group, as `GET /v1/usage` gives them: exact counts, and bands. */
export interface Measures {
  readonly requests: number;
  readonly tokens_in: number;
  readonly tokens_cached: number;
  readonly tokens_out: number;
  readonly requests_unsupported: number;
  readonly requests_unknown_model: number;
  readonly requests_region_assumed: number;
  /** Requests that the market-based figure does not cover. */
  readonly requests_without_mb: number;
  readonly footprint: Readonly<Record<FootprintMeasure, Band | null>>;
  /** kWh IT, central, by tier; tiers without energy are absent. */
  readonly kwh_it_by_tier: Readonly<Partial<Record<Tier, number>>>;
}

export interface UsageRow extends Measures {
  /** Begin of the interval, RFC 3339. */
  readonly start: string;
  readonly group: readonly string[];
}

export interface UsageAnswer {
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
  readonly interval: string;
  readonly group_by: readonly string[];
  /** The range goes to now: its last interval has not ended. */
  readonly partial: boolean;
  readonly factor_set: string;
  readonly rows: readonly UsageRow[];
  readonly total: Measures;
  /** Groups of too few persons, told as one row. */
  readonly withheld?: { readonly minimum_group_size: number; readonly groups: number };
  /** Of the earlier range. */
  readonly compared?: {
    readonly from: string;
    readonly to: string;
    readonly rows: readonly UsageRow[];
    readonly total: Measures;
    readonly withheld?: UsageAnswer["withheld"];
    /** Use from before has expired, as far as the question is concerned. */
    readonly complete_from?: string;
  };
}

export interface OrgSettings {
  /** Null: for good. */
  readonly raw_retention_days: number | null;
  readonly rollup_retention_days: number | null;
  readonly minimum_group_size: number;
}

/** Ways to sign in. */
export interface LoginOptions {
  readonly token: boolean;
  readonly oidc: boolean;
}

export interface Me {
  readonly org_id: string;
  readonly id: string;
  readonly kind: string;
  readonly role: string;
}

export interface Accounting {
  readonly org_id: string;
  readonly records_read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly dead_letters: number;
  readonly erased: number;
  /** Null: the service does not know the log. */
  readonly in_flight: number | null;
  /** Scaled from a part of the waiting records. */
  readonly in_flight_estimated: boolean;
  readonly in_events: number;
  readonly dead_letters_kept: number;
  readonly last_published_at: string | null;
}

export interface PipelineMinute {
  readonly minute: string;
  readonly records_read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly dead_letters: number;
  readonly erased: number;
  readonly freshness_ms_max: number;
}

export interface DeadLetterReason {
  readonly reason: string;
  readonly stage: string;
  readonly count: number;
  readonly first_at: string;
  readonly last_at: string;
}

export interface DimensionValues {
  readonly providers: readonly string[];
  readonly models: readonly string[];
  readonly teams: readonly string[];
  readonly regions: readonly string[];
  readonly sources: readonly string[];
  /** Names of labels. */
  readonly labels: readonly string[];
}

/** One factor behind figures; a single published value stands three times. */
export interface Factor {
  readonly id: string;
  readonly value: Band;
  readonly unit: string;
  readonly year: string;
  readonly basis: string;
  readonly source: string;
  readonly licence: string;
}

export interface ModelFactor {
  readonly model: string;
  readonly provider: string;
  readonly tier: Tier;
  readonly wh_it_per_1k_output: Band;
  readonly wh_it_per_1k_input: Band;
  readonly date: string;
  readonly source: string;
  readonly licence: string;
}

export interface GridFactor {
  readonly grid: string;
  readonly name: string;
  /** Year, source and licence are of this one. */
  readonly gco2e_per_kwh: number;
  readonly year: number;
  readonly source: string;
  readonly licence: string;
  /** Water at power plants. */
  readonly ewif: Factor;
  /** A cloud region's own. */
  readonly pue?: Factor;
  readonly wue?: Factor;
}

/** Who runs the machines. */
export interface HostFactors {
  readonly host: string;
  readonly pue: Factor;
  readonly wue: Factor;
  readonly market_based?: Factor;
}

export interface Factors {
  readonly factor_set: string;
  readonly hash: string;
  readonly models: readonly ModelFactor[];
  readonly grids: readonly GridFactor[];
  readonly hosts: readonly HostFactors[];
  readonly constants: readonly Factor[];
}

/** What an organisation chose. Null: to follow the newest set of the installation. */
export interface FactorSetChoice {
  readonly factor_set: string | null;
  readonly chosen_at: string;
  readonly chosen_by: string;
}

export interface FactorSets {
  /** A set that is not whole has no names and sources any more: figures can be computed with it, and not explained. */
  readonly factor_sets: readonly { readonly factor_set: string; readonly whole: boolean }[];
  /** What figures are computed with. */
  readonly chosen: string;
  /** The newest first. */
  readonly choices: readonly FactorSetChoice[];
}

export interface SavedQuery {
  readonly name: string;
  readonly query: string;
}

export interface ApiKey {
  readonly key_id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly created_at: string;
  readonly created_by: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

export interface SqlAccount {
  readonly user: string;
  readonly name: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

/** An account as it is made: its password is told this once. */
export interface NewSqlAccount extends SqlAccount {
  readonly password: string;
  readonly database: string;
}

export interface Member {
  readonly user_id: string;
  readonly role: string;
  readonly team: string;
  readonly active: boolean;
  /** Valid keys that the person made. */
  readonly keys: number;
}

export interface AuditEntry {
  readonly at: string;
  readonly actor: string;
  readonly actor_kind: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
  /** Of the problem, where it was refused or failed. */
  readonly code: string;
  readonly address: string;
  readonly request_id: string;
}
