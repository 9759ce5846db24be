import { createHash } from "node:crypto";
import { totalmem } from "node:os";
import { join } from "node:path";
import type { EmbeddedClickHouseOptions, EmbeddedUser } from "./options.js";

type Xml = string | number | XmlElements | readonly (string | XmlElements)[];
interface XmlElements {
  readonly [tag: string]: Xml;
}

/** What the engine is told besides the options. */
export interface EngineSecrets {
  /** Name and password of the account that this process itself uses to watch and stop statements. */
  readonly control: { readonly name: string; readonly password: string };
  /** Where the engine asks whether its own first session may be `default`. */
  readonly gateUrl: string;
  readonly usersFile: string;
}

/** For so long the engine waits for statements when it ends; then it ends the process with status 0. */
export const shutdownWaitSeconds = 3;

/** Default limit of a statement's run time, in seconds, for accounts without a settings profile. */
const unattendedSeconds = 3_600;

/** The server configuration, in the format of ClickHouse's `config.xml`. */
export function serverConfiguration(options: EmbeddedClickHouseOptions, secrets: EngineSecrets): string {
  const alive = { type: "static", status: 200, content_type: "text/plain; charset=UTF-8", response_content: "Ok.\n" };
  const sync = options.fsync === false ? 0 : 1;
  return document({
    path: join(options.dataDir, ""),
    users_config: secrets.usersFile,
    listen_host: options.host ?? "127.0.0.1",
    http_port: options.port,
    display_name: "ecomind",
    "log-level": options.logLevel ?? "warning",
    logger: { log: join(options.dataDir, "engine.log"), size: "10M", count: 2, console: 0 },
    max_server_memory_usage: options.maxMemoryBytes ?? Math.floor(totalmem() / 2),
    // Of all statements together; without it answers that wait for their end may fill the disk that holds the events.
    max_temporary_data_on_disk_size: options.maxTemporaryBytes ?? 4 * 1024 ** 3,
    // Upper bounds of caches; the server's own are sized for machines that do nothing else.
    mark_cache_size: 256 * 1024 * 1024,
    index_mark_cache_size: 64 * 1024 * 1024,
    primary_index_cache_size: 256 * 1024 * 1024,
    keep_alive_timeout: 10,
    // By then every statement has ended and every connection was cut: see stop().
    shutdown_wait_unfinished: shutdownWaitSeconds,
    default_session_timeout: 60,
    max_session_timeout: 3_600,
    merge_tree: { fsync_after_insert: sync, fsync_part_directory: sync },
    http_authentication_servers: {
      gate: {
        uri: secrets.gateUrl,
        connection_timeout_ms: 2_000,
        receive_timeout_ms: 2_000,
        send_timeout_ms: 2_000,
        max_tries: 1,
        retry_initial_backoff_ms: 50,
        retry_max_backoff_ms: 50,
      },
    },
    // Nothing but what clients use: no pages of the engine's own, no list of its files, no other interface.
    http_handlers: {
      rule: [
        {
          url: "/ping",
          methods: "GET,HEAD",
          handler: alive,
        },
        { url: "/", methods: "GET,HEAD", empty_query_string: "", handler: alive },
        { url: "/", methods: "GET,HEAD,POST", handler: { type: "dynamic_query_handler", query_param_name: "query" } },
      ],
    },
  });
}

/** The accounts and their settings, in the format of ClickHouse's `users.xml`. */
export function usersConfiguration(
  { users, maxConcurrentQueries = 100 }: EmbeddedClickHouseOptions,
  { control }: EngineSecrets,
): string {
  // What the command line engine sets otherwise than a server is set back.
  const common = {
    async_insert: 0,
    implicit_select: 0,
    allow_introspection_functions: 0,
    storage_file_read_method: "pread",
    // A reader that has gone away must not go on costing.
    cancel_http_readonly_queries_on_client_close: 1,
    // Longer than the reader of a file may pause. A statement cannot ask for it: what counts is what the server starts with.
    http_send_timeout: 900,
  };
  const limited = { ...common, max_concurrent_queries_for_all_users: maxConcurrentQueries };
  // A statement by POST that may write goes on when its sender hangs up, since the engine ends only those that cannot.
  const unattended = { ...limited, max_execution_time: unattendedSeconds };
  const account = (user: EmbeddedUser): XmlElements => ({
    ...credentials(user),
    networks: { ip: "::/0" },
    profile: user.settings ? `of_${user.name}` : user.readonly ? "readonly" : "default",
    quota: "default",
    // The engine's own first session is `default`, before any other database can exist.
    ...(user.database === undefined || user.name === "default" ? {} : { default_database: user.database }),
    ...(grants(user) ?? { access_management: 1, named_collection_control: 1 }),
    ...(user.rowFilters === undefined ? {} : { databases: filters(user.rowFilters) }),
  });
  return document({
    profiles: {
      default: unattended,
      readonly: { ...unattended, readonly: 2 },
      control: common,
      ...Object.fromEntries(
        users.flatMap(({ name, settings, readonly, changeable = {} }) =>
          settings
            ? [
                [
                  `of_${name}`,
                  { ...limited, ...settings, readonly: readonly ? 1 : 0, constraints: constraints(changeable) },
                ],
              ]
            : [],
        ),
      ),
    },
    quotas: { default: {} },
    users: {
      default: account({ name: "default", password: "asked for at the gate" }),
      ...Object.fromEntries(users.map((user) => [user.name, account(user)])),
      [control.name]: { ...account(control), profile: "control" },
    },
  });
}

function credentials({ name, password }: EmbeddedUser): XmlElements {
  if (!password) return { no_password: "" };
  if (name === "default") return { http_authentication: { server: "gate", scheme: "basic" } };
  return { password_sha256_hex: createHash("sha256").update(password).digest("hex") };
}

const constraints = (changeable: NonNullable<EmbeddedUser["changeable"]>): XmlElements =>
  Object.fromEntries(
    Object.entries(changeable).map(([setting, bounds]) => [setting, { ...bounds, changeable_in_readonly: "" }]),
  );

/** A read-only account has no table functions either: `file()` would read any file of the machine. */
function grants({ grants, readonly }: EmbeddedUser): XmlElements | undefined {
  // The engine takes an empty list for all.
  const given = grants?.length === 0 ? ["GRANT NONE ON *.*"] : grants;
  const statements = given ?? (readonly ? ["GRANT SELECT, SHOW, dictGet ON *.*"] : undefined);
  return statements && { grants: { query: statements } };
}

function filters(rowFilters: Readonly<Record<string, string>>): XmlElements {
  const databases: Record<string, Record<string, Xml>> = {};
  for (const [name, filter] of Object.entries(rowFilters)) {
    const [database, table] = name.split(".") as [string, string];
    databases[database] = { ...databases[database], [table]: { filter } };
  }
  return databases;
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function document(root: Xml): string {
  return `<?xml version="1.0"?>\n${element("clickhouse", root)}\n`;
}

function element(tag: string, content: Xml): string {
  if (Array.isArray(content)) return content.map((one) => element(tag, one)).join("");
  const inner =
    typeof content === "object"
      ? Object.entries(content)
          .map(([name, value]) => element(name, value))
          .join("")
      : String(content).replace(/[&<>"]/g, (character) => escapes[character] as string);
  return `<${tag}>${inner}</${tag}>`;
}
