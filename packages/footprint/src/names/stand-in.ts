/**
 * What stands in for a model that a factor set does not list, found from its canonical name alone: first its size, then its
 * family. The same rules are in SQL (clickhouse/src/stand-in-sql.ts); both must stay equal.
 */

/** A mixture by its experts: mixtral-8x7b. Groups: experts, billions of each. */
export const expertsPattern = "(?:^|[^a-z0-9.])(\\d{1,3})x(\\d{1,4}(?:\\.\\d+)?)b(?:$|[^a-z0-9.])";
/** A size: 70b, 0.6b, 350m, 2.4t, e4b, 30b-a3b. Groups: number, unit, billions that are active. */
export const sizePattern =
  "(?:^|[^a-z0-9.])e?(\\d{1,4}(?:\\.\\d+)?)([bmt])(?:-a(\\d{1,4}(?:\\.\\d+)?)b)?(?:$|[^a-z0-9.])";
/** What a family's members differ in. */
export const versionPattern = "[0-9.]+";

const experts = new RegExp(expertsPattern);
const size = new RegExp(sizePattern);

/** Parameters in billions. */
export interface ModelSize {
  readonly total: number;
  readonly active: number;
}

/** Experts share their attention layers: Mixtral 8x7B has 46.7 billion, of which two experts' 12.9 are active. */
export const sharedOfExperts = 0.83;
export const activeOfExpert = 1.84;
/** From here on models that do not say how much of them is active are taken for mixtures, of which this share is. */
export const mixtureFrom = 150;
export const activeShare = 0.06;
/** Billions: what is less or more is no size. */
export const sizeRange = { least: 0.01, most: 20_000 } as const;
const { least, most } = sizeRange;

const scales = { b: 1, m: 1e-3, t: 1e3 } as const;

/** The size that a name says; undefined where it says none. */
export function sizeInName(model: string): ModelSize | undefined {
  const mixture = experts.exec(model);
  if (mixture !== null) {
    const each = Number(mixture[2]);
    const total = Number(mixture[1]) * each * sharedOfExperts;
    return total >= least && total <= most ? { total, active: Math.min(total, each * activeOfExpert) } : undefined;
  }
  const found = size.exec(model);
  if (found === null) return undefined;
  const total = Number(found[1]) * scales[found[2] as keyof typeof scales];
  if (total < least || total > most) return undefined;
  const said = found[3] === undefined ? 0 : Number(found[3]);
  if (said > 0 && said <= total) return { total, active: said };
  return { total, active: total < mixtureFrom ? total : total * activeShare };
}

/** A family's name: without versions, what is left by `-`. gpt-7-mini is of gpt-mini, kimi-k4 of kimi-k. */
export function familyStem(model: string): string {
  return model.replaceAll(new RegExp(versionPattern, "g"), "").replaceAll(/-+/g, "-").replace(/^-|-$/g, "");
}

/** The first of the families, the longest names first, that a model belongs to. */
export function familyOf(model: string, families: readonly string[]): string | undefined {
  const stem = `${familyStem(model)}-`;
  return families.find((family) => stem.startsWith(`${family}-`));
}
