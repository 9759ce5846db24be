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

/** Options first, then the environment, then the folder's credentials. @throws CommandUsageError when neither has it */
export function edgeConnection(
  options: { data?: string | undefined; url?: string | undefined; key?: string | undefined },
  env: Readonly<Record<string, string | undefined>> = process.env,
): { url: string; apiKey: string } {
  const folder = options.data ?? "data";
  const kept: Partial<Credentials> =
    options.data === undefined && env.ECOMIND_URL ? {} : (readCredentials(folder) ?? {});
  const fromEnv = options.data === undefined ? env : {};
  const url = options.url ?? fromEnv.ECOMIND_URL ?? kept.ECOMIND_URL;
  const apiKey = options.key ?? fromEnv.ECOMIND_API_KEY ?? kept.ECOMIND_API_KEY;
  if (url === undefined || apiKey === undefined)
    throw new CommandUsageError(
      `no running system is known: ${credentialsFile(folder)} is not there; give --data, or --url and --key`,
    );
  return { url, apiKey };
}
