import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { JwtVerifier } from "@ecomind/accounts";
import { type ClickHouseClient, createStoreClient, organisationAnalystStatements } from "@ecomind/clickhouse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type QueryFixture, startQuery } from "../fixture.js";

/** An account of a ClickHouse server, which looks for a client's end only where the statement asks for it. */
const plain = { name: "plain", database: "ecomind", settings: { cancel_http_readonly_queries_on_client_close: 0 } };
const range = "from=2025-06-01&to=2025-08-01";

let api: QueryFixture;
let slow: ClickHouseClient;
let headers: Readonly<Record<string, string>>;

beforeAll(async () => {
  api = await startQuery({}, { users: [plain] });
  headers = { "x-api-key": await api.key(["admin"]) };
  await api.client.command({
    query: `INSERT INTO events (org_id, ts, id, received_at, user_id, provider, model, tokens_basis)
      SELECT 'acme', toDateTime64('2025-06-01 00:00:00', 3, 'UTC') + number * 60, generateUUIDv4(), now(), 'ada', 'openai', 'gpt-4o', 'reported' FROM numbers(50001)`,
  });
  // A store that reads slowly: real, as one under load.
  slow = createStoreClient({
    url: api.engine.url,
    username: plain.name,
    password: "",
    application: "slow",
    settings: {
      max_execution_speed: "500",
      timeout_before_checking_execution_speed: 0,
      max_block_size: "100",
      max_threads: 1,
    },
  });
});
afterAll(async () => {
  await slow?.close();
  await api?.stop();
});

const running = () =>
  api.rows("SELECT query_id FROM system.processes WHERE Settings['log_comment'] LIKE 'ecomind-query GET%'");

const hangsUp = async (url: string, path: string, init: RequestInit, when: () => Promise<unknown>): Promise<void> => {
  const reader = new AbortController();
  const asked = fetch(`${url}${path}`, { ...init, signal: reader.signal }).then(
    ({ status }) => String(status),
    (error: Error) => error.name,
  );
  await when();
  reader.abort();
  expect(await asked).toBe("AbortError");
};

describe("on a server that looks for nobody's end by itself, hanging up ends the statement", () => {
  test.each([
    ["a question's", "client", `/v1/usage?${range}&group_by=label:x`],
    ["a file's", "exportClient", `/v1/events/export?${range}`],
    ["a Parquet file's", "exportClient", `/v1/events/export?${range}&format=parquet`],
  ] as const)("%s", async (_, role, path) => {
    const slowly = await startQuery({ client: api.client, keyRing: api.keyRing, [role]: slow }, { beside: api });
    try {
      await hangsUp(slowly.url, path, { headers }, () => expect.poll(running, { timeout: 10_000 }).toHaveLength(1));
      await expect.poll(running, { timeout: 5_000 }).toHaveLength(0);
    } finally {
      await slowly.stop();
    }
  });

  test("an analyst's, by the account itself", () => {
    const account = organisationAnalystStatements("ecomind_org_ab12", { passwordSha256: "ab".repeat(32) }, "acme", 5);
    expect(account.find((statement) => statement.startsWith("ALTER USER"))).toContain(
      "cancel_http_readonly_queries_on_client_close = 1 CONST",
    );
  });
});

test("a question that is refused ends what was asked for it, as hanging up does", async () => {
  const asked = new Map<string, AbortSignal>();
  const watched = new Proxy(api.client, {
    get: (target, name) => {
      const method = Reflect.get(target, name).bind?.(target);
      if (name !== "query" && name !== "exec") return method;
      return (statement: { clickhouse_settings?: { log_comment?: string }; abort_signal?: AbortSignal }) => {
        if (statement.abort_signal) asked.set(statement.clickhouse_settings?.log_comment ?? "", statement.abort_signal);
        return method(statement);
      };
    },
  });
  const own = await startQuery({ client: watched, keyRing: api.keyRing }, { beside: api });
  try {
    // A new organisation has a minimum, by which teams do not go with labels.
    const authorization = `Bearer ${await api.issuer.token({ sub: "boss", org_id: "crew", roles: ["admin"] })}`;
    const path = `/v1/usage?${range}&group_by=team&group_by=label:x`;
    // The first one asks for what the organisation's questions share, and is refused before it asks for use.
    expect((await own.call(path, { headers: { authorization } })).status).toBe(403);
    asked.clear();
    const { status, body } = await own.call(path, { headers: { authorization } });
    expect([status, body.code]).toEqual([403, "group_too_small"]);
    // What the organisation's other questions may wait for as well ends by its own time.
    const isShared = (mark: string) => /history-boundaries|factor-choices|minimum-group-sizes/.test(mark);
    const signals = () => [...asked].filter(([mark]) => mark.endsWith(` ${body.request_id}`) && !isShared(mark));
    expect(signals().map(([mark]) => mark)).toContain(`ecomind-query GET /v1/usage usage ${body.request_id}`);
    await expect.poll(() => signals().filter(([, signal]) => !signal.aborted), { timeout: 10_000 }).toEqual([]);
  } finally {
    await own.stop();
  }
});

test("who hangs up before it is known who asks has asked for nothing", async () => {
  let release = (): void => undefined;
  let waiting = 0;
  const opened = new Promise<void>((resolve) => {
    release = resolve;
  });
  // An issuer that takes its time with its keys.
  const issuer = createServer(async (_, response) => {
    waiting += 1;
    await opened;
    response.setHeader("content-type", "application/json");
    response.end(await (await fetch(api.issuer.jwksUrl)).text());
  }).listen(0, "127.0.0.1");
  await once(issuer, "listening");
  const jwksUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/`;
  const asked: unknown[] = [];
  const watched = new Proxy(api.client, {
    get: (target, name) => {
      const method = Reflect.get(target, name).bind?.(target);
      if (name !== "query" && name !== "exec") return method;
      return (statement: { clickhouse_settings?: { log_comment?: string } }) => {
        asked.push(statement.clickhouse_settings?.log_comment);
        return method(statement);
      };
    },
  });
  const jwtVerifier = new JwtVerifier({ issuer: api.issuer.issuer, audience: api.issuer.audience, jwksUrl });
  const own = await startQuery({ client: watched, keyRing: api.keyRing, jwtVerifier }, { beside: api });
  try {
    const authorization = `Bearer ${await api.issuer.token({ sub: "ada", org_id: "acme", roles: ["viewer"] })}`;
    const hungUp = async () => /status="hung_up".* (\d+)$/m.exec(await (await fetch(`${own.url}/metrics`)).text())?.[1];
    for (const path of [`/v1/usage?${range}`, `/v1/events/export?${range}`, `/v1/users/ada/export`])
      await hangsUp(own.url, path, { headers: { authorization } }, () =>
        expect.poll(() => waiting, { timeout: 5_000 }).toBeGreaterThan(0),
      );
    await expect.poll(hungUp).toBe("1");
    release();
    // One that stays is answered, and after the others.
    const { status } = await own.call("/v1/me", { headers: { authorization } });
    expect(status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 200));
    // Whom the list of members calls what is asked once for all who are the same person.
    expect(asked).toEqual(["ecomind-query who member-role"]);
  } finally {
    await own.stop();
    issuer.closeAllConnections();
    issuer.close();
  }
});
