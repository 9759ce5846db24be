import type { Measures } from "../api/answers.js";
import { tierShares } from "../figures/metrics.js";
import type { NumberStyle } from "../figures/number-style.js";
import type { Translate } from "../i18n/language.js";

type Rated = Pick<Measures, "kwh_it_by_tier">;

/**
 * The tier of a group in a few letters: "C", or of a mixed group the tier of most of its energy with that share: "C 96%".
 * Undefined without energy.
 */
export function tierText(measures: Rated, style: NumberStyle): string | undefined {
  const [main, ...others] = tierShares(measures).sort((a, b) => b.share - a.share);
  if (main === undefined) return undefined;
  return others.length === 0 ? main.tier : `${main.tier}\u00a0${style.percent(main.share)}`;
}

/** All tiers of a group, with their shares where there are several, in words. */
export function tierDetail(measures: Rated, style: NumberStyle, t: Translate): string {
  const shares = tierShares(measures);
  return shares
    .map(({ tier, share }) => {
      const name = `${t("tier.label", { tier })}: ${t(`tier.${tier as "A"}`)}`;
      return shares.length === 1 ? name : `${style.percent(share)} ${name}`;
    })
    .join("; ");
}

/** Tiers and shares for a file and for sorting, the worst first: "D 0.23%, C 99.8%". */
export const tierCell = (measures: Rated): string => {
  const shares = tierShares(measures).reverse();
  return shares
    .map(({ tier, share }) => (shares.length === 1 ? tier : `${tier} ${Number((share * 100).toPrecision(3))}%`))
    .join(", ");
};
