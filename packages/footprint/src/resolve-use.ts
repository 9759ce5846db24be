import type { FactorSet } from "./factor-set.js";
import { canonicalModel } from "./models.js";
import { canonicalPlace } from "./place.js";
import { canonicalProvider } from "./providers.js";

/** Names of a use as they were reported, and when it was. */
export interface ReportedUse {
  readonly provider: string;
  readonly model: string;
  /** Cloud region, country or grid zone. */
  readonly region?: string | undefined;
  /** `aws`, `gcp` or `azure`. */
  readonly cloud?: string | undefined;
  /** Milliseconds since 1970: rolling names mean what they meant then. @default now */
  readonly timeMs?: number | undefined;
}

/** Names that rollups are grouped by and factors are looked up under. */
export interface ResolvedUse {
  readonly provider: string;
  readonly model: string;
  /** Key of the tables; of a region that they do not have its own name, in lower case. Empty: none was reported. */
  readonly region: string;
}

/** What is stored of a use and what is told of one that is only asked about are resolved by this one function. */
export function resolveUse(factors: FactorSet, { provider, model, region, cloud, timeMs }: ReportedUse): ResolvedUse {
  const name = canonicalProvider(provider);
  return {
    provider: name,
    model: canonicalModel(factors, name, model, timeMs).model,
    region: canonicalPlace(factors, { provider: name, model, region, cloud }) || (region ?? "").trim().toLowerCase(),
  };
}
