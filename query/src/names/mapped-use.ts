import {
  canonicalProvider,
  type FactorSet,
  modelChanges,
  type ResolvedUse,
  resolveUse,
  rollingChanges,
} from "@ecomind/footprint";

export const mappingKinds = ["model", "provider", "region"] as const;
export type MappingKind = (typeof mappingKinds)[number];

/** What a name that clients report means. Texts that are empty leave what was reported. */
export interface NameMapping {
  readonly kind: MappingKind;
  /** Of a model: only where it was reported with this provider, canonical; "": with any. */
  readonly provider: string;
  /** As reported, in lower case; a provider's is canonical. */
  readonly name: string;
  readonly to: { readonly provider: string; readonly model: string; readonly region: string };
}

/** Names of stored use: as they were reported, and what they were resolved to when they arrived. */
export interface StoredNames extends ResolvedUse {
  readonly modelReported: string;
  readonly regionReported: string;
}

/** A name as mappings are looked up under it. */
export const mappedName = (kind: MappingKind, name: string): string =>
  kind === "provider" ? canonicalProvider(name) : name.toLowerCase();

const keyOf = (kind: MappingKind, provider: string, name: string): string => [kind, provider, name].join("\n");

/** An organisation's mappings, ready to be applied. */
export class NameMappings {
  readonly all: readonly NameMapping[];
  readonly #factors: FactorSet;
  readonly #byKey: ReadonlyMap<string, NameMapping>;

  constructor(factors: FactorSet, all: readonly NameMapping[]) {
    this.#factors = factors;
    this.all = all;
    this.#byKey = new Map(all.map((mapping) => [keyOf(mapping.kind, mapping.provider, mapping.name), mapping]));
  }

  /** Names of a kind that are mapped. */
  namesOf(kind: MappingKind): readonly string[] {
    return [...new Set(this.all.filter((mapping) => mapping.kind === kind).map(({ name }) => name))];
  }

  /**
   * Times within a range at which a name that counts instead of another may come to mean another model; milliseconds since
   * 1970, in order. Rolling names mean what they meant when they were used.
   */
  changesMs(range: { readonly fromMs: number; readonly toMs: number }): readonly number[] {
    // Under another provider any name that was reported is resolved again.
    const changes = this.all.some(({ kind }) => kind === "provider")
      ? rollingChanges(this.#factors)
      : this.all.flatMap(({ to }) => modelChanges(this.#factors, to.provider, to.model));
    const within = changes.filter((ms) => ms > range.fromMs && ms < range.toMs);
    return [...new Set(within)].sort((a, b) => a - b);
  }

  /**
   * What stored use counts as: as if what the mappings say had been reported. What no mapping concerns stays as it is
   * stored. A mapping of the model goes before one of the provider or the region; what a mapping gives is not mapped again.
   */
  apply(stored: StoredNames, timeMs: number): ResolvedUse {
    const { provider, model, region, modelReported, regionReported } = stored;
    const find = (kind: MappingKind, name: string, with_ = "") =>
      this.#byKey.get(keyOf(kind, with_, name.toLowerCase()));
    const ofModel = find("model", modelReported, provider) ?? find("model", modelReported);
    const toProvider = ofModel?.to.provider || find("provider", provider)?.to.provider || provider;
    const toModel = ofModel?.to.model ?? "";
    const toRegion = ofModel?.to.region || find("region", regionReported)?.to.region || "";
    const resolved = resolveUse(this.#factors, {
      provider: toProvider,
      model: toModel || modelReported,
      region: toRegion || regionReported,
      timeMs,
    });
    const isProviderKept = resolved.provider === provider;
    return {
      provider: resolved.provider,
      model: toModel === "" && isProviderKept ? model : resolved.model,
      region: toModel === "" && isProviderKept && toRegion === "" ? region : resolved.region,
    };
  }
}
