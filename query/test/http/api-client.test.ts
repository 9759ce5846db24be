import { readFileSync } from "node:fs";
import { type Answer, ApiClient, ApiProblem } from "@ecomind/api-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generated, typesFile } from "../../../packages/api-client/scripts/generate.mjs";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let service: QueryFixture;
let api: ApiClient;

beforeAll(async () => {
  service = await startQuery();
  await service.insert("events", [
    eventRow(Date.parse("2026-03-01T10:00:00Z"), { provider: "openai", model: "gpt-4o", team: "a b/c" }),
    eventRow(Date.parse("2026-03-02T10:00:00Z"), { provider: "anthropic", model: "claude-sonnet-4" }),
  ]);
  api = new ApiClient({ url: `${service.url}/`, apiKey: await service.key(["read", "admin"]) });
});
afterAll(() => service.stop());

test("its types are those of the present document", async () => {
  expect(readFileSync(typesFile, "utf8")).toBe(await generated());
});

test("answers are typed by path and method; lists and values reach the service as they are", async () => {
  const query = { from: "2026-03-01", to: "2026-03-02", group_by: ["provider", "model"], top: 10 };
  const usage: Answer<"/v1/usage", "get"> = await api.get("/v1/usage", { query });
  expect(usage.rows.map(({ group, requests }) => [...group, requests])).toEqual([
    ["anthropic", "claude-sonnet-4", 1],
    ["openai", "gpt-4o", 1],
  ]);
  const odd = await api.get("/v1/usage", { query: { ...query, team: ["a b/c"] } });
  expect(odd.total.requests).toBe(1);
  const { key, key_id } = await api.post("/v1/keys", { body: { name: "made", scopes: ["read"] } });
  expect(key).toMatch(/^eco_/);
  const revoked = await api.delete("/v1/keys/{key_id}", { path: { key_id } });
  expect(revoked.revoked_at).not.toBeNull();
  const csv: string = await api.get("/v1/usage/export", { query });
  expect(csv.split("\r\n")[0]).toContain("start");
});

test("a refusal is a problem with its code", async () => {
  const refusal = async (act: Promise<unknown>) => {
    const error = await act.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof ApiProblem)) throw new Error(`no problem: ${String(error)}`);
    return error;
  };
  const refused = await refusal(api.get("/v1/usage", { query: { tz: "Mars/Olympus" } }));
  expect([refused.status, refused.code, refused.problem?.parameter]).toEqual([400, "invalid_parameter", "tz"]);
  expect(refused.retryAfterSeconds).toBeUndefined();
  const stranger = new ApiClient({ url: service.url, token: () => "x.y.z" });
  expect((await refusal(stranger.get("/v1/me", {}))).code).toBe("credential_invalid");
  // What is not the API's own document is told by its status.
  const proxied = new ApiClient({
    url: service.url,
    fetch: async () => new Response("<html>", { status: 502, headers: { "retry-after": "7" } }),
  });
  const behind = await refusal(proxied.get("/v1/me", {}));
  expect([behind.status, behind.code, behind.retryAfterSeconds]).toEqual([502, undefined, 7]);
});
