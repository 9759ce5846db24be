import { afterAll, beforeAll, expect, test } from "vitest";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
});
afterAll(() => api.stop());

const put = (name: string, query: string, headers?: Record<string, string>) =>
  api.call(`/v1/sql/queries/${encodeURIComponent(name)}`, {
    method: "PUT",
    body: { query },
    ...(headers ? { headers } : {}),
  });

test("are kept, replaced, listed by name and forgotten, and belong to their organisation", async () => {
  const query = "SELECT count() FROM usage_15m";
  expect(await put("Size 2", "SELECT 1")).toMatchObject({ status: 200, body: { name: "Size 2", query: "SELECT 1" } });
  expect((await put("by model", "SELECT 2")).status).toBe(200);
  expect(await put("by model", query)).toMatchObject({ body: { query } });
  const foreign = { "x-api-key": await api.key(["admin"], { org_id: "other" }) };
  expect((await put("by model", "SELECT 'theirs'", foreign)).status).toBe(200);
  const list = async (headers?: Record<string, string>) =>
    (await api.call("/v1/sql/queries", headers ? { headers } : {})).body.queries.map(
      (one: { name: string; query: string }) => [one.name, one.query],
    );
  expect(await list()).toEqual([
    ["Size 2", "SELECT 1"],
    ["by model", query],
  ]);
  const { rows } = (await api.call("/v1/sql", { method: "POST", body: { query } })).body;
  expect(rows).toEqual([["0"]]);
  const forget = () => api.call("/v1/sql/queries/by%20model", { method: "DELETE" });
  expect(await forget()).toMatchObject({ status: 200, body: { name: "by model", query } });
  expect((await forget()).status).toBe(404);
  expect(await list()).toEqual([["Size 2", "SELECT 1"]]);
  expect(await list(foreign)).toEqual([["by model", "SELECT 'theirs'"]]);
  expect((await put("by model", query)).status).toBe(200);
  expect(await list()).toHaveLength(2);
});

test("a key that only reads asks and lists them, and changes none", async () => {
  const headers = { "x-api-key": await api.key(["read"]) };
  await put("kept", "SELECT 1");
  expect((await put("kept", "SELECT 2", headers)).status).toBe(403);
  expect((await api.call("/v1/sql/queries/kept", { method: "DELETE", headers })).status).toBe(403);
  const { body } = await api.call("/v1/sql/queries", { headers });
  expect(body.queries).toContainEqual(expect.objectContaining({ name: "kept", query: "SELECT 1" }));
  const asked = await api.call("/v1/sql", { method: "POST", headers, body: { query: "SELECT 1" } });
  expect(asked.status).toBe(200);
});

test.each(["", " x", "a/b", "x".repeat(101), "a'b", "a\nb"])("the name %j is refused", async (name) => {
  const { status } = await put(name, "SELECT 1");
  expect([400, 404, 405]).toContain(status);
});
