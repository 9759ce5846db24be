import type { PolicyState } from "../policy/settings.js";
import type { RulePacks } from "../rules/rule-pack.js";
import { verifyRulePacks } from "../rules/signed-rule-packs.js";

const checkEveryMs = 24 * 3_600_000;

/**
 * Newer rule packs of the organisation, once a day.
 * @returns undefined when it is not time, or there is nothing newer that is signed
 */
export async function newerRulePacks(
  policy: PolicyState,
  inUse: RulePacks,
  checkedMs: number,
  nowMs: number,
): Promise<RulePacks | undefined> {
  if (policy.state !== "present" || nowMs - checkedMs < checkEveryMs) return undefined;
  const { rules_url, rules_public_key } = policy.values;
  if (rules_url === undefined || rules_public_key === undefined || !rules_url.startsWith("https://")) return undefined;
  try {
    const response = await fetch(rules_url, { credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" });
    const packs = await verifyRulePacks(await response.json(), rules_public_key, inUse);
    return packs.version > inUse.version ? packs : undefined;
  } catch (error) {
    console.warn("rule packs of the organisation were not taken:", (error as Error).name);
    return undefined;
  }
}
