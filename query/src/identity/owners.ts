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

/** Without the rows of persons whose erasure was asked for since: those say nothing any more. */
const query = `SELECT m.user_id AS user_id, toString(m.role) AS role, m.team AS team, m.active AS active
  FROM (SELECT * FROM members FINAL WHERE org_id = {org:String}) AS m
  LEFT JOIN (SELECT user_id, max(requested_at) AS erased_at FROM erasures WHERE org_id = {org:String} GROUP BY user_id) AS e ON e.user_id = m.user_id
  WHERE m.updated_at > e.erased_at AND (m.user_id = {user:String} OR (m.role = 'owner' AND m.active))
  LIMIT 10000`;

const isOwner = (member: Member | undefined): boolean => member?.active === true && member.role === "owner";

async function look(context: RequestContext, services: Services, userId: string) {
  const rows = await services.select<Member>(context, "owners", query, { org: context.principal.orgId, user: userId });
  return {
    member: rows.find((row) => row.user_id === userId),
    hasOthers: rows.some((row) => row.user_id !== userId && isOwner(row)),
  };
}

const lastOwner = () => new ProblemError(problem("last_owner", { detail: "Make somebody else an owner before." }));

/**
 * Only an owner gives the role owner or takes it, and the list never loses its last one. Where it has none yet, a key with
 * the scope admin gives it: whoever set the organisation up has nothing else.
 * @param role what the person is to have; undefined: none
 * @returns what the list says of the person now @throws ProblemError role_missing, last_owner
 */
export async function guardOwners(
  context: RequestContext,
  services: Services,
  userId: string,
  role: string | undefined,
): Promise<Member | undefined> {
  const { member, hasOthers } = await look(context, services, userId);
  const [was, becomes] = [isOwner(member), role === "owner"];
  if (was === becomes) return member;
  const isFirst = becomes && !hasOthers && context.principal.kind === "api-key";
  if (context.role !== "owner" && !isFirst)
    throw new ProblemError(problem("role_missing", { detail: "Only an owner gives the role owner, or takes it." }));
  if (was && !hasOthers) throw lastOwner();
  return member;
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
  if (!isOwner(before) || isOwner(member) || (await look(context, services, member.user_id)).hasOthers) return;
  await services.insert("members", [{ org_id: orgId, ...before }]);
  throw lastOwner();
}
