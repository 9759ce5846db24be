import type { Band, EventFacts, ExplainedFactor, Flag, Footprint, FootprintValues, Tier } from "@ecomind/footprint";
import type { ReckonedAs } from "./estimate-json.js";
import { align, figure } from "./text-table.js";

const tiers: Readonly<Record<Tier, string>> = {
  S: "the supplier's own figures",
  A: "measured",
  B: "regression on a published architecture",
  C: "regression on a guessed architecture, or on the size in the name",
  D: "a family's, a price's or a class's",
};

const flagTexts: Readonly<Record<Flag, string>> = {
  long_context: "more than 50,000 input tokens: the true value is likely above the central one",
  model_by_size: "the model is not in the tables: the size in its name stands in for it",
  model_by_family: "the model is not in the tables: other models of its family stand in for it",
  model_by_price: "nobody knows the model's size: its list price stands in for it",
  unknown_model: "the model is not in the tables: a class of models stands in for it",
  unsupported: "images, audio and video are outside the method: no figure, which is not a figure of zero",
  region_assumed: "the region is not known: the grid where the provider usually runs stands in for it",
};

type Quantity = readonly [name: string, field: keyof FootprintValues, small: string, large: string];

/** Values are stored in the larger unit; one use is a matter of the smaller one, a thousandth of it. */
const quantities: readonly Quantity[] = [
  ["Electricity, IT", "kwhIt", "Wh", "kWh"],
  ["Electricity, facility", "kwhFacility", "Wh", "kWh"],
  ["CO2e, location-based", "kgco2eLb", "g", "kg"],
  ["CO2e, market-based", "kgco2eMb", "g", "kg"],
  ["CO2e, making the hardware", "kgco2eEmbodied", "g", "kg"],
  ["Water, on site", "waterOnsiteL", "mL", "L"],
  ["Water, at power plants", "waterOffsiteL", "mL", "L"],
];

/** A factor as its source has it, without the noise of binary fractions. */
const factorFigure = (value: number): string =>
  Number(value.toPrecision(5)).toLocaleString("en", { maximumFractionDigits: 12 });

function valueRows(values: FootprintValues): string[][] {
  return quantities.flatMap(([name, field, small, large]) => {
    const band = values[field];
    if (band === undefined) return [];
    const inLarge = band[1] >= 1;
    return [[name, ...band.map((value) => figure(inLarge ? value : value * 1_000)), inLarge ? large : small]];
  });
}

function factorLines({ id, value, unit, year, basis, source, licence }: ExplainedFactor): string[] {
  const [low, central, high]: Band = value;
  const band = low === high ? factorFigure(central) : [low, central, high].map(factorFigure).join(" / ");
  return [
    `${id}: ${band} ${unit}${year === "" ? "" : `, ${year}`}`,
    `  basis    ${basis}`,
    `  source   ${source}`,
    `  licence  ${licence}`,
  ];
}

/** The grid whose factors were used. */
const gridOf = (explanation: readonly ExplainedFactor[]): string =>
  explanation.find(({ id }) => id.startsWith("grid/"))?.id.slice("grid/".length) ?? "unknown";

/** What `ecomind estimate` prints for people. @param footprint with its explanation */
export function estimateTable(
  { tokensIn, tokensCached = 0, tokensOut }: EventFacts,
  { provider, model, region }: ReckonedAs,
  { factorSet, tier, flags, values, explanation = [] }: Footprint,
  options: { readonly explain: boolean },
): string {
  const count = (tokens: number) => tokens.toLocaleString("en");
  const cached = tokensCached === 0 ? "" : ` (${count(tokensCached)} cached)`;
  const lines = [
    `${provider} ${model}, ${region === "" ? `region unknown (grid ${gridOf(explanation)})` : region}`,
    `${count(tokensIn)} tokens in${cached}, ${count(tokensOut)} out`,
    "",
  ];
  if (values !== undefined) lines.push(...align([["", "low", "central", "high", ""], ...valueRows(values)]), "");
  for (const flag of flags) lines.push(`${flag}: ${flagTexts[flag]}`);
  if (tier !== undefined)
    lines.push(`Tier ${tier}: ${tiers[tier]}. Bands are plausible ranges, not confidence intervals.`);
  lines.push(`Factor set ${factorSet}.${options.explain ? "" : " --explain prints its factors and their sources."}`);
  if (options.explain) lines.push("", ...explanation.flatMap(factorLines));
  return lines.join("\n");
}
