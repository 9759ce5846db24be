import { parseArgs } from "node:util";
import {
  canonicalModel,
  canonicalPlace,
  canonicalProvider,
  type EventFacts,
  estimate,
  FootprintInputError,
  loadDefaultFactorSet,
} from "@ecomind/footprint";
import { type Command, CommandUsageError } from "../command.js";
import { estimateJson } from "../estimate-json.js";
import { estimateTable } from "../estimate-table.js";

const help = `Usage: ecomind estimate --provider NAME --model NAME --in N --out N [options]

What one use of a model costs in electricity, CO2e and water: low, central and high. Needs nothing that runs.

  --provider NAME  who sold it: openai, azure-openai, anthropic, amazon, google, vertex-ai, mistral, self-hosted …
  --model NAME     as the provider or the cloud reports it
  --in N           input tokens, cached ones included
  --out N          output tokens, hidden reasoning included
  --cached N       input tokens that were read from a cache [0]
  --region NAME    cloud region, country (ISO 3166), US eGRID subregion, Chinese province or grid zone
                   [where the provider usually runs]
  --cloud NAME     whose region it is, where two clouds have the same name: aws, azure or gcp
  --explain        print every factor with unit, year, basis, source and licence
  --json           print the result and its factors as JSON: kWh, kg CO2e and litres`;

const clouds: readonly string[] = ["aws", "azure", "gcp"];

/** The option behind a field that the method refuses. */
const optionOfField: Readonly<Record<string, string>> = {
  provider: "--provider",
  model: "--model",
  tokens_in: "--in",
  tokens_out: "--out",
  tokens_cached: "--cached",
};

function required(option: string, text: string | undefined): string {
  if (text === undefined || text.trim() === "") throw new CommandUsageError(`${option}: is required`);
  return text;
}

function tokenCount(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new CommandUsageError(`${option}: a whole number of tokens, not ${text}`);
  return Number(text);
}

function tellOption(error: unknown): never {
  if (!(error instanceof FootprintInputError)) throw error;
  const option = optionOfField[error.field] ?? error.field;
  const expected = error.message.slice(`${error.field}: `.length).replace("tokens_in", "--in");
  throw new CommandUsageError(`${option}: ${expected}`);
}

export const estimateCommand: Command = {
  name: "estimate",
  summary: "what one use of a model costs in electricity, CO2e and water",
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        provider: { type: "string" },
        model: { type: "string" },
        in: { type: "string" },
        out: { type: "string" },
        cached: { type: "string", default: "0" },
        region: { type: "string" },
        cloud: { type: "string" },
        explain: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    // Scripts hand over what a table has, and that may be empty.
    const region = values.region?.trim() || undefined;
    const cloud = values.cloud?.trim().toLowerCase() || undefined;
    if (cloud !== undefined && !clouds.includes(cloud))
      throw new CommandUsageError(`--cloud: ${clouds.join(", ")}; not ${values.cloud}`);
    if (cloud !== undefined && region === undefined)
      throw new CommandUsageError("--cloud: tells whose --region it is, and needs one");
    const facts: EventFacts = {
      provider: required("--provider", values.provider),
      model: required("--model", values.model),
      tokensIn: tokenCount("--in", required("--in", values.in)),
      tokensOut: tokenCount("--out", required("--out", values.out)),
      tokensCached: tokenCount("--cached", values.cached),
      ...(region === undefined ? {} : { region }),
      ...(cloud === undefined ? {} : { cloud }),
    };
    const factors = loadDefaultFactorSet();
    try {
      const footprint = estimate(facts, factors, { explain: true });
      const provider = canonicalProvider(facts.provider);
      const reckonedAs = {
        provider,
        model: canonicalModel(factors, provider, facts.model).model,
        region: canonicalPlace(factors, { provider, model: facts.model, region: facts.region, cloud: facts.cloud }),
      };
      io.out(
        values.json
          ? JSON.stringify(estimateJson(reckonedAs, footprint), undefined, 2)
          : estimateTable(facts, reckonedAs, footprint, { explain: values.explain }),
      );
    } catch (error) {
      tellOption(error);
    }
    return 0;
  },
};
