import type { Band } from "./factor-set-data.js";

/** A factor with what its bounds add to a product's band, worked out once. */
export interface Uncertain {
  readonly band: Band;
  /** Squared logarithm of the low bound over the centre; infinite for a low of 0. */
  readonly lowSpread: number;
  readonly highSpread: number;
}

/** Squared logarithm of a bound over its centre: what independent factors add up. */
export function spread(bound: number, central: number): number {
  const ln = Math.log(bound / central);
  return ln * ln;
}

export const uncertain = (band: Band): Uncertain => ({
  band,
  lowSpread: spread(band[0], band[1]),
  highSpread: spread(band[2], band[1]),
});

/**
 * Product of a quantity and a factor whose errors do not depend on one another; where a bound or a centre is 0 there is
 * no logarithm, and the plain products stand.
 * @param scale divides the product
 */
export function combine(
  low: number,
  central: number,
  lowSpread: number,
  highSpread: number,
  factor: Uncertain,
  scale: number,
): Band {
  const { band } = factor;
  const middle = (central * band[1]) / scale;
  return [
    band[0] === 0 || band[1] === 0
      ? (low * band[0]) / scale
      : middle * Math.exp(-Math.sqrt(lowSpread + factor.lowSpread)),
    middle,
    band[1] === 0
      ? (central * Math.exp(Math.sqrt(highSpread)) * band[2]) / scale
      : middle * Math.exp(Math.sqrt(highSpread + factor.highSpread)),
  ];
}
