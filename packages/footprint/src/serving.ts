import type { FactorSet } from "./factor-set.js";
import type { ConstantFactors, ServingName } from "./factor-set-data.js";

/** Canonical provider of models on machines of one's own: they answer a few users at once. */
export const selfHosted = "self-hosted";

/** How a use was served. @param serviceTier as the contract has it; "" or absent: not known */
export function servingName(provider: string, serviceTier: string | undefined): string {
  return provider === selfHosted ? selfHosted : (serviceTier ?? "");
}

/** What multiplies the energy of a use; undefined where it is served in the standard way, and of sets that know no other. */
export function servingOf(
  { constants }: Pick<FactorSet, "constants">,
  provider: string,
  serviceTier: string | undefined,
): { readonly name: ServingName; readonly factors: ConstantFactors } | undefined {
  const name = servingName(provider, serviceTier);
  if (name === "" || constants.serving === undefined || !Object.hasOwn(constants.serving, name)) return undefined;
  return { name: name as ServingName, factors: constants.serving[name as ServingName] };
}

/** Concurrent answers that central factors stand for. */
export const standardConcurrency = 64;
/** Exponents of the energy of a token, from the regression on ML.ENERGY's configurations; see method_constants.csv. */
const concurrencyExponent = -0.5431;
const bitsExponent = 0.7;

/**
 * What multiplies the energy of a model whose serving is known: of a benchmark, or of a machine of one's own.
 * @param concurrent answers at a time; absent: as central factors have it
 * @param bits of a weight @param nativeBits those in which the model's factor was measured; absent: the same
 */
export function knownServingScale({
  concurrent = standardConcurrency,
  bits,
  nativeBits = bits,
}: {
  readonly concurrent?: number | undefined;
  readonly bits?: number | undefined;
  readonly nativeBits?: number | undefined;
}): number {
  const precision = bits === undefined || nativeBits === undefined ? 1 : (bits / nativeBits) ** bitsExponent;
  return (concurrent / standardConcurrency) ** concurrencyExponent * precision;
}
