import { markdownTable } from "./marked-text.js";

/**
 * How well the method meets laboratories that took no part in choosing its constants: of each in turn, the share of input and the
 * band are chosen again from the others alone, every laboratory counting the same, and it is then judged by them.
 */

/** What an input token costs over an output token: the candidates. */
const shares = Array.from({ length: 39 }, (_, index) => 0.02 + index * 0.01);
const shipped = 0.12;

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Logarithm of our central value over the published one, at another share of input. */
const missAt = ({ outWh, inWh, published }, share) => Math.log((outWh + (inWh * share) / shipped) / published);

/** Every laboratory counts the same, however many cases it has. */
const meanSquare = (labs, share) => mean(labs.map((cases) => mean(cases.map((row) => missAt(row, share) ** 2))));

const best = (labs) => shares.reduce((a, b) => (meanSquare(labs, b) < meanSquare(labs, a) ? b : a));

/** The bound within which 95 of 100 misses to one side lie, each laboratory of equal weight; at least a factor of 1.3. */
function bound(labs, share, side) {
  const weighted = labs
    .flatMap((cases) => cases.map((row) => [side * missAt(row, share), 1 / cases.length / labs.length]))
    .toSorted(([a], [b]) => a - b);
  let sum = 0;
  for (const [miss, weight] of weighted) {
    sum += weight;
    if (sum >= 0.95) return Math.max(miss, Math.log(1.3));
  }
  return Math.log(1.3);
}

/** The energy of a case apart by output and input, at the boundary that was published. */
function parts({ estimateTotals, tokensOutRamp }, factors, row, scale) {
  const tokensOut = Number(row.tokens_out);
  const at = (tokensIn, out) => {
    const { values } = estimateTotals(
      {
        provider: row.provider,
        model: row.model,
        region: "",
        tokensIn,
        tokensCached: 0,
        tokensOut: out,
        tokensOutRamp: tokensOutRamp(out),
      },
      factors,
    );
    return (row.boundary === "facility" ? values.kwhFacility : values.kwhIt)[1] * 1_000 * scale;
  };
  return { ...row, outWh: at(0, tokensOut), inWh: at(Number(row.tokens_in), 0), published: Number(row.published_wh) };
}

/** @param cases of {@link publishedCases}, with tokens that were published; without Jegham, who infers from answer times */
export function leaveOneLabOut(method, factors, cases, hostIdle) {
  const labs = new Map();
  for (const row of cases)
    labs.set(row.lab, [
      ...(labs.get(row.lab) ?? []),
      parts(method, factors, row, row.boundary === "GPU" ? 1 / hostIdle : 1),
    ]);
  return [...labs].map(([lab, own]) => {
    const others = [...labs].filter(([name]) => name !== lab).map(([, rows]) => rows);
    const share = best(others);
    const [down, up] = [bound(others, share, 1), bound(others, share, -1)];
    const misses = own.map((row) => missAt(row, share));
    return {
      lab,
      count: own.length,
      share,
      rms: Math.exp(Math.sqrt(mean(misses.map((miss) => miss * miss)))),
      inside: misses.filter((miss) => miss <= down && -miss <= up).length / misses.length,
      width: Math.exp(down + up),
      misses,
    };
  });
}

const percent = (share) => `${Math.round(share * 100)} %`;

export function leaveOneLabOutTable(results) {
  const byLab = (pick) => mean(results.map(pick));
  const square = (misses) => mean(misses.map((miss) => miss * miss));
  return markdownTable([
    ["Left out", "Cases", "Input share chosen without it", "RMS factor", "Inside", "Width of the band"],
    ...results.map(({ lab, count, share, rms, inside, width }) =>
      [lab, count, share.toFixed(2), rms.toFixed(2), percent(inside), width.toFixed(1)].map(String),
    ),
    [
      "**Each laboratory alike**",
      String(results.reduce((sum, { count }) => sum + count, 0)),
      "",
      Math.exp(Math.sqrt(byLab(({ misses }) => square(misses)))).toFixed(2),
      percent(byLab(({ inside }) => inside)),
      byLab(({ width }) => width).toFixed(1),
    ],
    [
      "**Each case alike**",
      "",
      "",
      Math.exp(Math.sqrt(square(results.flatMap(({ misses }) => misses)))).toFixed(2),
      percent(
        results.reduce((sum, { inside, count }) => sum + inside * count, 0) /
          results.reduce((sum, { count }) => sum + count, 0),
      ),
      "",
    ],
  ]);
}

/** How many cases a band of each width would hold, and how many laboratories' cases on average. */
export function tradeOffTable(results) {
  return markdownTable([
    ["Width of the band, high over low", "Cases inside", "Laboratories' mean"],
    ...[2, 3, 4, 6, 8, 12, 16].map((width) => {
      const half = Math.log(width) / 2;
      const inside = (misses) => misses.filter((miss) => Math.abs(miss) <= half).length / misses.length;
      return [
        String(width),
        percent(inside(results.flatMap(({ misses }) => misses))),
        percent(mean(results.map(({ misses }) => inside(misses)))),
      ];
    }),
  ]);
}
