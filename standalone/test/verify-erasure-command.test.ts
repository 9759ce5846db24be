import { randomUUID } from "node:crypto";
import { type ClickHouseClient, createStoreClient, erasePerson, migrateUp } from "@ecomind/clickhouse";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { run } from "../src/cli.js";

let engine: TestClickHouse;
let client: ClickHouseClient;

beforeAll(async () => {
  engine = await startTestClickHouse({ migrated: true });
  vi.stubEnv("CLICKHOUSE_URL", engine.url);
  vi.stubEnv("CLICKHOUSE_USER", "ecomind");
  client = createStoreClient({ url: engine.url, username: "ecomind", password: "", application: "test" });
  await migrateUp(client);
  const values = ["eve", "bob"].map((user_id) => ({
    org_id: "acme",
    ts: "2026-11-01 10:00:00.000",
    id: randomUUID(),
    user_id,
    provider: "openai",
    model: "gpt-4o",
    tokens_basis: "reported",
  }));
  await client.insert({ table: "events", values, format: "JSONEachRow" });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await client.close();
  await engine?.stop();
});

async function verify(...argv: string[]) {
  const lines: string[] = [];
  const io = { out: (text: string) => void lines.push(text), err: (text: string) => void lines.push(text) };
  return { status: await run(["verify-erasure", ...argv], io), out: lines.join("\n") };
}
const state = (user_id: string, next: string) =>
  client.insert({
    table: "erasures",
    values: [{ org_id: "acme", user_id, requested_by: "boss", state: next }],
    format: "JSONEachRow",
  });

test("a person who is still there is found, by place; erased they are not", async () => {
  expect(await verify("--org", "acme", "--user", "eve")).toMatchObject({
    status: 1,
    out: expect.stringContaining("eve  not requested  FOUND: 1 in events, 1 in usage_user_1h"),
  });
  await state("eve", "requested");
  await erasePerson(client, { orgId: "acme", userId: "eve" });
  expect(await verify("--org", "acme")).toMatchObject({
    status: 1,
    out: expect.stringMatching(/^eve {2}requested {2}found nowhere/),
  });
  await state("eve", "done");
  const { status, out } = await verify("--org", "acme", "--json");
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    erased: true,
    persons: [{ user_id: "eve", state: "done", remains: { events: 0 } }],
  });
  expect((await verify("--org", "acme", "--user", "bob")).status).toBe(1);
  expect(await verify("--org", "other")).toMatchObject({ status: 0, out: "nobody was asked to be erased" });
});

test("called wrongly it says so", async () => {
  expect((await verify()).status).toBe(2);
  expect((await verify("--org", "acme", "--user", "")).status).toBe(2);
});
