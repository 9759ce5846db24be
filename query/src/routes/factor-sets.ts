import { ProblemError } from "@ecomind/platform";
import type { Operation } from "../http/operation.js";
import { problem } from "../http/problems.js";
import type { RequestContext } from "../http/request-context.js";
import { array, nullable, object, text, time } from "../http/schema.js";
import { administrators, readers } from "../identity/roles.js";
import type { Services } from "../services.js";
import { chosenFactorSet, forgetFactorUses } from "../usage/factor-choice.js";
import { invalid } from "../usage/period.js";
import { notWhole, wholeFactorSet } from "../usage/whole-factor-set.js";

const formatted = (column: string) => `formatDateTime(${column}, '%FT%TZ', 'UTC')`;
const setSchema = object({
  factor_set: text,
  hash: text,
  loaded_at: text,
  whole: {
    type: "boolean",
    description: "Its names, sources and licences are kept: /v1/footprint, /v1/estimate and /v1/factors answer by it.",
  },
});
const choiceSchema = object({ factor_set: nullable(text), chosen_at: time, chosen_by: text });

export const factorSets: Operation = {
  id: "listFactorSets",
  method: "get",
  path: "/v1/factor-sets",
  summary: "The factor sets that the store holds, and which one the organisation uses",
  roles: [...readers, "viewer"],
  response: object({
    factor_sets: array(setSchema),
    chosen: { type: "string", description: "What answers are computed with where no set is named." },
    choices: {
      ...array(choiceSchema),
      description: "The organisation's own, the newest first; null: it follows the installation's.",
    },
  }),
  async handle(context, services) {
    const [rows, choices, chosen] = await Promise.all([
      services.select<{ whole: boolean }>(
        context,
        "factor-sets",
        `SELECT s.factor_set AS factor_set, s.hash AS hash, ${formatted("s.loaded_at")} AS loaded_at,
           toBool(s.factor_set IN (SELECT factor_set FROM factor_set_contents)) AS whole
         FROM factor_sets AS s FINAL ORDER BY s.factor_set`,
      ),
      choicesOf(context, services),
      chosenFactorSet(context, services),
    ]);
    return { factor_sets: rows, chosen, choices };
  },
};

function choicesOf(context: RequestContext, services: Services): Promise<object[]> {
  return services.select(
    context,
    "factor-choices",
    `SELECT nullIf(c.factor_set, '') AS factor_set, ${formatted("c.chosen_at")} AS chosen_at, c.chosen_by AS chosen_by
     FROM org_factor_sets AS c WHERE c.org_id = {org:String} ORDER BY c.chosen_at DESC LIMIT 100`,
    { org: context.principal.orgId },
  );
}

async function choose(context: RequestContext, services: Services, factorSet: string) {
  const { orgId, id } = context.principal;
  await services.insert("org_factor_sets", [{ org_id: orgId, factor_set: factorSet, chosen_by: id }]);
  forgetFactorUses(services);
  return { chosen: await chosenFactorSet(context, services), choices: await choicesOf(context, services) };
}

const choiceAnswer = object({ chosen: text, choices: array(choiceSchema) });

export const chooseFactorSet: Operation = {
  id: "chooseFactorSet",
  method: "put",
  path: "/v1/factor-sets/chosen/{factor_set}",
  summary: "From now on the organisation's figures are computed with this set, unless a request names another",
  roles: administrators,
  audited: true,
  parameters: [
    {
      name: "factor_set",
      in: "path",
      description: "One of /v1/factor-sets that is whole.",
      schema: { type: "string", minLength: 1, maxLength: 64 },
      required: true,
    },
  ],
  response: choiceAnswer,
  async handle(context, services) {
    const name = String(context.parameters.factor_set);
    const [known] = await services.select(
      context,
      "factor-set",
      "SELECT 1 AS known FROM factor_sets WHERE factor_set = {name:String} LIMIT 1",
      { name },
    );
    if (known === undefined) throw new ProblemError(problem("not_found", { detail: "There is no such factor set." }));
    if ((await wholeFactorSet(name, context, services)) === undefined) throw invalid("factor_set", notWhole);
    return await choose(context, services, name);
  },
};

export const followFactorSets: Operation = {
  id: "followFactorSets",
  method: "delete",
  path: "/v1/factor-sets/chosen",
  summary: "The organisation has no choice of its own any more, and follows the installation's set",
  roles: administrators,
  audited: true,
  response: choiceAnswer,
  handle: (context, services) => choose(context, services, ""),
};
