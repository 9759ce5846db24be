import { usedNames } from "@ecomind/contract";
import {
  conservativeFactor,
  constantFactors,
  type ExplainedFactor,
  energyFactors,
  estimate,
  FootprintInputError,
  gridFactors,
  guessFactor,
  hostFactors,
  spreadFactor,
} from "@ecomind/footprint";
import type { Operation } from "../http/operation.js";
import { invalidBody } from "../http/problems.js";
import { array, count, nullable, object, text } from "../http/schema.js";
import { readers } from "../identity/roles.js";
import { factorAnswer, factorSchema, footprintAnswer, footprintSchemas } from "../reports/footprint-answer.js";
import { chosenFactorSet } from "../usage/factor-choice.js";
import { namedFactorSet, notWhole, wholeFactorSet, wholeSetParameter } from "../usage/whole-factor-set.js";

const everyone = [...readers, "viewer"] as const;

export const estimateOne: Operation = {
  id: "estimate",
  method: "post",
  path: "/v1/estimate",
  summary: "What a use would cost",
  roles: everyone,
  onlyReads: true,
  body: object(
    {
      provider: { ...text, description: "As an event has it, and resolved in the same way; so are model and region." },
      model: text,
      tokens_in: { type: "integer", minimum: 0, maximum: 10_000_000 },
      tokens_cached: { type: "integer", minimum: 0, maximum: 10_000_000 },
      tokens_out: { type: "integer", minimum: 0, maximum: 10_000_000 },
      region: nullable(text),
      cloud: { enum: ["aws", "gcp", "azure"] },
      factor_set: { type: "string", minLength: 1, maxLength: 64 },
    },
    ["tokens_cached", "region", "cloud", "factor_set"],
  ),
  response: object({
    ...footprintSchemas,
    warnings: {
      ...array(object({ reason: text, pointer: text, allowed: text }, ["allowed"])),
      description: "What could not be used and was left out, as at the edge.",
    },
  }),
  async handle(context, services) {
    const input = context.body as Record<string, never>;
    const used = usedNames(input);
    if (used.names === undefined) {
      const { pointer, allowed = "a name" } = used.reject;
      throw invalidBody(pointer, `Expected ${allowed}.`);
    }
    const named = (input.factor_set as string | undefined) ?? (await chosenFactorSet(context, services));
    const factors = await wholeFactorSet(named, context, services);
    if (factors === undefined) throw invalidBody("/factor_set", notWhole);
    try {
      const footprint = estimate(
        {
          ...used.names,
          tokensIn: input.tokens_in as unknown as number,
          tokensOut: input.tokens_out as unknown as number,
          ...(input.tokens_cached === undefined ? {} : { tokensCached: input.tokens_cached }),
          ...(input.cloud === undefined ? {} : { cloud: input.cloud }),
        },
        factors,
        { explain: true },
      );
      return { ...footprintAnswer(footprint), warnings: used.warnings };
    } catch (error) {
      if (error instanceof FootprintInputError) throw invalidBody(`/${error.field}`, error.message);
      throw error;
    }
  },
};

const number = { type: "number" };
const numbers = object({ low: number, central: number, high: number });

export const factorList: Operation = {
  id: "listFactors",
  method: "get",
  path: "/v1/factors",
  summary: "Every factor of models, places, who runs the machines, and the method, with unit, year, source and licence",
  roles: everyone,
  parameters: [wholeSetParameter],
  response: object({
    factor_set: text,
    hash: text,
    models: array(
      object(
        {
          model: text,
          provider: text,
          tier: text,
          unit: { ...text, description: "Of the energy of output and of input." },
          wh_it_per_1k_output: numbers,
          wh_it_per_1k_input: numbers,
          ramp: { type: "boolean", description: "Whether long answers cost more a token: see the constant `ramp`." },
          basis: text,
          date: text,
          source: text,
          derivation: text,
          licence: text,
          conservative_high: {
            ...factorSchema,
            description: "Output by the upper school, for auditors: no figure is computed with it.",
          },
        },
        ["conservative_high"],
      ),
    ),
    grids: array(
      object(
        {
          grid: text,
          name: text,
          gco2e_per_kwh: number,
          unit: { ...text, description: "Of `gco2e_per_kwh`, as are year, basis, source and licence." },
          year: count,
          basis: text,
          source: text,
          licence: text,
          ewif_l_per_kwh: number,
          ewif: { ...factorSchema, description: "Water at power plants: `ewif_l_per_kwh` with a source of its own." },
          pue: { ...factorSchema, description: "The cloud region's own, where it is published; else its host's." },
          wue: { ...factorSchema, description: "As pue." },
          direct_gco2e_per_kwh: {
            ...number,
            description: "Of generation alone, as it was published, where `gco2e_per_kwh` is made of that.",
          },
          older: {
            ...array(object({ year: count, gco2e_per_kwh: number })),
            description: "What events of earlier years have, the oldest first: each from its year on.",
          },
          spread: {
            ...factorSchema,
            description: "Of an area in which the supplier chooses: the grids that it may be.",
          },
        },
        ["pue", "wue", "direct_gco2e_per_kwh", "older", "spread"],
      ),
    ),
    hosts: array(
      object(
        {
          host: text,
          usual_grid: { ...text, description: "Stands for a place that is not known." },
          pue: factorSchema,
          wue: factorSchema,
          market_based: { ...factorSchema, description: "Where the supplier publishes one." },
          guess: { ...factorSchema, description: "Carbon of the grids that it may be where the place is not known." },
        },
        ["market_based", "guess"],
      ),
    ),
    constants: array(factorSchema),
  }),
  async handle(context, services) {
    const set = await namedFactorSet(context, services);
    const { texts, version, hash } = set;
    const told = <Name extends string>(name: Name, factor: ExplainedFactor | undefined) =>
      factor === undefined ? {} : ({ [name]: factorAnswer(factor) } as Record<Name, ReturnType<typeof factorAnswer>>);
    return {
      factor_set: version,
      hash,
      models: set.models.map((model) => {
        const [output, input] = energyFactors(set, model).map(factorAnswer);
        return {
          model: model.id,
          provider: model.provider,
          tier: model.tier,
          unit: output?.unit,
          wh_it_per_1k_output: output?.value,
          wh_it_per_1k_input: input?.value,
          ramp: model.ramp,
          basis: texts[model.basis] ?? "",
          date: model.date,
          source: texts[model.source] ?? "",
          derivation: texts[model.derivation] ?? "",
          licence: texts[model.licence] ?? "",
          ...told("conservative_high", conservativeFactor(set, model)),
        };
      }),
      grids: Object.entries(set.grids).map(([grid, row]) => {
        const { ci, ewif, pue, wue } = gridFactors(set, grid, row);
        const { unit, basis, source, licence } = ci;
        return {
          grid,
          name: row.name,
          gco2e_per_kwh: row.ci,
          unit,
          year: row.year,
          basis,
          source,
          licence,
          ewif_l_per_kwh: row.ewif,
          ewif: factorAnswer(ewif),
          ...(row.direct === undefined ? {} : { direct_gco2e_per_kwh: row.direct }),
          ...(row.older && { older: row.older.map(([year, value]) => ({ year, gco2e_per_kwh: value })) }),
          ...told("pue", pue),
          ...told("wue", wue),
          ...told("spread", spreadFactor(set, grid, row)),
        };
      }),
      hosts: Object.entries(set.hosts).map(([host, row]) => {
        const { pue, wue, marketBased } = hostFactors(set, host, row);
        return {
          host,
          usual_grid: row.grid,
          pue: factorAnswer(pue),
          wue: factorAnswer(wue),
          ...told("market_based", marketBased),
          ...told("guess", guessFactor(set, host, row)),
        };
      }),
      constants: constantFactors(set).map(factorAnswer),
    };
  },
};
