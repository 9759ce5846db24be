import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  JwtVerifier,
  newApiKey,
  newOwnerLink,
  parseApiKey,
  type Scope,
  StoreKeyRing,
  secretDigest,
} from "@ecomind/accounts";
import { startTestIssuer, type TestIssuer } from "@ecomind/accounts/testing";
import {
  type ClickHouseClient,
  createStoreClient,
  loadFactorTables,
  migrateUp,
  sharedAnalysts,
  sharedParser,
} from "@ecomind/clickhouse";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import { type FactorSet, loadDefaultFactorSet } from "@ecomind/footprint";
import { createLogger, createMetrics, Health } from "@ecomind/platform";
import { createQueryApp, type QueryOptions } from "../src/app.js";
import { createQueryServer } from "../src/http/server.js";
import { EndedSessions } from "../src/identity/ended-sessions.js";
import { OwnerLinks } from "../src/identity/owner-links.js";
import { OwnerSessions } from "../src/identity/owner-sessions.js";
import { sharedAnalystAccount } from "../src/sql/analyst-accounts.js";
import { AnalystSql } from "../src/sql/analyst-sql.js";
import { answerCheck, type Document } from "./answer-check.js";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the document's schemas have been held against it
  readonly body: any;
}

export interface CallOptions {
  readonly method?: string;
  /** Credentials; by default the organisation's administrative key. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export interface QueryFixture {
  readonly url: string;
  readonly engine: TestClickHouse;
  /** As the database's owner. */
  readonly client: ClickHouseClient;
  readonly factors: FactorSet;
  readonly issuer: TestIssuer;
  readonly health: Health;
  readonly keyRing: StoreKeyRing;
  /** Ends when the service knows every key that is stored now. */
  keysKnown(): Promise<void>;
  readonly document: Document;
  /** A key in the store and in the ring. */
  key(scopes: readonly Scope[], fields?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Asks the service over HTTP; an answer that the document does not tell fails the test. */
  call(path: string, options?: CallOptions): Promise<Answer>;
  insert(table: string, rows: readonly object[]): Promise<void>;
  rows<T>(query: string): Promise<T[]>;
  stop(): Promise<void>;
}

export const ownerToken = "the-owner-token-of-the-tests";

/** Sessions of the owner at one instance, which has only the store in common with others. */
export const ownerSessions = (client: ClickHouseClient, ended = new EndedSessions(client)): OwnerSessions =>
  new OwnerSessions({ ownerToken, orgId: "acme", links: new OwnerLinks(client, ownerToken), ended });

/** Opens a new link of the owner. @returns the answer, which is not followed */
export const openOwnerLink = async (url: string): Promise<Response> =>
  fetch((await newOwnerLink(ownerToken, url)).url, { redirect: "manual" });

const analystPassword = "of the tests' analysts";

export interface QueryPlace {
  /** More accounts of the engine. */
  readonly users?: readonly object[];
  /** A service whose engine and issuer this one has, too. */
  readonly beside?: QueryFixture;
}

/** The service as it runs, on an engine of its own with the schema and the factor tables. */
export async function startQuery(
  extra: Partial<QueryOptions> = {},
  { users = [], beside }: QueryPlace = {},
): Promise<QueryFixture> {
  const accounts = [...sharedAnalysts("analyst", analystPassword), sharedParser(analystPassword), ...users];
  const [engine, issuer] =
    beside !== undefined
      ? [beside.engine, beside.issuer]
      : await Promise.all([
          startTestClickHouse({ migrated: true, env: { CLICKHOUSE_USERS: JSON.stringify(accounts) } }),
          startTestIssuer(),
        ]);
  const account = { url: engine.url, username: "default", password: "", application: "query-test" };
  const client = createStoreClient(account);
  const factors = loadDefaultFactorSet();
  if (beside === undefined) {
    await migrateUp(client);
    await loadFactorTables(client, [factors]);
    // Persons may be looked at one by one, except where a test settles otherwise.
    await client.insert({
      table: "org_settings",
      values: ["acme", "other"].map((org_id) => ({ org_id, minimum_group_size: 1, updated_at: "2020-01-01 00:00:00" })),
      format: "JSONEachRow",
    });
  }
  const logger = createLogger({ service: "query", level: process.env.LOG_LEVEL ?? "silent" });
  const keyRing = new StoreKeyRing({ client, logger, refreshMs: 300, usesMs: 300 });
  const health = new Health();
  const app = createQueryApp({
    client,
    factors,
    registry: createMetrics("query"),
    health,
    logger,
    keyRing,
    version: "0.1.0",
    jwtVerifier: new JwtVerifier(issuer),
    sql: new AnalystSql({
      url: engine.url,
      database: "ecomind",
      client,
      logger,
      accounts: sharedAnalystAccount("analyst", analystPassword),
    }),
    sessions: ownerSessions(client),
    rateLimit: { perSecond: 0, burst: 0 },
    ...extra,
  });
  const server = createQueryServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A test that computes for seconds must not find its connection closed meanwhile.
  server.keepAliveTimeout = 600_000;
  health.started();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  const check = answerCheck(document);

  const keysKnown = () => keyRing.reread();
  const key = async (scopes: readonly Scope[], fields: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const made = newApiKey();
    const { keyId, secret } = parseApiKey(made) as { keyId: string; secret: string };
    const created_at = new Date().toISOString().replace("T", " ").replace("Z", "");
    const row = {
      key_id: keyId,
      org_id: "acme",
      name: "test",
      secret_sha256: secretDigest(secret),
      scopes,
      created_at,
      created_by: "the tests",
      created_by_kind: "command",
    };
    await client.insert({ table: "api_keys", values: [{ ...row, ...fields }], format: "JSONEachRow" });
    await keysKnown();
    return made;
  };
  const adminKey = await key(["read", "admin"]);

  return {
    url,
    engine,
    client,
    factors,
    issuer,
    health,
    keyRing,
    keysKnown,
    document,
    key,
    async call(path, { method = "GET", headers = { "x-api-key": adminKey }, body, signal } = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        redirect: "manual",
        headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
      const contentType = response.headers.get("content-type") ?? "";
      const text = await response.text();
      const answer = /json/.test(contentType) && text !== "" && !/ndjson/.test(contentType) ? JSON.parse(text) : text;
      check(method, new URL(`${url}${path}`).pathname, response.status, contentType, answer);
      return { status: response.status, headers: response.headers, body: answer };
    },
    async insert(table, rows) {
      await client.insert({ table, values: rows, format: "JSONEachRow" });
    },
    async rows<T>(query: string) {
      return (await client.query({ query, format: "JSONEachRow" })).json<T>();
    },
    async stop() {
      await keyRing.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await client.close();
      if (beside !== undefined) return;
      await issuer.stop();
      await engine.stop();
    },
  };
}
