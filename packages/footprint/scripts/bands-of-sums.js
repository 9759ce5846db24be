import { markdownTable } from "./marked-text.js";

/**
 * How far the bands of a group's sums are from the sums of its events' bands: a combined bound is a root of squared
 * logarithms, which is not linear in tokens. See docs/decisions/0007-bands-of-sums.md.
 */

/** The same pseudo-random numbers in every run. */
function normals() {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Log-normal counts: recorded conversations are around 1,000 in and 200 out, and spread by about a factor of 3. */
function conversations(count, spreadIn, spreadOut) {
  const normal = normals();
  return Array.from({ length: count }, () => [
    Math.round(1_000 * Math.exp(spreadIn * normal())),
    Math.round(200 * Math.exp(spreadOut * normal())),
  ]);
}

/** Groups of events as pairs of tokens in and out, from everyday to the worst that can be. */
export const groups = {
  "Alike: conversations that differ by 1.6 times": conversations(1_000, 0.5, 0.5),
  "Everyday: conversations that differ by 3 times": conversations(1_000, 1.1, 1.1),
  "Half long answers of 8,000 tokens, half short ones": [
    ...Array.from({ length: 500 }, () => [500, 8_000]),
    ...conversations(500, 0.5, 0.5),
  ],
  "Worst: events of only input and events of only output, alike in energy": [
    ...Array.from({ length: 100 }, () => [10_000, 0]),
    ...Array.from({ length: 400 }, () => [0, 200]),
  ],
};

const fields = ["kwhIt", "kwhFacility", "kgco2eLb", "kgco2eEmbodied", "waterOnsiteL", "waterOffsiteL"];

/**
 * @param {import("../src/index.js")} method
 * @param {number[][]} group
 * @returns per quantity: low, central and high of the sums over the sums of single events, less 1
 */
export function deviations({ estimate, estimateTotals, tokensOutRamp }, factors, group, { provider, model, region }) {
  const totals = { tokensIn: 0, tokensCached: 0, tokensOut: 0, tokensOutRamp: 0 };
  const sums = fields.map(() => [0, 0, 0]);
  for (const [tokensIn, tokensOut] of group) {
    const { values } = estimate({ provider, model, region, tokensIn, tokensOut }, factors);
    for (const [index, field] of fields.entries())
      for (const bound of [0, 1, 2]) sums[index][bound] += values[field][bound];
    totals.tokensIn += tokensIn;
    totals.tokensOut += tokensOut;
    totals.tokensOutRamp += tokensOutRamp(tokensOut);
  }
  const { values } = estimateTotals({ provider, model, region, ...totals }, factors);
  return fields.map((field, index) => values[field].map((value, bound) => value / sums[index][bound] - 1));
}

/** The largest deviation of each bound over models, quantities and a few places. */
export function worstDeviation(method, factors, group, models) {
  const worst = [0, 0, 0];
  for (const { id: model, provider } of models)
    for (const region of ["", "azure/swedencentral"])
      for (const deviation of deviations(method, factors, group, { provider, model, region }))
        for (const bound of [0, 1, 2])
          if (Math.abs(deviation[bound]) > Math.abs(worst[bound])) worst[bound] = deviation[bound];
  return worst;
}

const percent = (share) => {
  const text = (share * 100).toFixed(2);
  return text === "-0.00" || text === "0.00" ? "0 %" : `${share > 0 ? "+" : ""}${text} %`;
};

/** One model of each shape: deviations depend on how the bounds and the input relate to the centre, not on its size. */
export function ofEachShape({ models }) {
  const shapes = new Map();
  for (const model of models.filter(({ provider }) => provider !== "*")) {
    const { out, in: input, ramp } = model;
    const shape = [...out, ...input].map((value) => (value / out[1]).toPrecision(2));
    const key = `${shape.join()} ${ramp}`;
    if (!shapes.has(key)) shapes.set(key, model);
  }
  return [...shapes.values()];
}

/** Largest deviations over every shape of model, for docs/method.md. */
export function bandsOfSumsTable(method, factors) {
  const listed = ofEachShape(factors);
  const gpt4o = factors.models.filter(({ id }) => id === "gpt-4o");
  return markdownTable([
    ["A group's events", "Low, gpt-4o", "Low, worst model", "Central", "High, worst model"],
    ...Object.entries(groups).map(([name, group]) => {
      const [low, central, high] = worstDeviation(method, factors, group, listed);
      return [name, percent(worstDeviation(method, factors, group, gpt4o)[0]), ...[low, central, high].map(percent)];
    }),
  ]);
}
