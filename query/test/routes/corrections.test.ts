import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
}, 240_000);
afterAll(() => api.stop());

const hourMs = 3_600_000;
const atMs = Math.floor(Date.now() / hourMs) * hourMs - 2 * hourMs;
const negated = (row: ReturnType<typeof eventRow>) => ({
  ...row,
  ...{ requests: -1, tokens_in: -row.tokens_in, tokens_out: -row.tokens_out, tokens_out_ramp: -row.tokens_out_ramp },
});
const range = `from=${new Date(atMs - hourMs).toISOString()}&to=${new Date(atMs + hourMs).toISOString()}`;
const usage = async (more = "") => (await api.call(`/v1/usage?${range}&interval=total${more}`)).body.rows;

test("a corrected event counts by its last revision, by every grouping, and is listed once", async () => {
  const first = eventRow(atMs, { tokens_in: 100, tokens_out: 10, team: "maps" });
  const second = { ...first, revision: 1, tokens_in: 300, model: "gpt-4o-mini", offset: first.offset + 10_000 };
  await api.insert("events", [first, negated(first), second]);
  for (const more of ["", "&group_by=model", "&group_by=user", "&group_by=team", "&group_by=label:project"])
    expect(await usage(more), more).toMatchObject([{ requests: 1, tokens_in: 300, tokens_out: 10 }]);
  expect((await usage("&group_by=model"))[0].group).toEqual(["gpt-4o-mini"]);
  const listed = (await api.call(`/v1/events?${range}`)).body.events;
  expect(listed).toMatchObject([{ id: first.id, revision: 1, tokens_in: 300, requests: 1, aggregated: false }]);
  const one = (await api.call(`/v1/footprint/${first.id}`)).body;
  expect(one.event).toMatchObject({ revision: 1, model: "gpt-4o-mini" });
  const accounts = (await api.call("/v1/accounting")).body;
  expect(accounts.in_events).toBe(2);
});

test("a deleted event is gone from rows, rollups and lists, is in the audit log, and cannot come back", async () => {
  const [{ id }] = (await api.call(`/v1/events?${range}`)).body.events;
  const other = eventRow(atMs, { tokens_in: 7 });
  await api.insert("events", [other]);
  const reader = await api.key(["read"]);
  const path = `/v1/events/${id}`;
  expect((await api.call(path, { method: "DELETE", headers: { "x-api-key": reader } })).status).toBe(403);
  const foreign = await api.key(["admin"], { org_id: "other" });
  expect((await api.call(path, { method: "DELETE", headers: { "x-api-key": foreign } })).status).toBe(404);
  expect(await api.call(path, { method: "DELETE" })).toMatchObject({ status: 200, body: { id } });
  expect(await usage()).toMatchObject([{ requests: 1, tokens_in: 7 }]);
  expect((await api.call(`/v1/events?${range}`)).body.events).toMatchObject([{ id: other.id }]);
  expect(Number((await api.rows<{ n: number }>(`SELECT count() AS n FROM events WHERE id = '${id}'`))[0]?.n)).toBe(0);
  // Where the stream looks before it stores, with every record that had it, whatever merges.
  const kept = await api.rows<{ n: number }>(
    `SELECT sum(length(records)) AS n FROM erased_identities FINAL WHERE id = '${id}' AND kept_until > today() + 3650`,
  );
  expect(Number(kept[0]?.n)).toBe(2);
  expect((await api.call(path, { method: "DELETE" })).status).toBe(404);
  const audit = (await api.call("/v1/audit")).body.entries as { action: string; outcome: string }[];
  expect(audit.filter(({ action }) => action === "deleteEvent").map(({ outcome }) => outcome)).toContain("done");
});

test("use without tokens is counted apart and has no footprint; measured energy stands in place of the estimate", async () => {
  const unknown = {
    tokens_in: 0,
    tokens_out: 0,
    tokens_out_ramp: 0,
    requests_without_tokens: 1,
    tokens_basis: "unknown",
  };
  const sides = { tokens_in_basis: "unknown", tokens_out_basis: "unknown" };
  const row = (team: string, fields: object) => ({ ...eventRow(atMs, { team, id: randomUUID() }), ...fields });
  await api.insert("events", [
    row("dark", { ...unknown, ...sides }),
    row("metered", { ...unknown, ...sides, energy_boundary: "facility", energy_uwh: 2_000_000 }),
    row("sums", { requests: 40, tokens_in: 400, tokens_out: 40, tokens_out_ramp: 0 }),
  ]);
  const of = async (team: string) => (await usage(`&team=${team}`))[0];
  const dark = await of("dark");
  expect(dark).toMatchObject({ requests: 1, requests_without_tokens: 1, requests_measured: 0 });
  expect(Object.values(dark.footprint)).toEqual(Object.values(dark.footprint).map(() => null));
  const metered = await of("metered");
  expect(metered).toMatchObject({ requests: 1, requests_without_tokens: 1, requests_measured: 1 });
  expect(metered.footprint.kwh_facility).toEqual({ low: 0.002, central: 0.002, high: 0.002 });
  expect(metered.footprint.kwh_it.low).toBeLessThan(0.002);
  expect(Object.keys(metered.kwh_it_by_tier)).toEqual(["S"]);
  expect(await of("sums")).toMatchObject({ requests: 40, tokens_in: 400 });
  const listed = (await api.call(`/v1/events?${range}&team=dark`)).body.events;
  expect(listed).toMatchObject([{ tokens_in: null, tokens_out: null, tokens_in_basis: "unknown" }]);
  const footprint = (await api.call(`/v1/footprint/${listed[0].id}`)).body;
  expect([footprint.kwh_it, footprint.kgco2e_lb]).toEqual([null, null]);
});
