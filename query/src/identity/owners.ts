import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";

export interface Member {
  readonly user_id: string;
  readonly role: string;
  readonly team: string;
  readonly active: boolean;
}

/** A member of the list, or an owner whom only the identity provider names. */
interface Known extends Member {
  readonly listed: boolean | number;
}

/** Owners by the provider's claims alone: a row of the list says more, and an erasure ends them. */
export const claimedOwnersQuery = `SELECT user_id FROM claimed_owners FINAL
  WHERE org_id = {org:String}
    AND user_id NOT IN (SELECT user_id FROM members WHERE org_id = {org:String})
    AND user_id NOT IN (SELECT user_id FROM erasures WHERE org_id = {org:String})
  ORDER BY user_id LIMIT 10000`;

/**
 * The person who is asked about, and all owners. Rows of persons whose erasure was requested later say nothing any more,
 * and neither do an erased person's claims.
 */
const query = `SELECT m.user_id AS user_id, toString(m.role) AS role, m.team AS team, m.active AS active, true AS listed
  FROM (SELECT * FROM members FINAL WHERE org_id = {org:String}) AS m
  LEFT JOIN (SELECT user_id, max(requested_at) AS erased_at FROM erasures WHERE org_id = {org:String} GROUP BY user_id) AS e ON e.user_id = m.user_id
  WHERE m.updated_at > e.erased_at AND (m.user_id = {user:String} OR (m.role = 'owner' AND m.active))
  LIMIT 10000
  UNION ALL
  SELECT user_id, 'owner' AS role, '' AS team, true AS active, false AS listed FROM (${claimedOwnersQuery})`;

const isOwner = (member: Member | undefined): boolean => member?.active === true && member.role === "owner";

async function look(context: RequestContext, services: Services, userId: string) {
  const rows = await services.select<Known>(context, "owners", query, { org: context.principal.orgId, user: userId });
  const others = rows.filter((row) => row.user_id !== userId && isOwner(row));
  return {
    person: rows.find((row) => row.user_id === userId),
    hasOthers: others.length > 0,
    hasOthersListed: others.some(({ listed }) => listed),
  };
}

/** Whether a command made the caller's key: `ecomind start`, `ecomind keys first`. */
async function hasBootstrapKey(context: RequestContext, services: Services): Promise<boolean> {
  const { principal } = context;
  if (principal.kind !== "api-key") return false;
  const [key] = await services.select<{ created_by_kind: string }>(
    context,
    "bootstrap-key",
    "SELECT toString(created_by_kind) AS created_by_kind FROM api_keys_now WHERE org_id = {org:String} AND key_id = {key:String}",
    { org: principal.orgId, key: principal.id },
  );
  return key?.created_by_kind === "command";
}

const lastOwner = () => new ProblemError(problem("last_owner", { detail: "Make somebody else an owner before." }));

/**
 * Only an owner gives the role owner or takes it, and the organisation never loses its last one. Owners are those of the
 * list and those whom the identity provider named. While there are none, the bootstrap key gives the role: an
 * administrator can make keys with the scope admin, and must not become owner by one.
 * @param role what the person is to have; undefined: none
 * @returns what the list says of the person now @throws ProblemError role_missing, last_owner
 */
export async function guardOwners(
  context: RequestContext,
  services: Services,
  userId: string,
  role: string | undefined,
): Promise<Member | undefined> {
  const { person, hasOthers, hasOthersListed } = await look(context, services, userId);
  const before = person?.listed ? person : undefined;
  const [was, becomes] = [isOwner(person), role === "owner"];
  // To list an owner whom the provider names is to give the role: it then outlives the claim.
  if (becomes ? isOwner(before) : !was) return before;
  const isFirst = becomes && !hasOthers && (await hasBootstrapKey(context, services));
  if (context.role !== "owner" && !isFirst)
    throw new ProblemError(problem("role_missing", { detail: "Only an owner gives the role owner, or takes it." }));
  if (!becomes && !(before === undefined ? hasOthers : hasOthersListed)) throw lastOwner();
  return before;
}

/**
 * Writes a member's row. Two owners that take each other's role at once would leave nobody: who finds that none is left
 * puts back what they took.
 * @param before what `guardOwners` said @throws ProblemError last_owner
 */
export async function putRow(
  context: RequestContext,
  services: Services,
  member: Member,
  before: Member | undefined,
): Promise<void> {
  const { orgId } = context.principal;
  await services.insert("members", [{ org_id: orgId, ...member }]);
  if (!isOwner(before) || isOwner(member) || (await look(context, services, member.user_id)).hasOthersListed) return;
  const { user_id, role, team, active } = before as Member;
  await services.insert("members", [{ org_id: orgId, user_id, role, team, active }]);
  throw lastOwner();
}
