import { isOfLength } from "./characters.js";
import { fields, unusable } from "./fields.js";
import { limits } from "./limits.js";
import { type Reject, reject, type Warning } from "./reject-reasons.js";

/** Names of a use as they are resolved. */
export interface UsedNames {
  /** Lower case. */
  readonly provider: string;
  readonly model: string;
  readonly region?: string;
}

export type UsedNamesResult =
  | { readonly names: UsedNames; readonly warnings: readonly Warning[]; readonly reject?: undefined }
  | { readonly reject: Reject; readonly names?: undefined };

/**
 * Provider, model and region of a use by the contract's rule, alike wherever they are sent: to be counted, or to be asked
 * what they would cost.
 */
export function usedNames(sent: {
  readonly provider?: unknown;
  readonly model?: unknown;
  readonly region?: unknown;
}): UsedNamesResult {
  const read = (name: "provider" | "model" | "region") => fields[name]?.read(sent[name]) as string | undefined;
  for (const name of ["provider", "model"] as const) {
    if (sent[name] === undefined || sent[name] === null) return { reject: reject("missing_field", `/${name}`) };
    if (read(name) === undefined) return { reject: refusedName(name) };
  }
  const provider = providerName(read("provider") as string);
  if (provider === undefined) return { reject: refusedName("provider") };
  const names = { provider, model: read("model") as string };
  if (sent.region === undefined || sent.region === null) return { names, warnings: [] };
  const region = read("region");
  return region === undefined
    ? { names, warnings: [unusable("region")] }
    : { names: { ...names, region }, warnings: [] };
}

export const refusedName = (name: string): Reject =>
  reject("invalid_field", `/${name}`, { allowed: (fields[name] as { allowed: string }).allowed });

/** A provider's name in lower case; undefined where that is too long: some capitals become two letters. */
export function providerName(text: string): string | undefined {
  const lower = text.toLowerCase();
  return lower.length === text.length || isOfLength(lower, limits.providerLength) ? lower : undefined;
}
