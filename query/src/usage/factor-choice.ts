import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { OrganisationRows } from "../store/organisation-rows.js";

/** A factor set and since when it is in use; of the first one, since ever. */
export interface FactorUse {
  readonly factorSet: string;
  readonly fromMs: number;
}

interface Choice {
  /** "": of the installation, for every organisation that has chosen none. */
  readonly org_id: string;
  /** "": the organisation follows the installation again. */
  readonly factor_set: string;
  readonly chosen_ms: number | string;
}

/** What an organisation has used when, from its own choices and the installation's; in order, none twice in a row. */
export function factorUses(choices: readonly Choice[]): FactorUse[] {
  const uses: FactorUse[] = [];
  let installed = "";
  let own = "";
  for (const { org_id, factor_set, chosen_ms } of [...choices].sort(
    (a, b) => Number(a.chosen_ms) - Number(b.chosen_ms),
  )) {
    if (org_id === "") installed = factor_set;
    else own = factor_set;
    const factorSet = own || installed;
    if (factorSet !== "" && factorSet !== uses.at(-1)?.factorSet)
      uses.push({ factorSet, fromMs: uses.length === 0 ? Number.NEGATIVE_INFINITY : Number(chosen_ms) });
  }
  return uses;
}

const choices = new OrganisationRows<Choice>(
  "factor-choices",
  `SELECT '' AS org_id, factor_set, toUnixTimestamp64Milli(chosen_at) AS chosen_ms FROM factor_set_choice
   UNION ALL
   SELECT toString(o.org_id) AS org_id, o.factor_set AS factor_set, toUnixTimestamp64Milli(o.chosen_at) AS chosen_ms
   FROM org_factor_sets AS o WHERE o.org_id = {org:String}`,
);

/** After a choice: the next question looks at the store. */
export const forgetFactorUses = (services: Services): void => choices.forget(services);

/** The factor sets that the caller's organisation has used, the last of them being its present one. */
export async function factorUsesOf(context: RequestContext, services: Services): Promise<readonly FactorUse[]> {
  return factorUses(await choices.rows(context, services));
}

/** The set that the organisation's figures are computed with where none is named. */
export async function chosenFactorSet(context: RequestContext, services: Services): Promise<string> {
  return (await factorUsesOf(context, services)).at(-1)?.factorSet ?? services.factors.version;
}
