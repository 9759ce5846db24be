import type { AddressInfo } from "node:net";
import { JwtVerifier, jwtSettings, StoreKeyRing } from "@ecomind/accounts";
import { type ClickHouseClient, createStoreClient, loadFactorTables } from "@ecomind/clickhouse";
import { logSettings, openLog } from "@ecomind/event-log/open";
import { loadDefaultFactorSet } from "@ecomind/footprint";
import {
  ConfigError,
  createLogger,
  createMetrics,
  factorSetInfo,
  Health,
  knownHosts,
  loadConfig,
  metricsGate,
  readTogether,
  Shutdown,
  settings,
  startTracing,
} from "@ecomind/platform";
import { createQueryApp } from "./app.js";
import { exportConnections } from "./exports/export-connections.js";
import { createQueryServer } from "./http/server.js";
import { EndedSessions } from "./identity/ended-sessions.js";
import { MemberRoles } from "./identity/member-roles.js";
import { OidcLogin } from "./identity/oidc/login.js";
import { OwnerLinks } from "./identity/owner-links.js";
import { OwnerSessions } from "./identity/owner-sessions.js";
import { LogTail } from "./pipeline/in-flight.js";
import { serverAnalystAccounts, serverToolUsers, sharedAnalystAccount } from "./sql/analyst-accounts.js";
import { AnalystSql } from "./sql/analyst-sql.js";
import { OverdueStatements } from "./sql/overdue-statements.js";
import { publishToAllTools } from "./sql/publish-to-tools.js";

process.title = "ecomind-query";

const spec = {
  QUERY_HOST: settings.text({ default: "0.0.0.0" }),
  QUERY_PORT: settings.integer({ default: 8090, max: 65_535 }),
  CLICKHOUSE_URL: settings.url(),
  CLICKHOUSE_USER: settings.text({ default: "default" }),
  CLICKHOUSE_PASSWORD: settings.secret({ default: "" }),
  CLICKHOUSE_DATABASE: settings.text({ default: "ecomind" }),
  /** This service as browsers see it, such as `https://ecomind.example.com`: behind https, cookies are Secure. */
  PUBLIC_URL: settings.url({ default: "" }),
  /** Links that sign the local owner in are made of it. Absent: nobody can sign in so. */
  OWNER_TOKEN: settings.optionalSecret(),
  OWNER_ORG: settings.text({ default: "local" }),
  /** The engine's own account for analysts, where users cannot be made by SQL (the embedded engine). */
  ANALYST_USER: settings.text({ default: "ecomind_analyst" }),
  ANALYST_PASSWORD: settings.optionalSecret(),
  /** Requests of one credential, on average and at once; of its organisation ten times as many. 0 a second: no limit. */
  QUERY_RATE_PER_SECOND: settings.integer({ default: 20 }),
  QUERY_RATE_BURST: settings.integer({ default: 600 }),
  /** Names under which browsers and clients reach this service, beside that of `PUBLIC_URL`. */
  PUBLIC_HOSTS: settings.list({ default: [] }),
  /** Sites whose pages may ask SQL with a tool's account, such as `https://notebooks.example.com`. */
  SQL_CORS_ORIGINS: settings.list({ default: [] }),
  /** What `/metrics` asks for. Absent: they are not served. */
  METRICS_TOKEN: settings.optionalSecret(),
  /** Addresses or networks of the proxies in front, with commas, such as `10.0.0.0/8`. */
  QUERY_TRUSTED_PROXIES: settings.optional(),
  /** Login of people at an OpenID provider: all but the secret and the organisation, or none. */
  OIDC_ISSUER: settings.optional(),
  OIDC_CLIENT_ID: settings.optional(),
  OIDC_CLIENT_SECRET: settings.optionalSecret(),
  /** The name of PUBLIC_URL in earlier versions. */
  OIDC_PUBLIC_URL: settings.optional(),
  /** Sign the sessions; several with commas, the newest first. */
  OIDC_SESSION_SECRETS: settings.optionalSecret(),
  /** Organisation of people whose identity names none. */
  OIDC_ORG: settings.optional(),
  DASHBOARDS_DIR: settings.optional(),
  LOG_LEVEL: settings.choice(["debug", "info", "warn", "error"], { default: "info" }),
  ECOMIND_SUPERVISED: settings.boolean({ default: false }),
};

type Config = ReturnType<typeof loadConfig<typeof spec>>;

const publicUrlOf = ({ PUBLIC_URL, OIDC_PUBLIC_URL }: Config): string | undefined =>
  PUBLIC_URL || OIDC_PUBLIC_URL || undefined;

function ownerSessionsOf(config: Config, client: ClickHouseClient, ended: EndedSessions): OwnerSessions | undefined {
  const { OWNER_TOKEN: ownerToken, OWNER_ORG: orgId } = config;
  if (ownerToken === undefined) return undefined;
  const links = new OwnerLinks(client, ownerToken);
  return new OwnerSessions({ ownerToken, orgId, links, ended, publicUrl: publicUrlOf(config) });
}

function oidcOf(config: Config, members: MemberRoles, ended: EndedSessions): OidcLogin | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = config;
  const publicUrl = publicUrlOf(config);
  const secrets = config.OIDC_SESSION_SECRETS;
  if (!issuer && !clientId && !config.OIDC_PUBLIC_URL && !secrets) return undefined;
  if (!issuer || !clientId || !publicUrl || !secrets)
    throw new ConfigError(["OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_SESSION_SECRETS and PUBLIC_URL: all of them, or none"]);
  if (!URL.canParse(issuer)) throw new ConfigError(["OIDC_ISSUER: a URL"]);
  return new OidcLogin({
    issuer,
    clientId,
    clientSecret: config.OIDC_CLIENT_SECRET,
    publicUrl,
    sessionSecrets: secrets.split(",").map((secret) => secret.trim()),
    defaultOrg: config.OIDC_ORG || undefined,
    members,
    ended,
  });
}

const hostsOf = (url: string | undefined): readonly string[] =>
  url !== undefined && URL.canParse(url) ? [new URL(url).hostname] : [];

async function serve(): Promise<void> {
  const { config, jwt, log } = readTogether({
    config: () => loadConfig(spec, process.env),
    jwt: () => jwtSettings(process.env),
    // The same variables as the other services'. Absent: what is in flight is not told.
    log: () => (process.env.LOG === undefined ? undefined : logSettings(process.env)),
  });
  const logger = createLogger({ service: "query", level: config.LOG_LEVEL });
  const shutdown = new Shutdown({ logger });
  shutdown.listen({ supervised: config.ECOMIND_SUPERVISED });
  const health = new Health();
  const registry = createMetrics("query");
  const store = {
    url: config.CLICKHOUSE_URL,
    username: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    database: config.CLICKHOUSE_DATABASE,
    application: "ecomind-query",
  };
  const client = createStoreClient({ ...store, maxConnections: 50 });
  const exportClient = createStoreClient({ ...store, ...exportConnections });
  const factors = loadDefaultFactorSet();
  factorSetInfo(registry, factors.version);
  await loadFactorTables(client, [factors]);
  const keyRing = new StoreKeyRing({ client, logger }).start();
  const { ANALYST_USER, ANALYST_PASSWORD, CLICKHOUSE_PASSWORD, CLICKHOUSE_DATABASE: database } = config;
  const accounts =
    ANALYST_PASSWORD !== undefined
      ? sharedAnalystAccount(ANALYST_USER, ANALYST_PASSWORD)
      : // Accounts' passwords derive from the service's own: without one, anybody could compute them.
        CLICKHOUSE_PASSWORD === ""
        ? undefined
        : serverAnalystAccounts(client, CLICKHOUSE_PASSWORD, database);
  const overdue = accounts && new OverdueStatements({ client, registry, logger, kill: ANALYST_PASSWORD === undefined });
  await overdue?.look();
  const isResting = overdue && ((orgId: string) => overdue.isResting(orgId));
  const sql = accounts && new AnalystSql({ url: config.CLICKHOUSE_URL, database, client, accounts, logger, isResting });
  const toolUsers = sql === undefined || ANALYST_PASSWORD !== undefined ? undefined : serverToolUsers(client, database);
  if (toolUsers !== undefined) await publishToAllTools(client, toolUsers, logger);
  const tracing = await startTracing("query", process.env);
  const members = new MemberRoles(client, logger);
  const ended = new EndedSessions(client, { logger });
  const logTail = log && new LogTail(() => openLog(log, logger));
  const app = createQueryApp({
    client,
    sqlCorsOrigins: config.SQL_CORS_ORIGINS,
    exportClient,
    factors,
    registry,
    health,
    logger,
    tracing,
    keyRing,
    version: "0.1.0",
    sql,
    toolUsers,
    logTail,
    members,
    oidc: oidcOf(config, members, ended),
    publicUrl: publicUrlOf(config),
    isKnownHost: knownHosts([...config.PUBLIC_HOSTS, ...hostsOf(publicUrlOf(config))]),
    metricsGate: metricsGate(config.METRICS_TOKEN),
    rateLimit: { perSecond: config.QUERY_RATE_PER_SECOND, burst: config.QUERY_RATE_BURST },
    trustedProxies: config.QUERY_TRUSTED_PROXIES?.split(",").map((address) => address.trim()),
    jwtVerifier: jwt && new JwtVerifier(jwt),
    sessions: ownerSessionsOf(config, client, ended),
    dashboardsDir: config.DASHBOARDS_DIR,
  });
  const server = createQueryServer(app).listen(config.QUERY_PORT, config.QUERY_HOST);
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  shutdown.register("tracing", async () => await tracing?.close());
  shutdown.register("log", async () => await logTail?.close());
  shutdown.register("store", async () => void (await Promise.all([client.close(), exportClient.close()])));
  shutdown.register("overdue", () => overdue?.close());
  shutdown.register("keys", () => keyRing.close());
  shutdown.register("server", async () => {
    health.hold("draining");
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 5_000).unref();
    });
  });
  await keyRing.refresh();
  health.started();
  const { port } = server.address() as AddressInfo;
  logger.info({ host: config.QUERY_HOST, port }, "listening");
  process.send?.({ type: "ready", port });
}

try {
  await serve();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
