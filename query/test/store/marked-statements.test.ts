import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import { mayFail } from "@ecomind/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operations } from "../../src/operations.js";
import { serverToolUsers } from "../../src/sql/analyst-accounts.js";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

/** Statements as they go to the engine, through node:http and through fetch. */
class Overheard {
  readonly #port: string;
  readonly #asked: URLSearchParams[] = [];
  readonly #http = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    this.#add(String(request.getHeader("host")), request.path, String(request.getHeader("user-agent") ?? ""));
  };
  readonly #fetch = (message: unknown): void => {
    const { request } = message as { request: { origin: string; path: string; headers: readonly string[] } };
    const agent = request.headers.findIndex((name) => name.toLowerCase() === "user-agent");
    this.#add(request.origin, request.path, request.headers[agent + 1]);
  };

  constructor(port: number) {
    this.#port = `:${port}`;
    subscribe("http.client.request.start", this.#http);
    subscribe("undici:request:create", this.#fetch);
  }

  #add(host: string, path: string, agent = ""): void {
    if (!host.endsWith(this.#port)) return;
    const statement = new URL(path, "http://engine").searchParams;
    if (!statement.has("log_comment")) statement.set("user-agent", agent);
    this.#asked.push(statement);
  }

  taken(): readonly URLSearchParams[] {
    return this.#asked.splice(0);
  }

  end(): void {
    unsubscribe("http.client.request.start", this.#http);
    unsubscribe("undici:request:create", this.#fetch);
  }
}

let api: QueryFixture;
let overheard: Overheard;
const mine = eventRow(Date.now() - 3_600_000, { user_id: "ada" });
beforeAll(async () => {
  api = await startQuery();
  await api.insert("events", [mine]);
  overheard = new Overheard(api.engine.port);
});
afterAll(async () => {
  overheard?.end();
  await api?.stop();
});

/** What earlier answers have named. */
const made: Record<string, string> = {
  event_id: mine.id,
  user_id: "ada",
  mapping_id: "0".repeat(32),
  name: "costs",
  key_id: "nosuchkey",
  user: "ecomind_sql_nosuchkey",
  export_id: "00000000-0000-4000-8000-000000000000",
};
const bodies: Readonly<Record<string, unknown>> = {
  askSql: { query: "SELECT count() FROM events" },
  putSavedQuery: { query: "SELECT 1" },
  createSqlAccount: { name: "grafana" },
  estimate: { provider: "openai", model: "gpt-4o", tokens_in: 1, tokens_out: 1 },
  createKey: { name: "reader", scopes: ["read"] },
  putSettings: { raw_retention_days: null, rollup_retention_days: null, minimum_group_size: 1 },
  putMember: { role: "viewer" },
  putReporting: { zone: null, language: null },
  putNameMapping: { kind: "model", name: "x", provider: null, to: { model: "gpt-4o" } },
};
/** Answer from what the process holds, or from who asks. */
const withoutStatement = ["listFactors", "getMe"];
/** Asks only what is asked for once for all who ask within two seconds. */
const sharing = ["estimate"];

function expectLimited(statement: URLSearchParams, place: string): void {
  for (const limit of ["max_execution_time", "max_memory_usage"])
    expect(Number(statement.get(limit)), `${place}: ${limit} of ${statement}`).toBeGreaterThan(0);
}

describe("every statement is marked and limited", () => {
  test.each(operations.map((operation) => [operation.id, operation] as const))("%s", async (id, operation) => {
    made.factor_set = api.factors.version;
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(made[name] ?? name));
    overheard.taken();
    const body = bodies[id];
    const {
      status,
      headers,
      body: answer,
    } = await api.call(path, {
      method: operation.method.toUpperCase(),
      ...(body === undefined ? {} : { body }),
    });
    expect([200, 202, 204, 404], `${path}: ${JSON.stringify(answer)}`).toContain(status);
    const statements = overheard.taken();
    const requestId = headers.get("x-request-id") as string;
    const mark = `ecomind-query ${operation.method.toUpperCase()} ${operation.path} `;
    const own = statements.filter((statement) => `${statement}`.includes(requestId));
    if (!sharing.includes(id)) expect(own.length > 0, id).toBe(!withoutStatement.includes(id));
    for (const statement of own) {
      const comment = statement.get("log_comment");
      // The account's settings are constant, limits and comment among them: an analyst's statement is marked by its asker.
      const told = id === "askSql" && comment === null ? statement.get("user-agent") : comment;
      expect(told?.startsWith(mark) && told.endsWith(` ${requestId}`), `${told}`).toBe(true);
      if (comment !== null) expectLimited(statement, id);
      // A file has as many rows as there are.
      if (operation.method === "get" && !id.startsWith("export"))
        expect(Number(statement.get("max_result_rows")), id).toBeGreaterThan(0);
    }
    // What the service asks for itself meanwhile: keys, roles, what the engine's functions are.
    for (const statement of statements.filter((one) => !own.includes(one))) {
      expect(statement.get("log_comment"), `${id}: ${statement}`).toMatch(/^ecomind(-query)? ./);
      expectLimited(statement, id);
    }
    if (id === "createKey") made.key_id = answer.key_id ?? answer.id ?? made.key_id;
    if (id === "createSqlAccount") made.user = answer.user;
    if (id === "exportUsage") made.export_id = headers.get("x-export-id") ?? (made.export_id as string);
  });

  test("an analyst's statement has the limits of its account", async () => {
    for (const [name, most] of [
      ["max_execution_time", 20],
      ["max_memory_usage", 2_000_000_000],
    ] as const) {
      const authorization = `Basic ${btoa("analyst:of the tests' analysts")}`;
      const asked = await fetch(`${api.engine.url}/?query=SELECT+getSetting('${name}')`, {
        headers: { authorization, "x-ecomind-org": "acme" },
      });
      expect(Number(await asked.text()), name).toBe(most);
    }
  });

  test("statements that make accounts of the engine, and use of keys", async () => {
    overheard.taken();
    const users = serverToolUsers(api.client, "ecomind");
    // The embedded engine has no store of accounts: that it refuses is told after the statement was sent.
    const user = { user: "ecomind_sql_x", passwordSha256: "ab".repeat(32), orgId: "acme" };
    await users.make({ ...user, minimumGroupSize: 5, validUntil: null }).catch(mayFail("the engine refuses it"));
    await users.publish(user.user, 5).catch(mayFail("the engine refuses it"));
    await users.remove("ecomind_sql_x").catch(mayFail("the engine refuses it"));
    const accounts = overheard.taken();
    const about = accounts.filter((statement) => statement.get("log_comment") === "ecomind-query sql account");
    expect(about.length).toBeGreaterThan(1);
    for (const statement of about) expectLimited(statement, "accounts");
    const uses = async () => {
      await api.call("/v1/me");
      return overheard.taken().find((statement) => statement.get("log_comment") === "ecomind key-uses");
    };
    await expect.poll(uses, { timeout: 10_000 }).toBeDefined();
  });
});
