import { createHash, createHmac } from "node:crypto";
import {
  analystNameFor,
  analystOrgHeader,
  type ClickHouseClient,
  endAnalystStatements,
  organisationAnalystStatements,
  parserAccountStatements,
  parserPassword,
  parserUser,
  publishStatements,
} from "@ecomind/clickhouse";
import { isOrgId } from "@ecomind/contract";
import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import { limits } from "../store/select.js";

/** For whichever request comes first. */
const marked = { clickhouse_settings: { ...limits, log_comment: "ecomind-query sql account" } };

/** Of the embedded engine, which shares a machine with everything else. */
const embeddedPlaces = 8;
/** Of a ClickHouse server. */
const serverPlaces = 32;

/** How a request to the engine shows that it speaks for an organisation's analysts. */
export interface AnalystAccount {
  readonly username: string;
  readonly password: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The engine's accounts for SQL of analysts. */
export interface AnalystAccounts {
  /** Statements that a process of the service has computed at once, of all organisations. */
  readonly places: number;
  /** Under which an organisation's statements run: what it may name differs with its minimum group size. */
  of(orgId: string, minimumGroupSize: number): Promise<AnalystAccount>;
  /** Under which statements of all organisations are read: it may see nothing. */
  parser(): Promise<AnalystAccount>;
}

async function runAll(client: ClickHouseClient, statements: readonly string[]): Promise<void> {
  for (const query of statements) await client.command({ query, ...marked });
}

/**
 * The embedded engine's accounts, which were made when the engine started: one for all organisations without a minimum
 * group size, one for those with one, of which a header names the one that asks, and one that reads.
 */
export function sharedAnalystAccount(username: string, password: string): AnalystAccounts {
  const parser = { username: parserUser, password: parserPassword(password), headers: {} };
  return {
    places: embeddedPlaces,
    of: async (orgId, minimumGroupSize) => {
      // As a header can carry it unchanged; the engine compares it whole.
      if (!isOrgId(orgId))
        throw new ProblemError(problem("sql_refused", { detail: "A header cannot carry the organisation's id." }));
      return {
        username: analystNameFor(username, minimumGroupSize),
        password,
        headers: { [analystOrgHeader]: orgId },
      };
    },
    parser: async () => parser,
  };
}

/**
 * On a ClickHouse server: a user for each organisation, made when it first asks, another one where it has a minimum group
 * size (two processes that learn of new settings one after the other never share one), and one that reads. Their passwords
 * derive from a secret that every process of the service has, so that none has to be kept and all agree.
 */
export function serverAnalystAccounts(client: ClickHouseClient, secret: string, database: string): AnalystAccounts {
  const made = new Map<string, Promise<AnalystAccount>>();
  const once = (key: string, make: () => Promise<AnalystAccount>): Promise<AnalystAccount> => {
    let account = made.get(key);
    if (account === undefined) {
      account = make();
      made.set(key, account);
      // The next one asks again.
      account.catch(() => made.delete(key));
    }
    return account;
  };
  return {
    places: serverPlaces,
    of: (orgId, minimumGroupSize) => {
      const username = analystNameFor(
        `ecomind_org_${createHash("sha256").update(orgId).digest("hex").slice(0, 24)}`,
        minimumGroupSize,
      );
      return once(username, () => make(client, secret, { username, orgId, minimumGroupSize, database }));
    },
    parser: () => once("parser", () => makeParser(client, secret)),
  };
}

async function makeParser(client: ClickHouseClient, secret: string): Promise<AnalystAccount> {
  const password = parserPassword(secret);
  await runAll(client, parserAccountStatements(createHash("sha256").update(password).digest("hex")));
  return { username: parserUser, password, headers: {} };
}

async function make(
  client: ClickHouseClient,
  secret: string,
  {
    username,
    orgId,
    minimumGroupSize,
    database,
  }: {
    readonly username: string;
    readonly orgId: string;
    readonly minimumGroupSize: number;
    readonly database: string;
  },
): Promise<AnalystAccount> {
  const password = createHmac("sha256", secret).update(`analyst account\n${orgId}`).digest("hex");
  const passwordSha256 = createHash("sha256").update(password).digest("hex");
  await runAll(client, organisationAnalystStatements(username, { passwordSha256 }, orgId, minimumGroupSize, database));
  return { username, password, headers: {} };
}

export interface ToolUser {
  readonly user: string;
  readonly passwordSha256: string;
  readonly orgId: string;
  readonly minimumGroupSize: number;
  /** `2026-12-31 00:00:00`, UTC; null: for good. */
  readonly validUntil: string | null;
}

/** The accounts of organisations' own tools, where the engine itself lets them in: on a ClickHouse server. */
export interface ToolUsers {
  make(user: ToolUser): Promise<void>;
  /** After new settings of its organisation: gives it what is published then, and takes the rest. Harmless to repeat. */
  publish(user: string, minimumGroupSize: number): Promise<void>;
  /** Harmless to repeat. */
  remove(user: string): Promise<void>;
}

export function serverToolUsers(client: ClickHouseClient, database: string): ToolUsers {
  const run = (statements: readonly string[]): Promise<void> => runAll(client, statements);
  return {
    make: ({ user, passwordSha256, orgId, minimumGroupSize, validUntil }) =>
      run(
        organisationAnalystStatements(
          user,
          // The server reads whole seconds.
          { passwordSha256, validUntil: validUntil?.slice(0, 19) },
          orgId,
          minimumGroupSize,
          database,
        ),
      ),
    publish: (user, minimumGroupSize) => run(publishStatements(user, minimumGroupSize, database)),
    remove: (user) => run(endAnalystStatements(user, database)),
  };
}
