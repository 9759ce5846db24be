import type { Measures } from "../usage/measures.js";
import { measured, textColumn } from "./columns.js";
import { intervalCells } from "./interval-columns.js";
import { pageRows, type SummedReport } from "./usage-pages.js";

/** Dimensions of a report whose rows are told. */
export const focusDimensions = ["provider", "model"] as const;

/** Columns of FOCUS, the FinOps Open Cost and Usage Specification, that tell of use. */
export const focusColumns = [
  ...["BillingAccountId", "ChargeCategory", "ChargePeriodStart", "ChargePeriodEnd"].map(textColumn),
  ...["ProviderName", "ServiceCategory", "ServiceName", "SkuMeter", "ConsumedUnit"].map(textColumn),
  measured("ConsumedQuantity"),
];

/** What a row counts, each in a unit of its own, so that quantities of one meter add up. */
const meters: readonly (readonly [meter: string, unit: string, read: (row: Measures) => number | undefined])[] = [
  ["Requests", "Requests", ({ requests }) => requests],
  ["Input tokens", "Tokens", ({ tokens_in, tokens_cached }) => tokens_in - tokens_cached],
  ["Cached input tokens", "Tokens", ({ tokens_cached }) => tokens_cached],
  ["Output tokens", "Tokens", ({ tokens_out }) => tokens_out],
  ["Energy", "kWh", ({ footprint }) => footprint.kwh_facility?.central],
  ["Carbon dioxide equivalent, location-based", "kg", ({ footprint }) => footprint.kgco2e_lb?.central],
  ["Water, on site", "L", ({ footprint }) => footprint.water_onsite_l?.central],
  ["Water, off site", "L", ({ footprint }) => footprint.water_offsite_l?.central],
];

/**
 * Rows of a report by {@link focusDimensions}, one for each meter that is not 0 or unknown; some at a time: each is made when its page
 * is asked for.
 */
export function* focusPages({ rows, interval, timezone, to }: SummedReport, orgId: string) {
  const meteredRows = (row: SummedReport["rows"][number]) => {
    const { start, end } = intervalCells(row.start, interval, timezone, to);
    const [provider = "", model = ""] = row.group;
    const measures = row.sums.measures();
    return meters.flatMap(([meter, unit, read]) => {
      const quantity = read(measures);
      if (quantity === undefined || quantity === 0) return [];
      return [
        {
          BillingAccountId: orgId,
          ChargeCategory: "Usage",
          ChargePeriodStart: start,
          ChargePeriodEnd: end,
          ProviderName: provider,
          ServiceCategory: "AI and Machine Learning",
          ServiceName: model,
          SkuMeter: meter,
          ConsumedUnit: unit,
          ConsumedQuantity: quantity,
        },
      ];
    });
  };
  for (let at = 0; at < rows.length; at += pageRows) yield rows.slice(at, at + pageRows).flatMap(meteredRows);
}
