import { parseArgs } from "node:util";
import { newOwnerLink } from "@ecomind/accounts";
import { loadConfig, settings } from "@ecomind/platform";
import { type Command, CommandUsageError } from "../command.js";
import { credentialsFile, readCredentials } from "../credentials.js";

const help = `Usage: ecomind link [options]

Prints a link that signs the owner in at the dashboards. It can be opened once, within an hour.

  --data DIR  folder of the system, whose credentials.env has the owner token [./data, unless OWNER_TOKEN is set]
              else OWNER_TOKEN (or OWNER_TOKEN_FILE) is that of the query service
  --url URL   the query service as your browser sees it [PUBLIC_URL, else from the folder]
  --json      print the link and its end as JSON`;

type Environment = Readonly<Record<string, string | undefined>>;

/** Whose link it is, and where it leads. @throws CommandUsageError, ConfigError */
function sourceOf(
  options: { readonly data?: string | undefined; readonly url?: string | undefined },
  env: Environment,
): { ownerToken: string; url: string } {
  const config = loadConfig({ OWNER_TOKEN: settings.optionalSecret(), PUBLIC_URL: settings.url({ default: "" }) }, env);
  const folder = options.data ?? "data";
  const isFolders = options.data !== undefined || config.OWNER_TOKEN === undefined;
  const kept = isFolders ? (readCredentials(folder) ?? {}) : {};
  const ownerToken = isFolders ? kept.ECOMIND_OWNER_TOKEN : config.OWNER_TOKEN;
  const url = options.url ?? (config.PUBLIC_URL || kept.ECOMIND_QUERY_URL);
  if (ownerToken === undefined)
    throw new CommandUsageError(`${credentialsFile(folder)} is not there; give --data, or set OWNER_TOKEN_FILE`);
  if (url === undefined || !/^https?:\/\/\S+$/.test(url))
    throw new CommandUsageError("--url: the http or https URL of the query service");
  return { ownerToken, url };
}

export const linkCommand: Command = {
  name: "link",
  summary: "a link that signs the owner in at the dashboards, once",
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        data: { type: "string" },
        url: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const { ownerToken, url } = sourceOf(values, process.env);
    const link = await newOwnerLink(ownerToken, url);
    if (values.json) io.out(JSON.stringify({ url: link.url, expires_at: link.expiresAt }));
    else {
      io.out(link.url);
      io.err(`The link can be opened once, until ${link.expiresAt}.`);
    }
    return 0;
  },
};
