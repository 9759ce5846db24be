import type { ClickHouseClient } from "@ecomind/clickhouse";
import type { RequestContext, Services } from "./operation.js";

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

/** How long an answer of the store holds: a choice in another process counts here after that. */
const keptMs = 2_000;

/** Choices of all organisations: few rows, and one question for all who ask at the time. */
interface Kept {
  readonly atMs: number;
  readonly choices: Promise<readonly Choice[]>;
}
const kept = new WeakMap<ClickHouseClient, Kept>();

/** After a choice: the next question looks at the store. */
export function forgetFactorUses({ client }: Services): void {
  kept.delete(client);
}

async function choicesOf(context: RequestContext, services: Services): Promise<readonly Choice[]> {
  const { client } = services;
  const last = kept.get(client);
  if (last !== undefined && context.nowMs - last.atMs < keptMs) {
    const shared = await last.choices.catch(() => undefined);
    // Whose question it was may have hung up, which ended it.
    if (shared !== undefined) return shared;
  }
  const choices = services.select<Choice>(
    context,
    "factor-choices",
    `SELECT '' AS org_id, factor_set, toUnixTimestamp64Milli(chosen_at) AS chosen_ms FROM factor_set_choice
     UNION ALL
     SELECT toString(o.org_id) AS org_id, o.factor_set AS factor_set, toUnixTimestamp64Milli(o.chosen_at) AS chosen_ms
     FROM org_factor_sets AS o`,
    {},
  );
  const asked: Kept = { atMs: context.nowMs, choices };
  kept.set(client, asked);
  choices.catch(() => {
    if (kept.get(client) === asked) kept.delete(client);
  });
  return await choices;
}

/** The factor sets that the caller's organisation has used, the last of them being its present one. */
export async function factorUsesOf(context: RequestContext, services: Services): Promise<readonly FactorUse[]> {
  const { orgId } = context.principal;
  const choices = await choicesOf(context, services);
  return factorUses(choices.filter(({ org_id }) => org_id === "" || org_id === orgId));
}

/** The set that the organisation's figures are computed with where none is named. */
export async function chosenFactorSet(context: RequestContext, services: Services): Promise<string> {
  return (await factorUsesOf(context, services)).at(-1)?.factorSet ?? services.factors.version;
}
