/** Regression of a GPU's energy on a model's size: see method_constants.csv. Parameters in billions. */
export const coefficients = { constant: -1.3711, active: 0.8448, sparsity: 0.6553, batch: -0.5431, b200: -0.1055 };

/** @returns J per output token at the GPU, at 64 concurrent answers, half of the machines B200 */
export function regression({ total, active }, batch = 64) {
  const { constant, active: ofActive, sparsity, batch: ofBatch, b200 } = coefficients;
  return Math.exp(
    constant +
      ofActive * Math.log(active) +
      sparsity * Math.log(total / active) +
      ofBatch * Math.log(batch) +
      b200 * 0.5,
  );
}

/** Least squares of y on x: intercept and slope. */
function line(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, to]) => to))];
  const slope =
    points.reduce((sum, [at, to]) => sum + (at - x) * (to - y), 0) /
    points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return { intercept: y - slope * x, slope };
}

/**
 * What an output token costs in Wh over its list price, from models of published architecture: `factor * USD ^ exponent` for
 * USD a million output tokens.
 * @returns also `rms`, the factor by which a model is missed that took no part in the fit
 */
export function priceLaw(parameters, prices, energy) {
  const points = [...prices.values()]
    .map((price) => [price, parameters.get(price.model)])
    .filter(
      ([, row]) =>
        row !== undefined &&
        !row.params_source.includes("discloses nothing") &&
        !row.params_source.includes("ASSUMED equal"),
    )
    .map(([price, row]) => [Math.log(Number(price.usd_per_million_output)), Math.log(energy(row))]);
  const { intercept, slope } = line(points);
  const misses = points.map(([x, y], index) => {
    const others = line(points.filter((_point, at) => at !== index));
    return y - others.intercept - others.slope * x;
  });
  const rms = Math.exp(Math.sqrt(misses.reduce((sum, miss) => sum + miss * miss, 0) / misses.length));
  return { factor: Math.exp(intercept), exponent: slope, rms, count: points.length };
}
