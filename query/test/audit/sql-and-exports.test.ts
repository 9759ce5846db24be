import type { ClickHouseClient } from "@ecomind/clickhouse";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
/** What happens to a row of the audit log on its way. */
let onAudit: () => Promise<void> = async () => undefined;
let store: ClickHouseClient;

beforeAll(async () => {
  api = await startQuery();
  store = new Proxy(api.client, {
    get(target, name) {
      if (name !== "insert") return Reflect.get(target, name).bind?.(target);
      return async (what: { table: string }) => {
        if (what.table === "audit_log") await onAudit();
        return await target.insert(what as Parameters<ClickHouseClient["insert"]>[0]);
      };
    },
  });
  await api.insert("events", [
    {
      org_id: "acme",
      ts: "2025-06-01 12:00:00.000",
      id: "00000000-0000-4000-8000-000000000001",
      received_at: "2025-06-01 12:00:00.000",
      user_id: "ada",
      provider: "openai",
      model: "gpt-4o",
      tokens_in: 10,
      tokens_out: 5,
      tokens_basis: "reported",
    },
  ]);
});
afterAll(() => api.stop());

const entries = (action: string) =>
  api.rows<{ actor: string; target: string; outcome: string; code: string; request_id: string }>(
    `SELECT actor, target, outcome, code, request_id FROM audit_log WHERE action = '${action}' ORDER BY at`,
  );
const ask = (query: string, parameters: object = {}) =>
  api.call("/v1/sql", { method: "POST", body: { query, parameters } });

test("a statement is in the audit log without its values, asked or refused", async () => {
  const asked = await ask("SELECT count() AS n FROM events WHERE model = 'ada' -- about ada\n AND tokens_in > 7");
  expect([asked.status, asked.body.detail]).toEqual([200, undefined]);
  await ask("SELECT count() FROM events WHERE model = {who:String}", { who: "ada" });
  const refused = await ask("SELECT name FROM system.tables WHERE name = 'ada'");
  expect(refused.status).toBe(400);
  const rows = await entries("askSql");
  expect(rows.map(({ target, outcome, code }) => [target, outcome, code])).toEqual([
    ["SELECT count() AS n FROM events WHERE model = ? AND tokens_in > ?", "done", ""],
    ["SELECT count() FROM events WHERE model = {who:String}", "done", ""],
    ["SELECT name FROM system.tables WHERE name = ?", "refused", "sql_refused"],
  ]);
  expect(rows[0]?.request_id).toBe(asked.headers.get("x-request-id"));
  // Ids of requests and keys are made by chance, and may hold any three letters.
  expect(JSON.stringify(rows.map(({ target, code }) => [target, code]))).not.toContain("ada");
});

test("a statement that begins with a long gap or a text in dollars is in the audit log all the same", async () => {
  for (const front of [" ".repeat(5_000), "\n\t".repeat(3_000), "/* about nothing */ ".repeat(400)])
    await ask(`${front}SELECT min(model) FROM events`);
  await ask("SELECT $$ada$$ AS note, max(model) FROM events");
  const rows = await entries("askSql");
  expect(rows.slice(-4).map(({ target }) => target)).toEqual([
    ...Array.from({ length: 3 }, () => "SELECT min(model) FROM events"),
    "SELECT ? AS note, max(model) FROM events",
  ]);
});

test("what a tool asks is in the audit log as well", async () => {
  const { body } = await api.call("/v1/sql/accounts", { method: "POST", body: { name: "tool" } });
  const headers = { authorization: `Basic ${btoa(`${body.user}:${body.password}`)}` };
  const answer = await fetch(api.url, {
    method: "POST",
    headers,
    body: "SELECT count() FROM events WHERE model = 'ada'",
  });
  expect(answer.status).toBe(200);
  expect((await fetch(api.url, { method: "POST", headers, body: "SELECT * FROM system.users" })).status).not.toBe(200);
  expect(await entries("toolStatement")).toMatchObject([
    {
      actor: body.user.replace("ecomind_sql_", ""),
      target: "SELECT count() FROM events WHERE model = ?",
      outcome: "done",
    },
    { target: "SELECT * FROM system.users", outcome: "refused" },
  ]);
  expect((await entries("createSqlAccount"))[0]).toMatchObject({ target: body.user });
});

const range = "from=2025-06-01&to=2025-06-02";
const files = [`/v1/usage/export?${range}`, `/v1/events/export?${range}`, "/v1/users/ada/export"] as const;
const actionOf = { [files[0]]: "exportUsage", [files[1]]: "exportEvents", [files[2]]: "exportUser" };

test.each(files)("a file is in the audit log before its first byte leaves: %s", async (path) => {
  const service = await startQuery({ client: store }, { beside: api });
  onTestFinished(() => service.stop());
  const headers = { "x-api-key": await service.key(["admin"]) };
  let rowsWhileItWaits = -1;
  let wait: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    onAudit = async () => {
      resolve();
      await new Promise<void>((go) => {
        wait = go;
      });
    };
  });
  onTestFinished(() => {
    onAudit = async () => undefined;
  });
  let answered = false;
  const file = fetch(service.url + path, { headers }).then((answer) => {
    answered = true;
    return answer;
  });
  await reached;
  rowsWhileItWaits = (await entries(actionOf[path])).length;
  expect([answered, rowsWhileItWaits]).toEqual([false, 0]);
  wait();
  const answer = await file;
  expect(answer.status).toBe(200);
  await answer.text();
  const [row, ...others] = await entries(actionOf[path]);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ outcome: "done", request_id: answer.headers.get("x-request-id") });
  expect(row?.target).toBe(path.includes("/users/") ? "ada" : answer.headers.get("x-export-id"));
});

test("what cannot be written down does not leave: a file, an answer to SQL, a session", async () => {
  const service = await startQuery({ client: store }, { beside: api });
  onTestFinished(() => service.stop());
  const headers = { "x-api-key": await service.key(["admin"]) };
  onAudit = async () => {
    throw new Error("the store is away");
  };
  onTestFinished(() => {
    onAudit = async () => undefined;
  });
  for (const path of files) {
    const answer = await fetch(service.url + path, { headers });
    expect([answer.status, answer.headers.get("content-disposition")], path).toEqual([503, null]);
    expect(await answer.json()).toMatchObject({ code: "store_unavailable" });
  }
  const body = JSON.stringify({ query: "SELECT count() FROM events" });
  const sql = await fetch(`${service.url}/v1/sql`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
  });
  expect([sql.status, ((await sql.json()) as { code: string }).code]).toEqual([503, "store_unavailable"]);
});

test("a new key's row says which key it is", async () => {
  const { body } = await api.call("/v1/keys", { method: "POST", body: { name: "x", scopes: ["read"] } });
  expect((await entries("createKey")).at(-1)).toMatchObject({ target: body.key_id, outcome: "done" });
});
