import type { FactorSetData, ModelFactors } from "./factor-set-data.js";
import { data as defaultData, hash as defaultHash } from "./generated/default-factor-set.js";
import { nameKey } from "./names/name-key.js";
import type { NameMeaning } from "./names/name-meaning.js";

/** A factor set made ready for use. Several may be loaded at once. */
export interface FactorSet extends FactorSetData {
  /** SHA-256 of the set's content, hex. */
  readonly hash: string;
  readonly modelById: ReadonlyMap<string, ModelFactors>;
  /** Canonical id by every name that is listed, lower case; of sets without {@link NamingData}. */
  readonly modelByAlias: ReadonlyMap<string, string>;
  /** What a listed name means, by the key that its spellings share. */
  readonly modelByKey: ReadonlyMap<string, NameMeaning>;
  /** Names of families that have factors of their own, the longest first. */
  readonly families: readonly string[];
}

const withoutPath = (name: string): string => name.toLowerCase().replace(/^.*\//, "");
const familyPrefix = "family:";

/** Names of the families among the ids of a set's models, the longest first. */
export const familiesOf = (ids: Iterable<string>): string[] =>
  [...ids]
    .filter((id) => id.startsWith(familyPrefix))
    .map((id) => id.slice(familyPrefix.length))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));

function keysOf({ models, naming }: FactorSetData): ReadonlyMap<string, NameMeaning> {
  const keys = new Map<string, NameMeaning>();
  if (naming === undefined) return keys;
  const listed = models.filter(({ provider }) => provider !== "*");
  for (const { id, aliases } of listed) for (const name of aliases) keys.set(nameKey(withoutPath(name)), id);
  for (const [name, model] of naming.aliases) keys.set(nameKey(name), model);
  // An alias never takes the name of another model.
  for (const { id } of listed) keys.set(nameKey(id), id);
  for (const [name, since] of naming.rolling)
    keys.set(
      nameKey(name),
      since.map(([from, model]) => ({ fromMs: Date.parse(from), model })),
    );
  return keys;
}

/** Makes stored data ready for use. @param hash SHA-256 of the content, hex */
export function loadFactorSet(data: FactorSetData, hash: string): FactorSet {
  const modelById = new Map(data.models.map((model) => [model.id, model]));
  const modelByAlias = new Map<string, string>();
  for (const { id, provider, aliases } of data.models) {
    // Classes, sizes and families stand for models that are not listed; no client reports one.
    if (provider === "*") continue;
    for (const name of [id, ...aliases]) modelByAlias.set(withoutPath(name), id);
  }
  const families = familiesOf(modelById.keys());
  return { ...data, hash, modelById, modelByAlias, modelByKey: keysOf(data), families };
}

/** What {@link loadFactorSet} makes a set of: the set as it can be stored. */
export function factorSetData({ version, naming, models, grids, hosts, constants, texts }: FactorSet): FactorSetData {
  return { version, ...(naming === undefined ? {} : { naming }), models, grids, hosts, constants, texts };
}

let loaded: FactorSet | undefined;

/** The factor set that this build ships. */
export function loadDefaultFactorSet(): FactorSet {
  loaded ??= loadFactorSet(defaultData, defaultHash);
  return loaded;
}
