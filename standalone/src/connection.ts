import { CommandUsageError } from "./command.js";
import { type Credentials, credentialsFile, readCredentials } from "./credentials.js";

/** The options of every command that talks to a running system. */
export const connectionOptions = {
  data: { type: "string" },
  url: { type: "string" },
  key: { type: "string" },
} as const;

export const connectionHelp = `  --data DIR   folder of the running system, whose credentials.env is used [./data]
  --url URL    the edge [ECOMIND_URL, else from the folder]
  --key KEY    an API key with the scope ingest [ECOMIND_API_KEY, else from the folder]`;

/** The same for commands that talk to the query service. */
export const apiConnectionHelp = `  --data DIR   folder of the running system, whose credentials.env is used [./data]
  --url URL    the query service [ECOMIND_QUERY_URL, else from the folder]
  --key KEY    an API key with the scope admin [ECOMIND_API_KEY, else from the folder]`;

interface ConnectionValues {
  readonly data?: string | undefined;
  readonly url?: string | undefined;
  readonly key?: string | undefined;
}
type Environment = Readonly<Record<string, string | undefined>>;

/** Options first, then the environment, then the folder's credentials. @throws CommandUsageError when none has it */
function connection(
  address: "ECOMIND_URL" | "ECOMIND_QUERY_URL",
  options: ConnectionValues,
  env: Environment,
): { url: string; apiKey: string } {
  const folder = options.data ?? "data";
  const kept: Partial<Credentials> = options.data === undefined && env[address] ? {} : (readCredentials(folder) ?? {});
  const fromEnv = options.data === undefined ? env : {};
  const url = options.url ?? fromEnv[address] ?? kept[address];
  const apiKey = options.key ?? fromEnv.ECOMIND_API_KEY ?? kept.ECOMIND_API_KEY;
  if (url === undefined || apiKey === undefined)
    throw new CommandUsageError(
      `no running system is known: ${credentialsFile(folder)} is not there; give --data, or --url and --key`,
    );
  return { url, apiKey };
}

/** Where the edge is, and the key for it. @throws CommandUsageError */
export const edgeConnection = (options: ConnectionValues, env: Environment = process.env) =>
  connection("ECOMIND_URL", options, env);

/** Where the query service is, and the key for it. @throws CommandUsageError */
export const apiConnection = (options: ConnectionValues, env: Environment = process.env) =>
  connection("ECOMIND_QUERY_URL", options, env);
