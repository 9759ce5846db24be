import { BoundedCache } from "./bounded-cache.js";
import type { FactorSet } from "./factor-set.js";
import type { Band, ModelFactors, Rung, SizeExponents } from "./factor-set-data.js";
import { type CanonicalModel, embeddingPrefix, unsupportedPrefix } from "./names/canonical-model.js";
import { resolveFirst } from "./names/first-names.js";
import { type ResolvedName, resolveName } from "./names/resolve-name.js";
import { familyOf, type ModelSize, sizeInName } from "./names/stand-in.js";

export { type CanonicalModel, embeddingPrefix, unsupportedPrefix } from "./names/canonical-model.js";

/** What is remembered of a factor set's names; the same few come with every event. */
interface Remembered {
  readonly first: BoundedCache<CanonicalModel>;
  readonly names: BoundedCache<ResolvedName>;
  readonly standIns: BoundedCache<EnergyModel>;
}

const caches = new WeakMap<FactorSet, Remembered>();

function remembered(factors: FactorSet): Remembered {
  let cache = caches.get(factors);
  if (cache === undefined) {
    cache = { first: new BoundedCache(10_000), names: new BoundedCache(10_000), standIns: new BoundedCache(10_000) };
    caches.set(factors, cache);
  }
  return cache;
}

/**
 * The model that a reported name stands for: dates, vendor prefixes, cloud ids, ways of serving and letter case make no
 * difference; a size, a variant or a version does. A rolling name (`…-latest`) means what it meant at the time of the event.
 * @param provider canonical
 * @param timeMs of the event, milliseconds since 1970 @default the latest meaning
 */
export function canonicalModel(
  factors: FactorSet,
  provider: string,
  reported: string,
  timeMs: number = Number.POSITIVE_INFINITY,
): CanonicalModel {
  const { first } = remembered(factors);
  if (factors.naming === undefined)
    return first.get(provider, reported) ?? first.set(provider, reported, resolveFirst(factors, provider, reported));
  const name = nameOf(factors, provider, reported);
  return name.always ?? name.at(timeMs);
}

/** Longer than any name that the contract takes: what follows is not read, since undressing a name takes several looks at it. */
const longestName = 512;

function nameOf(factors: FactorSet, provider: string, whole: string): ResolvedName {
  const { names } = remembered(factors);
  const reported = whole.slice(0, longestName);
  return names.get(provider, reported) ?? names.set(provider, reported, resolveName(factors, provider, reported));
}

/**
 * When a reported name comes to mean another model: milliseconds since 1970, in order. Empty for all but rolling names.
 * @param provider canonical
 */
export const modelChanges = (factors: FactorSet, provider: string, reported: string): readonly number[] =>
  factors.naming === undefined ? [] : nameOf(factors, provider, reported).changesMs;

/** When any rolling name comes to mean another model: milliseconds since 1970, in order. */
export function rollingChanges({ modelByKey }: FactorSet): readonly number[] {
  const changes = [...modelByKey.values()].flatMap((meaning) =>
    typeof meaning === "string" ? [] : meaning.slice(1).map(({ fromMs }) => fromMs),
  );
  return [...new Set(changes)].sort((a, b) => a - b);
}

/** The energy factors behind a canonical model, and on what they rest. */
export interface EnergyModel {
  readonly factors: ModelFactors;
  readonly rung: Rung;
}

/** Of sets from before rungs were written down. */
const firstRung = ({ id, tier }: ModelFactors): Rung =>
  id.startsWith("class:") ? "class" : tier === "A" ? "measured" : "architecture";

const scaled = (band: Band, by: number): Band => [band[0] * by, band[1] * by, band[2] * by];

/** Energy of a size over that of one billion parameters, all of them active. */
export function sizeScale({ total, active }: ModelSize, { active: ofActive, sparsity }: SizeExponents): number {
  return active ** ofActive * (total / active) ** sparsity;
}

/** Id of the factors of one billion parameters, which a size in a name multiplies. */
export const sizeId = "size:1b";

function standIn(factors: FactorSet, model: string): EnergyModel {
  const { modelById, naming, families } = factors;
  const isEmbedding = model.startsWith(embeddingPrefix);
  const name = isEmbedding ? model.slice(embeddingPrefix.length) : model;
  if (naming !== undefined) {
    const size = sizeInName(name);
    if (size !== undefined) {
      const unit = modelById.get(sizeId) as ModelFactors;
      const by = sizeScale(size, naming.sizeExponents);
      return {
        factors: { ...unit, id: model, out: scaled(unit.out, by), in: scaled(unit.in, by) },
        rung: "size",
      };
    }
    const family = isEmbedding ? undefined : familyOf(name, families);
    if (family !== undefined) return { factors: modelById.get(`family:${family}`) as ModelFactors, rung: "family" };
  }
  return { factors: modelById.get(isEmbedding ? "class:small" : "class:large") as ModelFactors, rung: "class" };
}

/** The energy factors behind a canonical model: its own, its size's, its family's, a class's; none where the method does not apply. */
export function energyModel(factors: FactorSet, model: string): EnergyModel | undefined {
  const { standIns } = remembered(factors);
  const before = standIns.get("", model);
  if (before !== undefined) return before;
  if (model.startsWith(unsupportedPrefix)) return undefined;
  const own = factors.modelById.get(model);
  const found = own === undefined ? standIn(factors, model) : { factors: own, rung: own.rung ?? firstRung(own) };
  return standIns.set("", model, found);
}
