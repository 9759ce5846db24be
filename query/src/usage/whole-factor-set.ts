import type { ClickHouseClient } from "@ecomind/clickhouse";
import { type FactorSet, type FactorSetData, loadFactorSet } from "@ecomind/footprint";
import type { Parameter } from "../http/operation.js";
import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { chosenFactorSet } from "./factor-choice.js";
import { invalid } from "./period.js";

const loaded = new WeakMap<ClickHouseClient, Map<string, FactorSet>>();

/**
 * A factor set with its names, sources and licences, from the store; undefined where the store has only its
 * coefficients or nothing. A set's content never changes under its name, so that it is read once.
 */
export async function wholeFactorSet(
  name: string,
  context: RequestContext,
  services: Services,
): Promise<FactorSet | undefined> {
  if (name === services.factors.version) return services.factors;
  const known = loaded.get(services.client) ?? new Map<string, FactorSet>();
  loaded.set(services.client, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  const [row] = await services.select<{ content: string; hash: string }>(
    context,
    "factor-set-content",
    `SELECT c.content AS content, s.hash AS hash FROM factor_set_contents AS c FINAL
     INNER JOIN factor_sets AS s ON s.factor_set = c.factor_set WHERE c.factor_set = {name:String} LIMIT 1`,
    { name },
  );
  if (row === undefined) return undefined;
  const set = loadFactorSet(JSON.parse(row.content) as FactorSetData, row.hash);
  known.set(name, set);
  return set;
}

/** What is told of a set that a single event or an estimate cannot be computed with. */
export const notWhole = "Expected one of /v1/factor-sets that is whole.";

export const wholeSetParameter: Parameter = {
  name: "factor_set",
  in: "query",
  description: "Factors to compute with, one of /v1/factor-sets that is whole. Default: the organisation's.",
  schema: { type: "string", minLength: 1, maxLength: 64 },
};

/** The set that `factor_set` names, else the organisation's. @throws ProblemError naming the parameter */
export async function namedFactorSet(context: RequestContext, services: Services): Promise<FactorSet> {
  const name = (context.parameters.factor_set as string | undefined) ?? (await chosenFactorSet(context, services));
  const set = await wholeFactorSet(name, context, services);
  if (set === undefined) throw invalid("factor_set", notWhole);
  return set;
}
