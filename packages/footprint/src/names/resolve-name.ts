import type { FactorSet } from "../factor-set.js";
import type { ModelFactors } from "../factor-set-data.js";
import { type CanonicalModel, embeddingPrefix, unsupportedPrefix } from "./canonical-model.js";
import { keyInDeployment } from "./deployment.js";
import {
  anthropicsShort,
  dayAtEnd,
  releaseNumber,
  saysSize,
  speedWord,
  withoutDress,
  withoutFirstWord,
  withoutOrganisationWord,
  withoutSpeed,
  withoutTuning,
} from "./dress.js";
import { kindOfName } from "./kinds.js";
import { nameKey } from "./name-key.js";
import type { NamedSince, NameMeaning } from "./name-meaning.js";
import { plainName } from "./plain-name.js";
import { reportedName } from "./reported-name.js";

/** What a reported name means, at any time. */
export interface ResolvedName {
  readonly at: (timeMs: number) => CanonicalModel;
  /** The same at all times. */
  readonly always: CanonicalModel | undefined;
  /** When the meaning changes; milliseconds since 1970, in order. */
  readonly changesMs: readonly number[];
}

const listed = (model: string): CanonicalModel => ({ model, known: true, supported: true });

function meaningAt(meaning: readonly NamedSince[], timeMs: number): string {
  let model = (meaning[0] as NamedSince).model;
  for (const since of meaning) if (since.fromMs <= timeMs) model = since.model;
  return model;
}

function resolved(meaning: NameMeaning): ResolvedName {
  if (typeof meaning === "string") {
    const always = listed(meaning);
    return { at: () => always, always, changesMs: [] };
  }
  return {
    at: (timeMs) => listed(meaningAt(meaning, timeMs)),
    always: undefined,
    changesMs: meaning.slice(1).map(({ fromMs }) => fromMs),
  };
}

const unlisted = (always: CanonicalModel): ResolvedName => ({ at: () => always, always, changesMs: [] });

/** Weights that anybody may serve: there a supplier's turbo or fast is the same model, elsewhere it may be another. */
function isOpen({ modelById }: FactorSet, meaning: NameMeaning): boolean {
  const model = typeof meaning === "string" ? meaning : (meaning.at(-1) as NamedSince).model;
  const { tier } = modelById.get(model) as ModelFactors;
  return tier === "A" || tier === "B";
}

/** A name of a set, found by taking one word off the end at a time; and what is left when none is found. */
interface Search {
  readonly meaning: NameMeaning | undefined;
  readonly rest: string;
  /** Of a name that ends with a day: it means what a rolling name meant then. */
  readonly dayMs?: number | undefined;
}

function search(factors: FactorSet, name: string): Search {
  const meaning = factors.modelByKey.get(nameKey(name));
  if (meaning !== undefined) return { meaning, rest: name };
  const undressed = withoutDress(name);
  if (undressed !== undefined) {
    const found = search(factors, undressed);
    return found.dayMs === undefined ? { ...found, dayMs: dayAtEnd(name) } : found;
  }
  if (speedWord.test(name)) {
    const slower = search(factors, withoutSpeed(name));
    const same =
      slower.meaning !== undefined &&
      !makersTurbo.test(name) &&
      (isOpen(factors, slower.meaning) || sameWhenFast.test(name));
    if (same || (slower.meaning === undefined && saysSize(slower.rest))) return slower;
    return { meaning: undefined, rest: name };
  }
  const untuned = withoutTuning(name);
  if (untuned !== undefined) {
    const plain = search(factors, untuned);
    if (plain.meaning !== undefined || saysSize(plain.rest)) return plain;
  }
  if (releaseNumber.test(name)) {
    const plain = search(factors, name.replace(releaseNumber, ""));
    if (plain.meaning !== undefined) return plain;
  }
  return { meaning: undefined, rest: name };
}

/** Families of which `fast` is a way of serving. xAI's is a smaller model. */
const sameWhenFast = /^(?:claude|gpt|o\d)\S*-fast$/;

/** Zhipu's turbo is a model of its own. */
const makersTurbo = /^glm-\S*-turbo$/;

/** A name behind others' words: the first rest that is listed as it stands or in other dress. */
function searchBehindStrangers(factors: FactorSet, name: string): Search | undefined {
  if (anthropicsShort.test(name)) return search(factors, `claude-${name}`);
  const rest = withoutFirstWord(name);
  if (rest === undefined) return undefined;
  const found = search(factors, rest);
  return found.meaning === undefined ? searchBehindStrangers(factors, rest) : found;
}

/** The name as it is, then without who makes or serves it: names of one maker may begin with another's. */
function searchAll(factors: FactorSet, tagged: string, bare: string): Search {
  const whole = factors.modelByKey.get(nameKey(tagged));
  if (whole !== undefined) return { meaning: whole, rest: bare };
  let found = search(factors, bare);
  let name = bare;
  for (;;) {
    if (found.meaning !== undefined) return found;
    const next = withoutOrganisationWord(name);
    if (next === undefined) break;
    name = next;
    found = search(factors, name);
  }
  const behind = searchBehindStrangers(factors, name);
  return behind?.meaning === undefined ? found : behind;
}

/** The model that a reported name stands for. @param provider canonical */
export function resolveName(factors: FactorSet, provider: string, reported: string): ResolvedName {
  const { bare, tagged, whole } = reportedName(reported);
  // A client that knows no more than the class or the family may report that.
  if (factors.modelById.get(whole)?.provider === "*") return unlisted({ model: whole, known: false, supported: true });
  const { meaning, rest, dayMs } = searchAll(factors, tagged, bare);
  if (meaning !== undefined)
    return resolved(typeof meaning === "string" || dayMs === undefined ? meaning : meaningAt(meaning, dayMs));
  if (provider === "azure-openai") {
    const key = keyInDeployment(factors.modelByKey.keys(), rest);
    if (key !== undefined) return resolved(factors.modelByKey.get(key) as NameMeaning);
  }
  const name = plainName(rest);
  const kind = kindOfName(whole);
  if (kind === "unsupported") return unlisted({ model: unsupportedPrefix + name, known: false, supported: false });
  const prefix = kind === "embedding" ? embeddingPrefix : "";
  return unlisted({ model: prefix + name, known: false, supported: true });
}
