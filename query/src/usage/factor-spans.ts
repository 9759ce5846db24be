import type { Parameter } from "../http/operation.js";
import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { chosenFactorSet, factorUsesOf } from "./factor-choice.js";
import { invalid, type Period } from "./period.js";

/** A part of a period, and the factors that its footprints are computed with. */
export interface FactorSpan {
  readonly factorSet: string;
  readonly period: Period;
}

/** Value of `factor_set` that asks for each time's own set: figures as they were reported. */
export const asChosen = "chosen";

export const factorSetParameter: Parameter = {
  name: "factor_set",
  in: "query",
  description: `Factors to compute with, one of /v1/factor-sets; "${asChosen}": for each time the set that was in use then. Default: the organisation's.`,
  schema: { type: "string", minLength: 1, maxLength: 64 },
};

export const factorParameters: readonly Parameter[] = [
  factorSetParameter,
  {
    name: "restate_with",
    in: "query",
    description: "Another of /v1/factor-sets: the same rows, and those of an earlier range, computed with it as well.",
    schema: { type: "string", minLength: 1, maxLength: 64 },
  },
];

/** @throws ProblemError naming the parameter when the store has no such set */
export async function checkedFactorSet(
  context: RequestContext,
  services: Services,
  parameter: "factor_set" | "restate_with",
): Promise<string> {
  const name = context.parameters[parameter] as string | undefined;
  if (name === undefined) return await chosenFactorSet(context, services);
  if (name === services.factors.version) return name;
  const [row] = await services.select(
    context,
    "factor-set",
    "SELECT 1 AS known FROM factor_sets WHERE factor_set = {name:String} LIMIT 1",
    { name },
  );
  if (row === undefined) throw invalid(parameter, "Expected one of /v1/factor-sets.");
  return name;
}

const quarterMs = 900_000;

/** Spans that tile a period, in order; more than one only where each time's own set is asked for. */
export async function factorSpans(context: RequestContext, services: Services, period: Period): Promise<FactorSpan[]> {
  if (context.parameters.factor_set !== asChosen)
    return [{ factorSet: await checkedFactorSet(context, services, "factor_set"), period }];
  const uses = await factorUsesOf(context, services);
  if (uses.length === 0) return [{ factorSet: services.factors.version, period }];
  // Rollups are by the quarter hour: a choice holds from the next one on.
  const spans = uses.map(({ factorSet, fromMs }) => ({ factorSet, fromMs: Math.ceil(fromMs / quarterMs) * quarterMs }));
  const tiles: FactorSpan[] = [];
  spans.forEach(({ factorSet, fromMs }, index) => {
    const from = Math.max(fromMs, period.fromMs);
    const to = Math.min(spans[index + 1]?.fromMs ?? period.toMs, period.toMs);
    const last = tiles.at(-1);
    if (from >= to) return;
    if (last?.factorSet === factorSet) tiles[tiles.length - 1] = { factorSet, period: { ...last.period, toMs: to } };
    else tiles.push({ factorSet, period: { ...period, fromMs: from, toMs: to } });
  });
  return tiles;
}

/** Headers that name the sets of an answer whose body has no place for them. */
export const factorSetHeaders = {
  "x-factor-set": "The factor set that the figures are computed with; of several, each once, in order of time.",
  "x-mixed-factor-sets":
    "true: the figures are of several sets, and a difference may be one of factors, not of use. Else false.",
} as const;

/** @returns values of {@link factorSetHeaders} */
export function namedInHeaders(spans: readonly FactorSpan[]): Record<keyof typeof factorSetHeaders, string> {
  const sets = [...new Set(spans.map(({ factorSet }) => factorSet))];
  return { "x-factor-set": sets.join(", "), "x-mixed-factor-sets": String(sets.length > 1) };
}
