import { createHash, createHmac } from "node:crypto";
import {
  analystOrgHeader,
  type ClickHouseClient,
  endAnalystStatements,
  organisationAnalystStatements,
} from "@ecomind/clickhouse";
import { isOrgId } from "@ecomind/contract";
import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import { limits } from "../store/select.js";

/** For whichever request comes first. */
const marked = { clickhouse_settings: { ...limits, log_comment: "ecomind-query sql account" } };

/** How a request to the engine shows that it speaks for an organisation's analysts. */
export interface AnalystAccount {
  readonly username: string;
  readonly password: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The engine's account for an organisation. */
export type AnalystAccounts = (orgId: string) => Promise<AnalystAccount>;

/** The embedded engine's one account, which was made when the engine started: a header names the organisation. */
export function sharedAnalystAccount(username: string, password: string): AnalystAccounts {
  return async (orgId) => {
    // As a header can carry it unchanged; the engine compares it whole.
    if (!isOrgId(orgId))
      throw new ProblemError(problem("sql_refused", { detail: "A header cannot carry the organisation's id." }));
    return { username, password, headers: { [analystOrgHeader]: orgId } };
  };
}

/**
 * On a ClickHouse server: a user for each organisation, made when it first asks. Its password derives from a secret that
 * every process of the service has, so that none has to be kept and all agree.
 */
export function serverAnalystAccounts(client: ClickHouseClient, secret: string, database: string): AnalystAccounts {
  const made = new Map<string, Promise<AnalystAccount>>();
  return (orgId) => {
    let account = made.get(orgId);
    if (account === undefined) {
      account = make(client, secret, orgId, database);
      made.set(orgId, account);
      // The next one asks again.
      account.catch(() => made.delete(orgId));
    }
    return account;
  };
}

async function make(
  client: ClickHouseClient,
  secret: string,
  orgId: string,
  database: string,
): Promise<AnalystAccount> {
  const username = `ecomind_org_${createHash("sha256").update(orgId).digest("hex").slice(0, 24)}`;
  const password = createHmac("sha256", secret).update(`analyst account\n${orgId}`).digest("hex");
  const passwordSha256 = createHash("sha256").update(password).digest("hex");
  for (const query of organisationAnalystStatements(username, { passwordSha256 }, orgId, database))
    await client.command({ query, ...marked });
  return { username, password, headers: {} };
}

/** The accounts of organisations' own tools, where the engine itself lets them in: on a ClickHouse server. */
export interface ToolUsers {
  /** @param validUntil `2026-12-31 00:00:00`, UTC; null: for good */
  make(user: string, passwordSha256: string, orgId: string, validUntil: string | null): Promise<void>;
  /** Harmless to repeat. */
  remove(user: string): Promise<void>;
}

export function serverToolUsers(client: ClickHouseClient, database: string): ToolUsers {
  const run = async (statements: readonly string[]): Promise<void> => {
    for (const query of statements) await client.command({ query, ...marked });
  };
  return {
    make: (user, passwordSha256, orgId, validUntil) =>
      run(
        organisationAnalystStatements(
          user,
          // The server reads whole seconds.
          { passwordSha256, validUntil: validUntil?.slice(0, 19) },
          orgId,
          database,
        ),
      ),
    remove: (user) => run(endAnalystStatements(user, database)),
  };
}
