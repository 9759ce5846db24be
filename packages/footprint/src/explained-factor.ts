import type { FactorSet } from "./factor-set.js";
import type { Band, ConstantFactors, GridFactors, HostFactors, ModelFactors, ServingName } from "./factor-set-data.js";
import { methodSources } from "./generated/default-factor-set.js";
import { hostOfRegion } from "./regions.js";
import { rampLength, rampStart, rampWeight } from "./tokens.js";

/** One factor behind a figure. */
export interface ExplainedFactor {
  readonly id: string;
  /** Low, central, high; a single published value stands three times. */
  readonly value: Band;
  readonly unit: string;
  readonly year: string;
  readonly basis: string;
  readonly source: string;
  readonly licence: string;
}

type Texts = Pick<FactorSet, "texts">;

const single = (value: number): Band => [value, value, value];

const reader =
  ({ texts }: Texts) =>
  (place: number | undefined): string =>
    place === undefined ? "" : (texts[place] ?? "");

/** A model's energy: of output, then of input. */
export function energyFactors(set: Texts, model: ModelFactors): [out: ExplainedFactor, input: ExplainedFactor] {
  const text = reader(set);
  const of = (direction: "out" | "in"): ExplainedFactor => ({
    id: `energy/${model.id}/${direction}`,
    value: model[direction],
    unit: "Wh IT per 1,000 tokens",
    year: model.date,
    basis: `${text(model.basis)}, tier ${model.tier}`,
    source: `${text(model.source)}; ${text(model.derivation)}`,
    licence: text(model.licence),
  });
  return [of("out"), of("in")];
}

/** A model's output energy by the upper school; no figure is computed with it. */
export function conservativeFactor(set: Texts, model: ModelFactors): ExplainedFactor {
  const { out, conservativeHigh: high = out[2] } = model;
  const [own] = energyFactors(set, model);
  return {
    ...own,
    id: `energy/${model.id}/conservative`,
    value: single(high),
    // The greater of both: of a model of which the upper school has no more, our own.
    ...(high > out[2] ? { ...methodSources.conservativeHigh, basis: "upper school" } : {}),
  };
}

/** What long answers add; the method's own, the same in every set. */
export const rampFactors: readonly ExplainedFactor[] = [
  {
    id: "ramp",
    value: [0, rampWeight, rampWeight],
    unit: "ratio",
    basis:
      "output counts as tokens_out + value × tokens_out_ramp; tokens_out_ramp = round(tokens_out × min(1, max(0, (tokens_out − ramp-start) / ramp-length)))",
    ...methodSources.ramp,
  },
  { id: "ramp-start", value: single(rampStart), unit: "tokens", basis: "method constant", ...methodSources.ramp },
  { id: "ramp-length", value: single(rampLength), unit: "tokens", basis: "method constant", ...methodSources.ramp },
];

/** Of each of a set's constants: its id and unit. */
const constantNames = {
  cached: ["cached-input", "ratio"],
  embodied: ["embodied", "gCO2e per kWh IT"],
  gridBand: ["grid-band", "ratio"],
  gridUnknownUsa: ["grid-unknown-usa", "gCO2e per kWh"],
  ewifBand: ["ewif-band", "ratio"],
} as const satisfies Record<Exclude<keyof FactorSet["constants"], "serving">, readonly [id: string, unit: string]>;

/** A constant of the method as the set has it. */
export function constantFactor(
  { texts, constants }: Pick<FactorSet, "texts" | "constants">,
  name: keyof typeof constantNames,
): ExplainedFactor {
  const text = reader({ texts });
  const { band, year, source, licence }: ConstantFactors = constants[name];
  const [id, unit] = constantNames[name];
  return { id, value: band, unit, year, basis: "method constant", source: text(source), licence: text(licence) };
}

/** What multiplies the energy of a way of serving. */
export function servingFactor(
  { texts, constants: { serving } }: Pick<FactorSet, "texts" | "constants">,
  name: ServingName,
): ExplainedFactor {
  const text = reader({ texts });
  const { band, year, source, licence } = (serving as NonNullable<typeof serving>)[name];
  const basis = "method constant; multiplies the energy of every token";
  return {
    id: `serving/${name}`,
    value: band,
    unit: "ratio",
    year,
    basis,
    source: text(source),
    licence: text(licence),
  };
}

/** Every constant of the method. */
export const constantFactors = (set: FactorSet): ExplainedFactor[] => [
  ...Object.keys(set.constants.serving ?? {}).map((name) => servingFactor(set, name as ServingName)),
  ...Object.keys(constantNames).map((name) => constantFactor(set, name as keyof typeof constantNames)),
  ...rampFactors,
];

/** PUE and WUE of who runs the machines, and their market-based factor where they publish one. */
export function hostFactors(
  set: Texts,
  host: string,
  factors: HostFactors,
): { readonly pue: ExplainedFactor; readonly wue: ExplainedFactor; readonly marketBased: ExplainedFactor | undefined } {
  const text = reader(set);
  const attribution = { source: text(factors.source), licence: text(factors.licence) };
  const { pue, pueYear, wue, wueYear, wueBasis, marketBased } = factors;
  return {
    pue: { id: `pue/${host}`, value: pue, unit: "ratio", year: pueYear, basis: "provider", ...attribution },
    wue: {
      id: `wue/${host}`,
      value: wue,
      unit: "L per kWh IT",
      year: wueYear,
      basis: text(wueBasis),
      ...attribution,
    },
    marketBased:
      marketBased === undefined
        ? undefined
        : {
            id: `market-based/${host}`,
            value: single(marketBased),
            unit: "gCO2e per kWh",
            year: pueYear,
            basis: "market-based, as the supplier publishes it",
            ...attribution,
          },
  };
}

/** What a grid or a cloud region has of its own, as it is published: without the bounds that a site gives it. */
export function gridFactors(
  set: Pick<FactorSet, "texts" | "hosts">,
  grid: string,
  factors: GridFactors,
): {
  readonly ci: ExplainedFactor;
  readonly ewif: ExplainedFactor;
  readonly pue: ExplainedFactor | undefined;
  readonly wue: ExplainedFactor | undefined;
} {
  const text = reader(set);
  const { pue, wue } = factors;
  // A region's own figures are disclosures of who runs it, as the host's are; a test holds the data to that.
  const host = hostOfRegion(grid) ?? "unknown-cloud";
  const hostRow = set.hosts[host];
  const site = { source: text(factors.siteSource), licence: text(hostRow?.licence) };
  return {
    ci: {
      id: `grid/${grid}`,
      value: single(factors.ci),
      unit: "gCO2e per kWh",
      year: String(factors.year),
      basis: `${text(factors.basis)}${factors.direct === undefined ? "" : `; ${factors.direct} g of generation alone`}`,
      source: text(factors.source),
      licence: text(factors.licence),
    },
    ewif: {
      id: `ewif/${grid}`,
      value: single(factors.ewif),
      unit: "L per kWh",
      year: factors.ewifYear,
      basis: "consumption at power plants",
      source: text(factors.ewifSource),
      licence: text(factors.ewifLicence),
    },
    pue:
      pue === undefined
        ? undefined
        : {
            id: `pue/${grid}`,
            value: single(pue),
            unit: "ratio",
            year: factors.pueYear ?? "",
            basis: `region; bounds of pue/${host}`,
            ...site,
          },
    wue:
      wue === undefined
        ? undefined
        : {
            id: `wue/${grid}`,
            value: single(wue),
            unit: "L per kWh IT",
            year: factors.wueYear ?? "",
            basis: `${text(hostRow?.wueBasis)}; bounds of wue/${host}`,
            ...site,
          },
  };
}

/** Carbon of the grids that an area may be; undefined of a grid that is one. */
export function spreadFactor(
  set: Texts,
  grid: string,
  { ci, spread, year, basis, source, licence }: GridFactors,
): ExplainedFactor | undefined {
  const text = reader(set);
  if (spread === undefined) return undefined;
  return {
    id: `spread/${grid}`,
    value: [Math.min(spread[0], ci), ci, Math.max(spread[1], ci)],
    unit: "gCO2e per kWh",
    year: String(year),
    basis: text(basis),
    source: text(source),
    licence: text(licence),
  };
}

/** Carbon of the grids where a host may run what nobody says the region of; undefined in earlier sets. */
export function guessFactor(
  set: Pick<FactorSet, "texts" | "grids">,
  host: string,
  { guess, grid, source, licence }: HostFactors,
  { ci, year }: Pick<GridFactors, "ci" | "year"> = set.grids[grid] as GridFactors,
): ExplainedFactor | undefined {
  const text = reader(set);
  if (guess === undefined) return undefined;
  return {
    id: `guess/${host}`,
    value: [Math.min(guess[0], ci), ci, Math.max(guess[1], ci)],
    unit: "gCO2e per kWh",
    year: String(year),
    basis: "the lowest and the highest grid that it may be",
    source: text(source),
    licence: text(licence),
  };
}
