import { estimate, FootprintInputError } from "@ecomind/footprint";
import { ProblemError } from "@ecomind/platform";
import { chosenFactorSet } from "../factor-choice.js";
import { array, count, type Operation, object, readers, text } from "../operation.js";
import { problem } from "../problems.js";
import { notWhole, wholeFactorSet } from "../whole-factor-set.js";
import { footprintAnswer, footprintSchemas, namedFactorSet, wholeSetParameter } from "./events.js";

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
      provider: { type: "string", minLength: 1, maxLength: 64 },
      model: { type: "string", minLength: 1, maxLength: 128 },
      tokens_in: { type: "integer", minimum: 0, maximum: 10_000_000 },
      tokens_cached: { type: "integer", minimum: 0, maximum: 10_000_000 },
      tokens_out: { type: "integer", minimum: 0, maximum: 10_000_000 },
      region: { type: "string", maxLength: 64 },
      cloud: { enum: ["aws", "gcp", "azure"] },
      factor_set: { type: "string", minLength: 1, maxLength: 64 },
    },
    ["tokens_cached", "region", "cloud", "factor_set"],
  ),
  response: object(footprintSchemas),
  async handle(context, services) {
    const input = context.body as Record<string, never>;
    const named = (input.factor_set as string | undefined) ?? (await chosenFactorSet(context, services));
    const factors = await wholeFactorSet(named, context, services);
    if (factors === undefined)
      throw new ProblemError(problem("invalid_body", { pointer: "/factor_set", detail: notWhole }));
    try {
      return footprintAnswer(
        estimate(
          {
            provider: input.provider as unknown as string,
            model: input.model as unknown as string,
            tokensIn: input.tokens_in as unknown as number,
            tokensOut: input.tokens_out as unknown as number,
            ...(input.tokens_cached === undefined ? {} : { tokensCached: input.tokens_cached }),
            ...(input.region === undefined ? {} : { region: input.region }),
            ...(input.cloud === undefined ? {} : { cloud: input.cloud }),
          },
          factors,
          { explain: true },
        ),
      );
    } catch (error) {
      if (error instanceof FootprintInputError)
        throw new ProblemError(problem("invalid_body", { pointer: `/${error.field}`, detail: error.message }));
      throw error;
    }
  },
};

export const factorList: Operation = {
  id: "listFactors",
  method: "get",
  path: "/v1/factors",
  summary: "The energy factors of every model, with their sources",
  roles: everyone,
  parameters: [wholeSetParameter],
  response: object({
    factor_set: text,
    hash: text,
    models: array(
      object({
        model: text,
        provider: text,
        tier: text,
        wh_it_per_1k_output: object({ low: { type: "number" }, central: { type: "number" }, high: { type: "number" } }),
        wh_it_per_1k_input: object({ low: { type: "number" }, central: { type: "number" }, high: { type: "number" } }),
        date: text,
        source: text,
        licence: text,
      }),
    ),
    grids: array(
      object({
        grid: text,
        name: text,
        gco2e_per_kwh: { type: "number" },
        year: count,
        ewif_l_per_kwh: { type: "number" },
        source: text,
        licence: text,
      }),
    ),
  }),
  async handle(context, services) {
    const { texts, models, grids, version, hash } = await namedFactorSet(context, services);
    const band = ([low, central, high]: readonly [number, number, number]) => ({ low, central, high });
    return {
      factor_set: version,
      hash,
      models: models.map((model) => ({
        model: model.id,
        provider: model.provider,
        tier: model.tier,
        wh_it_per_1k_output: band(model.out),
        wh_it_per_1k_input: band(model.in),
        date: model.date,
        source: texts[model.source] ?? "",
        licence: texts[model.licence] ?? "",
      })),
      grids: Object.entries(grids).map(([grid, { name, ci, year, ewif, source, licence }]) => ({
        grid,
        name,
        gco2e_per_kwh: ci,
        year,
        ewif_l_per_kwh: ewif,
        source: texts[source] ?? "",
        licence: texts[licence] ?? "",
      })),
    };
  },
};
