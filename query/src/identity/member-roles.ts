import type { Principal, Scope } from "@ecomind/accounts";
import type { ClickHouseClient } from "@ecomind/clickhouse";
import { type Logger, ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import { CachedAnswers } from "../store/cached-answers.js";
import { limits } from "../store/select.js";
import type { ClaimedOwners } from "./claimed-owners.js";
import { storeIsAway } from "./store-is-away.js";

/** What an organisation says of a person: a role; null: none, whatever their identity claims; undefined: nothing. */
export type ListedRole = string | null | undefined;

/** How long what was read holds, in milliseconds: a role that was taken away or changed holds everywhere after that. */
const keptMs = 3_000;
/** A store that takes longer is taken for one that is away: nobody's request must wait for its slow questions. */
const patienceMs = 2_000;
/** Persons that are remembered. */
const most = 10_000;

/**
 * Whom the organisation had erased has no role until somebody lists them anew: the erasure takes their row out of the
 * list, and without this rule it would give them back what had been taken away, by the claims of their identity.
 */
const query = `WITH (SELECT max(requested_at) FROM erasures WHERE org_id = {org:String} AND user_id = {user:String}) AS erased_at
  SELECT count() > 0 AND max(m.updated_at) > erased_at AS listed, any(toString(m.role)) AS role, any(m.active) AS active,
    erased_at > toDateTime64(0, 3, 'UTC') AS erased
  FROM (SELECT * FROM members FINAL WHERE org_id = {org:String} AND user_id = {user:String}) AS m`;

interface Row {
  readonly listed: boolean | number;
  readonly role: string;
  readonly active: boolean;
  readonly erased: boolean | number;
}

/** What an organisation's list of members says, for sessions and bearer tokens alike; asked of the store now and then. */
export class MemberRoles {
  readonly #client: ClickHouseClient;
  readonly #roles: CachedAnswers<ListedRole>;

  constructor(client: ClickHouseClient, logger?: Logger) {
    this.#client = client;
    this.#roles = new CachedAnswers({ keptMs, most, keptInstead: storeIsAway(logger, "members' roles") });
  }

  /**
   * While the store is away, what was known last holds: there is nothing to be seen then.
   * @throws ProblemError identity_unavailable when this was never known
   */
  async roleOf(orgId: string, userId: string): Promise<ListedRole> {
    try {
      return await this.#roles.get(JSON.stringify([orgId, userId]), () => this.#ask(orgId, userId));
    } catch (error) {
      throw new ProblemError(problem("identity_unavailable"), { "retry-after": "5" }, { cause: error });
    }
  }

  async #ask(org: string, user: string): Promise<ListedRole> {
    const result = await this.#client.query({
      query,
      query_params: { org, user },
      format: "JSONEachRow",
      abort_signal: AbortSignal.timeout(patienceMs),
      // Before it is known what is asked.
      clickhouse_settings: { ...limits, log_comment: "ecomind-query who member-role" },
    });
    const [row] = await result.json<Row>();
    if (row?.listed) return row.active ? row.role : null;
    return row?.erased ? null : undefined;
  }
}

/** What a person's role may be used for. */
export const scopesOf = (role: string): ReadonlySet<Scope> =>
  new Set<Scope>(role === "owner" || role === "admin" ? ["read", "admin"] : ["read"]);

/**
 * A person's principal, with the role that the organisation lists in place of those that the identity claims. An owner
 * by claims alone is recorded.
 */
export async function asListed(
  members: Pick<MemberRoles, "roleOf">,
  claimedOwners: Pick<ClaimedOwners, "record">,
  principal: Principal,
): Promise<Principal> {
  const listed = await members.roleOf(principal.orgId, principal.id);
  if (listed === undefined) {
    if (principal.roles.has("owner")) await claimedOwners.record(principal);
    return principal;
  }
  if (listed === null) return { ...principal, scopes: new Set(), roles: new Set() };
  return { ...principal, scopes: scopesOf(listed), roles: new Set([listed]) };
}
