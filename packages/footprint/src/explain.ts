import type { Band, ConstantFactors, FactorSet, ModelFactors } from "./factor-set.js";
import type { Site } from "./site.js";

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

export type Explanation = readonly ExplainedFactor[];

const single = (value: number): Band => [value, value, value];

/** Every factor that a footprint of this model at this site uses. */
export function explain({ texts, constants }: FactorSet, model: ModelFactors | undefined, site: Site): Explanation {
  const text = (place: number | undefined): string => (place === undefined ? "" : (texts[place] ?? ""));
  const constant = (id: string, { band, year, source, licence }: ConstantFactors, unit: string): ExplainedFactor => ({
    id,
    value: band,
    unit,
    year,
    basis: "method constant",
    source: text(source),
    licence: text(licence),
  });
  const { gridFactors: grid, hostFactors: host } = site;
  const energy: ExplainedFactor[] =
    model === undefined
      ? []
      : (["out", "in"] as const).map((direction) => ({
          id: `energy/${model.id}/${direction}`,
          value: model[direction],
          unit: "Wh IT per 1,000 tokens",
          year: model.date,
          basis: `${text(model.basis)}, tier ${model.tier}`,
          source: `${text(model.source)}; ${text(model.derivation)}`,
          licence: text(model.licence),
        }));
  const ownPue = grid.pue !== undefined;
  const ownWue = grid.wue !== undefined;
  return [
    ...energy,
    constant("cached-input", constants.cached, "ratio"),
    {
      id: `pue/${ownPue ? site.grid : site.host}`,
      value: site.pue.band,
      unit: "ratio",
      year: ownPue ? (grid.pueYear ?? "") : host.pueYear,
      basis: ownPue ? "region; bounds of its host" : "provider",
      source: ownPue ? text(grid.siteSource) : text(host.source),
      licence: text(host.licence),
    },
    {
      id: `wue/${ownWue ? site.grid : site.host}`,
      value: site.wue.band,
      unit: "L per kWh IT",
      year: ownWue ? (grid.wueYear ?? "") : host.wueYear,
      basis: text(host.wueBasis),
      source: ownWue ? text(grid.siteSource) : text(host.source),
      licence: text(host.licence),
    },
    {
      id: `grid/${site.grid}`,
      value: site.ci.band,
      unit: "gCO2e per kWh",
      year: String(grid.year),
      basis: text(grid.basis),
      source: text(grid.source),
      licence: text(grid.licence),
    },
    ...(site.marketBased === undefined
      ? []
      : [
          {
            id: `market-based/${site.host}`,
            value: single(site.marketBased),
            unit: "gCO2e per kWh",
            year: host.pueYear,
            basis: "market-based, as the supplier publishes it",
            source: text(host.source),
            licence: text(host.licence),
          },
        ]),
    {
      id: `ewif/${site.grid}`,
      value: site.ewif.band,
      unit: "L per kWh",
      year: grid.ewifYear,
      basis: "consumption at power plants",
      source: text(grid.ewifSource),
      licence: text(grid.ewifLicence),
    },
    constant("embodied", constants.embodied, "gCO2e per kWh IT"),
  ];
}
