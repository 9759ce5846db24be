import { createStoreClient } from "@ecomind/clickhouse";
import { loadConfig, settings } from "@ecomind/platform";
import { CommandUsageError } from "./command.js";
import { credentialsFile, readCredentials } from "./credentials.js";

/** An account of the store. */
export interface StoreAccount {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

/** Options of commands that go to the store itself. */
export const storeConnectionOptions = { data: { type: "string" } } as const;

export const storeConnectionHelp = `  --data DIR      the store of this data folder, by its credentials.env [./data, unless CLICKHOUSE_URL is set]
                  else CLICKHOUSE_URL, CLICKHOUSE_USER [default], CLICKHOUSE_PASSWORD (or _FILE) and
                  CLICKHOUSE_DATABASE [ecomind] name it, as for the services`;

type Environment = Readonly<Record<string, string | undefined>>;

/** The store's account from the environment, as the services take it. @throws ConfigError */
export function storeOfEnvironment(env: Environment): StoreAccount {
  const config = loadConfig(
    {
      CLICKHOUSE_URL: settings.url(),
      CLICKHOUSE_USER: settings.text({ default: "default" }),
      CLICKHOUSE_PASSWORD: settings.secret({ default: "" }),
      CLICKHOUSE_DATABASE: settings.text({ default: "ecomind" }),
    },
    env,
  );
  return {
    url: config.CLICKHOUSE_URL,
    username: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    database: config.CLICKHOUSE_DATABASE,
  };
}

/** @throws CommandUsageError when no store is named; ConfigError */
export function storeConnection(
  options: { readonly data?: string | undefined },
  env: Environment = process.env,
): StoreAccount {
  if (options.data === undefined && env.CLICKHOUSE_URL) return storeOfEnvironment(env);
  const folder = options.data ?? "data";
  const { CLICKHOUSE_URL, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD } = readCredentials(folder) ?? {};
  if (CLICKHOUSE_URL === undefined || CLICKHOUSE_USER === undefined || CLICKHOUSE_PASSWORD === undefined)
    throw new CommandUsageError(
      `no store is known: ${credentialsFile(folder)} is not there; give --data, or set CLICKHOUSE_URL`,
    );
  return { url: CLICKHOUSE_URL, username: CLICKHOUSE_USER, password: CLICKHOUSE_PASSWORD, database: "ecomind" };
}

/** Makes the store's database where it is missing. */
export async function ensureDatabase(account: StoreAccount, cluster?: string): Promise<void> {
  if (!/^[A-Za-z_]\w{0,63}$/.test(account.database))
    throw new CommandUsageError("CLICKHOUSE_DATABASE: letters, digits and underscores");
  const on = cluster === undefined ? "" : ` ON CLUSTER '${cluster}'`;
  const bare = createStoreClient({ ...account, database: "default", application: "ecomind" });
  try {
    await bare.command({ query: `CREATE DATABASE IF NOT EXISTS \`${account.database}\`${on}` });
  } finally {
    await bare.close();
  }
}
