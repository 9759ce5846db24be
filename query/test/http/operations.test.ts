import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operations } from "../../src/operations.js";
import { apiTime } from "../../src/store/times.js";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
const called = new Set<string>();
const hourMs = 3_600_000;
const range = "from=2026-03-01&to=2026-03-31";
const mine = eventRow("2026-03-10T10:07:00.123Z", {
  user_id: "ada",
  tokens_in: 2000,
  tokens_cached: 500,
  tokens_out: 700,
  labels: { project: "atlas" },
});

beforeAll(async () => {
  api = await startQuery();
  await api.insert("events", [
    mine,
    eventRow("2026-03-11T10:00:00Z", {
      user_id: "bob",
      team: "sales",
      provider: "anthropic",
      model: "claude-sonnet-4",
    }),
    eventRow("2026-03-11T11:00:00Z", { user_id: "bob", team: "sales", model: "gpt-4o-mini", source: "ext-chrome" }),
    eventRow("2026-03-10T10:07:00Z", { org_id: "other", user_id: "eve", provider: "mistral", team: "secret" }),
    eventRow(Date.now() - 1000, { user_id: "bob", labels: { project: "atlas" } }),
    eventRow(Date.now() - 1000, { user_id: "ada", provider: "anthropic", model: "claude-sonnet-4" }),
    eventRow(Date.now() - 1000, { org_id: "other", user_id: "ada", provider: "mistral" }),
  ]);
});
afterAll(() => api.stop());

/** Calls an operation and remembers that it was. */
async function ask(id: string, path: string, options: Parameters<QueryFixture["call"]>[1] = {}) {
  called.add(id);
  const answer = await api.call(path, options);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

describe("every operation answers", () => {
  test("usage: groups, intervals, filters, the total, nothing of another organisation", async () => {
    const byTeam = await ask("getUsage", `/v1/usage?${range}&group_by=team`);
    expect(byTeam.rows.map((row: { group: string[]; requests: number }) => [...row.group, row.requests])).toEqual([
      ["research", 1],
      ["sales", 2],
    ]);
    expect(byTeam.total).toMatchObject({ requests: 3, tokens_in: 4000, tokens_cached: 500, tokens_out: 1700 });
    expect(byTeam).toMatchObject({ from: "2026-03-01T00:00:00.000Z", to: "2026-04-01T00:00:00.000Z", partial: false });
    const byLabel = await ask("getUsage", `/v1/usage?${range}&group_by=label:project&interval=day`);
    expect(byLabel.rows.map(({ start, group }: { start: string; group: string[] }) => [start, group[0]])).toEqual([
      ["2026-03-10T00:00:00.000Z", "atlas"],
      ["2026-03-11T00:00:00.000Z", ""],
    ]);
    const one = await ask("getUsage", `/v1/usage?${range}&user=bob&not_model=gpt-4o-mini`);
    expect(one.total.requests).toBe(1);
    const none = await ask("getUsage", `/v1/usage?${range}&team=secret`);
    expect(none.total.requests).toBe(0);
  });

  test("today and daily: the shapes of the first clients, and a person's own top list", async () => {
    const all = await ask("getToday", "/v1/today?tz=Asia/Kathmandu");
    expect(all).toMatchObject({ org_id: "acme", call_count: 2 });
    expect(all.kwh).toBeGreaterThan(0);
    expect(all.water_liters).toBeGreaterThan(0);
    expect(all.co2_kg).toBeGreaterThan(0);
    const own = await ask("getToday", "/v1/today?tz=Asia/Kathmandu&user_id=ada");
    expect(own.top_providers).toEqual([{ provider: "anthropic", count: 1 }]);
    expect(own.top_models).toEqual([{ model: "claude-sonnet-4", count: 1 }]);
    const daily = await ask("getDaily", `/v1/aggregate/daily?${range}&group_by=provider,user`);
    expect(daily).toMatchObject({
      org_id: "acme",
      from: "2026-03-01",
      to: "2026-03-31",
      group_by: ["provider", "user"],
    });
    expect(
      daily.data.map((row: { date: string; provider: string; model: null; user_id: string; call_count: number }) => [
        row.date,
        row.provider,
        row.model,
        row.user_id,
        row.call_count,
      ]),
    ).toEqual([
      ["2026-03-10", "openai", null, "ada", 1],
      ["2026-03-11", "anthropic", null, "bob", 1],
      ["2026-03-11", "openai", null, "bob", 1],
    ]);
  });

  test("SQL: the organisation's own rows, and a refusal that says why", async () => {
    const body = {
      query: "SELECT model, count() FROM events WHERE team = {team:String} GROUP BY model ORDER BY model",
    };
    const { columns, rows } = await ask("askSql", "/v1/sql", {
      method: "POST",
      body: { ...body, parameters: { team: "sales" } },
    });
    expect(columns.map(({ name }: { name: string }) => name)).toEqual(["model", "count()"]);
    expect(rows).toEqual([
      ["claude-sonnet-4", "1"],
      ["gpt-4o-mini", "1"],
    ]);
    const refused = await api.call("/v1/sql", { method: "POST", body: { query: "SELECT * FROM system.users" } });
    expect(refused).toMatchObject({
      status: 400,
      body: { code: "sql_refused", detail: "System tables are not available." },
    });
  });

  test("events: page by page, the newest first, each once", async () => {
    const first = await ask("listEvents", `/v1/events?${range}&limit=2`);
    const second = await ask("listEvents", `/v1/events?${range}&limit=2&cursor=${first.next}`);
    const ts = [...first.events, ...second.events].map((event: { ts: string }) => event.ts);
    expect(ts).toEqual(["2026-03-11T11:00:00.000Z", "2026-03-11T10:00:00.000Z", "2026-03-10T10:07:00.123Z"]);
    expect(second.next).toBeNull();
    expect(second.events[0]).toMatchObject({ id: mine.id, tokens_out: 700, labels: { project: "atlas" } });
  });

  test("events: the filters of use, page by page; a cursor is a place in time, whatever is asked", async () => {
    const filtered = `${range}&user=bob&not_model=gpt-4o`;
    const first = await ask("listEvents", `/v1/events?${filtered}&limit=1`);
    const second = await ask("listEvents", `/v1/events?${filtered}&limit=1&cursor=${first.next}`);
    const third = await ask("listEvents", `/v1/events?${filtered}&limit=1&cursor=${second.next}`);
    const models = [first, second].map(({ events }) => events[0].model);
    expect(models).toEqual(["gpt-4o-mini", "claude-sonnet-4"]);
    expect(third).toEqual({ events: [], next: null });
    const byLabel = await ask("listEvents", `/v1/events?${range}&label=project=atlas&team=research`);
    expect(byLabel.events.map(({ id }: { id: string }) => id)).toEqual([mine.id]);
    // With other filters: what is older than that place, and nothing else.
    const others = await ask("listEvents", `/v1/events?${range}&user=ada&cursor=${first.next}`);
    expect(others.events.map(({ id }: { id: string }) => id)).toEqual([mine.id]);
    for (const name of ["tier", "not_tier"]) {
      const { status, body } = await api.call(`/v1/events?${range}&${name}=S`);
      expect([status, body.code, body.parameter]).toEqual([400, "unknown_parameter", name]);
    }
  });

  test("events of one millisecond are told apart by the cursor", async () => {
    const rows = Array.from({ length: 25 }, () => eventRow("2026-02-10T00:00:00.001Z"));
    await api.insert("events", rows);
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const page = await ask(
        "listEvents",
        `/v1/events?from=2026-02-10&to=2026-02-10&limit=10${next ? `&cursor=${next}` : ""}`,
      );
      seen.push(...page.events.map(({ id }: { id: string }) => id));
      next = page.next;
    } while (next !== null);
    expect(seen).toHaveLength(25);
    expect([...seen].sort()).toEqual(rows.map(({ id }) => id).sort());
  });

  test("footprint, estimate, factors, factor sets", async () => {
    const explained = await ask("getFootprint", `/v1/footprint/${mine.id}`);
    expect(explained.event.id).toBe(mine.id);
    expect(explained.factors.length).toBeGreaterThan(3);
    for (const factor of explained.factors) expect(factor.source, factor.id).not.toBe("");
    const body = { provider: "openai", model: "gpt-4o", tokens_in: 2000, tokens_cached: 500, tokens_out: 700 };
    const estimated = await ask("estimate", "/v1/estimate", { method: "POST", body });
    expect(estimated.kwh_it).toEqual(explained.kwh_it);
    const list = await ask("listFactors", "/v1/factors");
    expect(list.models.length).toBe(api.factors.models.length);
    const sets = await ask("listFactorSets", "/v1/factor-sets");
    expect(sets.factor_sets.map((set: { factor_set: string }) => set.factor_set)).toEqual([api.factors.version]);
  });

  test("accounting, dead letters, pipeline, dimensions", async () => {
    const now = new Date().toISOString().replace("T", " ").replace("Z", "");
    const five = { records_read: 9, stored: 5, duplicates: 2, dead_letters: 1, erased: 1 };
    await api.insert("batches", [
      {
        epoch: 1,
        partition: 0,
        start_offset: 0,
        end_offset: 12,
        ...five,
        orgs: { acme: five, other: { ...five, stored: 100 } },
        last_key: "acme/x",
        oldest_record_at: now,
        newest_record_at: now,
        fence: 1,
      },
    ]);
    const letter = {
      epoch: 1,
      topic: "events",
      partition: 0,
      record_at: now,
      dead_at: now,
      reason: "unreadable",
      stage: "upcast",
    };
    await api.insert("dead_letters", [
      { ...letter, offset: 1, org_id: "acme" },
      { ...letter, offset: 1, org_id: "acme" },
      { ...letter, offset: 2, org_id: "other" },
    ]);
    const events = await api.rows<{ many: string }>("SELECT count() AS many FROM events WHERE org_id = 'acme'");
    expect(await ask("getAccounting", "/v1/accounting")).toMatchObject({
      org_id: "acme",
      ...five,
      in_events: Number(events[0]?.many),
      dead_letters_kept: 1,
    });
    const letters = await ask("listDeadLetters", "/v1/dead-letters");
    expect(letters.dead_letters).toMatchObject([{ reason: "unreadable", stage: "upcast", count: 1 }]);
    const pipeline = await ask("getPipeline", "/v1/pipeline");
    expect(pipeline.minutes).toMatchObject([{ records_read: 9, stored: 5 }]);
    const dimensions = await ask("listDimensions", "/v1/dimensions");
    expect(dimensions.providers).toEqual(["anthropic", "openai"]);
    expect(dimensions.teams).toEqual(["research"]);
    expect(dimensions.labels).toEqual(["project"]);
    const [first] = await api.rows<{ at: string }>(
      "SELECT formatDateTime(min(ts), '%FT%TZ', 'UTC') AS at FROM events WHERE org_id = 'acme'",
    );
    expect(await ask("getRecorded", "/v1/recorded")).toEqual({ from: first?.at });
  });

  test("keys: made, used at once, rotated, revoked, and no secret is shown again", async () => {
    const made = await ask("createKey", "/v1/keys", {
      method: "POST",
      body: { name: "ci", scopes: ["read"], expires_in_days: 30 },
    });
    expect(await ask("getMe", "/v1/me", { headers: { "x-api-key": made.key } })).toEqual({
      org_id: "acme",
      id: made.key_id,
      kind: "api-key",
      role: "analyst",
    });
    const rotated = await ask("rotateKey", `/v1/keys/${made.key_id}/rotate`, { method: "POST" });
    expect(rotated).toMatchObject({ name: "ci", scopes: ["read"], expires_at: made.expires_at });
    for (const key of [made.key, rotated.key]) await ask("getMe", "/v1/me", { headers: { "x-api-key": key } });
    const revoked = await ask("revokeKey", `/v1/keys/${rotated.key_id}`, { method: "DELETE" });
    expect(revoked.revoked_at).not.toBeNull();
    const refused = await api.call("/v1/me", { headers: { "x-api-key": rotated.key } });
    expect([refused.status, refused.body.code]).toEqual([401, "credential_revoked"]);
    const list = await ask("listKeys", "/v1/keys");
    const [old] = list.keys.filter((key: { key_id: string }) => key.key_id === made.key_id);
    // The old key works for a day more, not for a month.
    expect(Date.parse(old.expires_at) - Date.now()).toBeLessThan(25 * hourMs);
    expect(JSON.stringify(list)).not.toContain("secret");
    const lastUsed = async () => {
      const { keys } = await ask("listKeys", "/v1/keys");
      return keys.find((key: { key_id: string }) => key.key_id === made.key_id).last_used_at;
    };
    await expect.poll(lastUsed, { timeout: 5_000 }).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
    const unused = await ask("createKey", "/v1/keys", { method: "POST", body: { name: "idle", scopes: ["read"] } });
    const { keys } = await ask("listKeys", "/v1/keys");
    expect(keys.find((key: { key_id: string }) => key.key_id === unused.key_id).last_used_at).toBeNull();
  });

  test("rotating never lengthens a key's life, and a dead key is not rotated", async () => {
    const soon = new Date(Date.now() + hourMs).toISOString().replace("T", " ").replace("Z", "");
    const past = new Date(Date.now() - hourMs).toISOString().replace("T", " ").replace("Z", "");
    const shortKey = (await api.key(["read"], { expires_at: soon })).split("_")[1];
    await ask("rotateKey", `/v1/keys/${shortKey}/rotate`, { method: "POST" });
    const { keys } = await ask("listKeys", "/v1/keys");
    expect(keys.find((key: { key_id: string }) => key.key_id === shortKey).expires_at).toBe(apiTime(soon));
    for (const fields of [{ revoked_at: past }, { expires_at: past }]) {
      const id = (await api.key(["read"], fields)).split("_")[1];
      const refused = await api.call(`/v1/keys/${id}/rotate`, { method: "POST" });
      expect([refused.status, refused.body.code]).toEqual([409, "key_ended"]);
    }
  });

  test("members: put, listed, removed; every act is in the audit log", async () => {
    const path = "/v1/members/user%2F%3Fx";
    await ask("putMember", path, { method: "PUT", body: { role: "analyst", team: "sales" } });
    const person = { user_id: "user/?x", role: "analyst", team: "sales", active: true };
    expect((await ask("listMembers", "/v1/members")).members).toContainEqual({ ...person, keys: 0 });
    await ask("removeMember", path, { method: "DELETE" });
    expect((await ask("listMembers", "/v1/members")).members).toContainEqual({
      ...person,
      role: "viewer",
      team: "",
      active: false,
      keys: 0,
    });
    const headers = { "x-api-key": await api.key(["read"]) };
    const refused = await api.call(path, { method: "DELETE", headers });
    expect(refused.status).toBe(403);
    const { entries } = await ask("listAudit", "/v1/audit?limit=3");
    expect(entries.map(({ action, outcome, target }: Record<string, string>) => [action, outcome, target])).toEqual([
      ["removeMember", "refused", "user/?x"],
      ["removeMember", "done", "user/?x"],
      ["putMember", "done", "user/?x"],
    ]);
    expect(entries[0].request_id).toBe(refused.headers.get("x-request-id"));
  });

  test("a factor set is chosen, and the choice taken back", async () => {
    const version = api.factors.version;
    const chosen = await ask("chooseFactorSet", `/v1/factor-sets/chosen/${version}`, { method: "PUT" });
    expect(chosen).toMatchObject({ chosen: version, choices: [{ factor_set: version }] });
    const followed = await ask("followFactorSets", "/v1/factor-sets/chosen", { method: "DELETE" });
    expect(followed.choices[0].factor_set).toBeNull();
  });

  test("accounts of tools: made, listed, ended", async () => {
    const made = await ask("createSqlAccount", "/v1/sql/accounts", { method: "POST", body: { name: "grafana" } });
    const { accounts } = await ask("listSqlAccounts", "/v1/sql/accounts");
    const { password: _, database: __, ...listed } = made;
    expect(accounts).toContainEqual(listed);
    const ended = await ask("revokeSqlAccount", `/v1/sql/accounts/${made.user}`, { method: "DELETE" });
    expect(ended.revoked_at).not.toBeNull();
    expect((await api.call("/v1/sql/accounts/ecomind_sql_nobody", { method: "DELETE" })).status).toBe(404);
  });

  test("no operation was left out", () => {
    const tested = new Set([...called]);
    expect(operations.map(({ id }) => id).filter((id) => !tested.has(id) && !testedElsewhere.has(id))).toEqual([]);
  });
});

/** Operations whose happy path stands in a test file of their own. */
const testedElsewhere = new Set<string>([
  "exportUsage",
  "exportFocus",
  "exportEvents",
  "getExport",
  "getSettings",
  "previewSettings",
  "putSettings",
  "eraseUser",
  "getErasure",
  "exportUser",
  "listSavedQueries",
  "listSqlTables",
  "putSavedQuery",
  "deleteSavedQuery",
  "deleteEvent",
  "getReporting",
  "putReporting",
  "listNameMappings",
  "putNameMapping",
  "deleteNameMapping",
  "listUnrecognisedNames",
]);
