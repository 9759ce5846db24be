import { parseArgs } from "node:util";
import { newApiKey, type Scope } from "@ecomind/accounts";
import { createStoreClient } from "@ecomind/clickhouse";
import { titlePattern } from "@ecomind/contract";
import { type Command, type CommandIo, CommandUsageError } from "../command.js";
import { apiConnection, apiConnectionHelp, connectionOptions } from "../connection.js";
import { storeConnection } from "../store-connection.js";
import { hasAdminKey, putKey } from "../store-key.js";

const help = `Usage: ecomind keys list|create|rotate KEY_ID|revoke KEY_ID|first [options]

list    the organisation's API keys, without their secrets
create  a new key; its secret is printed this once
rotate  a new key in a key's place; the old one works for a day more
revoke  ends a key: refused everywhere within five seconds
first   the first key of an organisation, straight into the store, where no key is there yet to make others with;
        the store is that of --data, else of CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD

${apiConnectionHelp}
  --name NAME       of the key (create, first)
  --scopes LIST     of ingest, backfill, read and admin, with commas [ingest] (create); backfill: events of any age
  --expires-in D    days until it ends [never] (create)
  --org ORG         the organisation (first)
  --even-if-others  though the organisation has a key with the scope admin (first)
  --json            print the result as JSON`;

const actions = ["list", "create", "rotate", "revoke", "first"] as const;
const allScopes: readonly Scope[] = ["ingest", "backfill", "read", "admin"];

interface KeyRow {
  readonly key_id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly created_at: string;
  readonly created_by: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  /** The whole key, where it was made just now. */
  readonly key?: string;
}

/** The parts of a problem document; none where the text is not one, such as a proxy's page. */
function problemOf(text: string): { code?: string; title?: string; detail?: string } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** Asks the query service. @throws Error with what the service says */
async function ask<T>(at: { url: string; apiKey: string }, method: string, path: string, body?: object): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`${at.url.replace(/\/$/, "")}${path}`, {
      method,
      headers: { "x-api-key": at.apiKey, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
  } catch (error) {
    throw new Error(`${at.url} does not answer`, { cause: error });
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  const { code, detail, title } = problemOf(text);
  throw new Error([`status ${response.status}`, code, detail ?? title].filter(Boolean).join(": "));
}

function scopesOf(text: string): Scope[] {
  const named = [...new Set(text.split(",").map((scope) => scope.trim()))];
  const scopes = allScopes.filter((scope) => named.includes(scope));
  if (scopes.length === 0 || scopes.length < named.length)
    throw new CommandUsageError(`--scopes: of ${allScopes.join(", ")}`);
  return scopes;
}

const stateOf = ({ revoked_at, expires_at }: KeyRow): string => {
  if (revoked_at !== null) return `revoked ${revoked_at}`;
  return expires_at === null ? "" : `until ${expires_at}`;
};

function printKeys(keys: readonly KeyRow[], io: CommandIo): void {
  for (const key of keys)
    io.out(
      [
        key.key_id,
        key.name,
        key.scopes.join(","),
        `created ${key.created_at}${key.created_by === "" ? "" : ` by ${key.created_by}`}`,
        stateOf(key),
      ]
        .join("  ")
        .trimEnd(),
    );
  if (keys.length === 0) io.out("no keys");
}

function printMade(made: KeyRow, json: boolean, io: CommandIo): void {
  if (json) return io.out(JSON.stringify(made));
  io.out(made.key ?? "");
  const until = made.expires_at === null ? "never expires" : `until ${made.expires_at}`;
  io.err(`${made.key_id} (${made.name}; ${made.scopes.join(", ")}; ${until}). The key above is shown this once.`);
}

interface FirstKey {
  readonly data?: string | undefined;
  readonly org?: string | undefined;
  readonly name?: string | undefined;
  readonly "even-if-others": boolean;
}

async function makeFirst(values: FirstKey): Promise<KeyRow> {
  const { org: orgId = "", name = "first key" } = values;
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(orgId)) throw new CommandUsageError("--org: the organisation's id");
  if (!new RegExp(titlePattern, "u").test(name))
    throw new CommandUsageError("--name: words with single spaces between them");
  const client = createStoreClient({ ...storeConnection(values), application: "ecomind-keys" });
  try {
    if (!values["even-if-others"] && (await hasAdminKey(client, orgId)))
      throw new Error(`${orgId} has a key with the scope admin: make others with it, by ecomind keys create`);
    const apiKey = newApiKey();
    const by = "ecomind keys first";
    await putKey(client, { apiKey, orgId, orgName: orgId, name, by });
    const key_id = apiKey.split("_")[1] ?? "";
    const created_at = new Date().toISOString();
    return {
      key: apiKey,
      key_id,
      name,
      scopes: allScopes.filter((scope) => scope !== "backfill"),
      created_at,
      created_by: by,
      expires_at: null,
      revoked_at: null,
    };
  } finally {
    await client.close();
  }
}

export const keysCommand: Command = {
  name: "keys",
  summary: "list, create, rotate and revoke API keys",
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...connectionOptions,
        name: { type: "string" },
        scopes: { type: "string" },
        "expires-in": { type: "string" },
        org: { type: "string" },
        "even-if-others": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const [word, keyId, ...rest] = positionals;
    const action = actions.find((candidate) => candidate === word);
    if (action === undefined) throw new CommandUsageError("list, create, rotate, revoke or first?");
    const named = action === "rotate" || action === "revoke";
    if (named !== (keyId !== undefined) || rest.length > 0)
      throw new CommandUsageError(named ? `${action} one KEY_ID` : `${action} takes no further word`);
    if (keyId !== undefined && !/^[a-z0-9]{1,32}$/.test(keyId))
      throw new CommandUsageError("KEY_ID: the part between the underscores of eco_KEY_ID_…");
    if (action === "first") {
      printMade(await makeFirst(values), values.json, io);
      return 0;
    }
    const body = action === "create" ? bodyOf(values) : undefined;
    const at = apiConnection(values);
    if (action === "list") {
      const { keys } = await ask<{ keys: readonly KeyRow[] }>(at, "GET", "/v1/keys");
      if (values.json) io.out(JSON.stringify({ keys }));
      else printKeys(keys, io);
    } else if (action === "revoke") {
      const revoked = await ask<KeyRow>(at, "DELETE", `/v1/keys/${keyId}`);
      io.out(values.json ? JSON.stringify(revoked) : `${revoked.key_id} is revoked`);
    } else if (action === "rotate") {
      printMade(await ask<KeyRow>(at, "POST", `/v1/keys/${keyId}/rotate`), values.json, io);
    } else {
      printMade(await ask<KeyRow>(at, "POST", "/v1/keys", body), values.json, io);
    }
    return 0;
  },
};

/** What `create` asks for. @throws CommandUsageError */
function bodyOf(values: {
  readonly name?: string | undefined;
  readonly scopes?: string | undefined;
  readonly "expires-in"?: string | undefined;
}): object {
  if (values.name === undefined || values.name === "") throw new CommandUsageError("--name: what the key is for");
  const days = values["expires-in"];
  if (days !== undefined && !/^[1-9]\d{0,3}$/.test(days))
    throw new CommandUsageError("--expires-in: days, a whole number from 1 to 3650");
  return {
    name: values.name,
    scopes: scopesOf(values.scopes ?? "ingest"),
    ...(days === undefined ? {} : { expires_in_days: Number(days) }),
  };
}
