/** Low, central and high value of one factor. */
export type Band = readonly [low: number, central: number, high: number];

/** How good an energy factor is: supplier, measured, regression on a known or a guessed architecture, class proxy. */
export type Tier = "S" | "A" | "B" | "C" | "D";

/**
 * What an energy factor rests on, the best first: the model was measured; its architecture is published or guessed; its size
 * is in its name; its family's other generations; what suppliers charge for it; nothing but a class.
 */
export type Rung = "measured" | "architecture" | "size" | "family" | "price" | "class";

/** Energy of a model, Wh IT per 1,000 tokens. */
export interface ModelFactors {
  readonly id: string;
  readonly provider: string;
  readonly aliases: readonly string[];
  readonly out: Band;
  readonly in: Band;
  readonly tier: Tier;
  /** Absent in sets from before 2026-11.3. */
  readonly rung?: Rung;
  /** Whether long generations cost more per token: not where the factor already comes from them. */
  readonly ramp: boolean;
  /** By the upper school; since 2026-11.7 only where that is more than the high of `out`. */
  readonly conservativeHigh?: number;
  /** Places in `texts`. */
  readonly basis: number;
  readonly date: string;
  readonly source: number;
  readonly derivation: number;
  readonly licence: number;
}

/** A grid zone or a cloud region. */
export interface GridFactors {
  readonly name: string;
  /** Key of a cloud region's country; absent in sets from before 2026-11.4. */
  readonly country?: string;
  /** gCO2e per kWh, location-based. */
  readonly ci: number;
  /** Of earlier years, the oldest first: each from its year on. Absent in sets from before 2026-11.7. */
  readonly older?: readonly (readonly [year: number, ci: number])[];
  /** gCO2e per kWh of generation alone, as it was published, where `ci` is made of that. */
  readonly direct?: number;
  /** gCO2e per kWh of the lowest and the highest grid that it may be, of an area in which the supplier chooses. */
  readonly spread?: readonly [low: number, high: number];
  readonly year: number;
  readonly basis: number;
  readonly source: number;
  readonly licence: number;
  /** Litres consumed at power plants per kWh. */
  readonly ewif: number;
  /** Of the generation mix where it was derived, else of the publication. */
  readonly ewifYear: string;
  readonly ewifSource: number;
  readonly ewifLicence: number;
  /** Of a cloud region, where published. */
  readonly pue?: number;
  readonly pueYear?: string;
  /** Litres per kWh IT. */
  readonly wue?: number;
  readonly wueYear?: string;
  readonly siteSource?: number;
}

/** Who runs the machines. */
export interface HostFactors {
  readonly pue: Band;
  readonly pueYear: string;
  readonly wue: Band;
  readonly wueYear: string;
  readonly wueBasis: number;
  /** Grid where nothing else is known. */
  readonly grid: string;
  /** gCO2e per kWh of the lowest and the highest grid that it may be there; absent in sets from before 2026-11.4. */
  readonly guess?: readonly [low: number, high: number];
  /** gCO2e per kWh, where the supplier publishes it. */
  readonly marketBased?: number;
  readonly source: number;
  readonly licence: number;
}

export interface ConstantFactors {
  readonly band: Band;
  readonly year: string;
  readonly source: number;
  readonly licence: number;
}

/** How a set's names are read, since 2026-11.3. Without it names are read as before. */
export interface NamingData {
  /** Further names of listed models. */
  readonly aliases: readonly (readonly [name: string, model: string])[];
  /** Names that mean one model after the other: each from a day on (ISO 8601). The first also stands for the time before. */
  readonly rolling: readonly (readonly [name: string, since: readonly (readonly [from: string, model: string])[]])[];
  readonly sizeExponents: SizeExponents;
}

/** Exponents of the regression: of the active parameters, and of how many more there are in all. */
export interface SizeExponents {
  readonly active: number;
  readonly sparsity: number;
}

/** Ways of serving that take another energy than the standard one: tiers of service, and machines of one's own. */
export type ServingName = "batch" | "flex" | "priority" | "fast" | "self-hosted";

/** A factor set as it is stored. */
export interface FactorSetData {
  readonly version: string;
  readonly naming?: NamingData;
  readonly models: readonly ModelFactors[];
  readonly grids: Readonly<Record<string, GridFactors>>;
  readonly hosts: Readonly<Record<string, HostFactors>>;
  readonly constants: {
    /** Energy of a cached input token over an input token's. */
    readonly cached: ConstantFactors;
    /** gCO2e per kWh IT. */
    readonly embodied: ConstantFactors;
    /** Relative, where the region is known. */
    readonly gridBand: ConstantFactors;
    /** gCO2e per kWh. */
    readonly gridUnknownUsa: ConstantFactors;
    /** Relative. */
    readonly ewifBand: ConstantFactors;
    /** Energy of a token over that of the standard way of serving, by {@link ServingName}; absent in sets from before 2026-11.7. */
    readonly serving?: Readonly<Record<ServingName, ConstantFactors>>;
  };
  /** Sources, licences and bases, named elsewhere by their place. */
  readonly texts: readonly string[];
}
