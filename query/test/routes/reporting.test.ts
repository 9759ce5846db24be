import { afterAll, beforeAll, expect, test } from "vitest";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
  await api.insert("events", [eventRow("2026-09-30T22:30:00Z"), eventRow("2026-10-31T22:59:00Z")]);
}, 240_000);
afterAll(() => api?.stop());

const put = (body: unknown, headers?: Record<string, string>) =>
  api.call("/v1/reporting", { method: "PUT", body, ...(headers && { headers }) });
const october = async (more = "") => (await api.call(`/v1/usage?from=2026-10-01&to=2026-10-31${more}`)).body;

test("days are the organisation's where a request names no zone, in files too, and the first clients' stay UTC", async () => {
  expect((await api.call("/v1/reporting")).body).toEqual({ zone: null, language: null });
  expect(await october()).toMatchObject({ timezone: "UTC", from: "2026-10-01T00:00:00.000Z", total: { requests: 1 } });
  expect(await put({ zone: "Europe/Berlin", language: "de" })).toMatchObject({
    status: 200,
    body: { zone: "Europe/Berlin", language: "de" },
  });
  const berlin = { timezone: "Europe/Berlin", from: "2026-09-30T22:00:00.000Z", total: { requests: 2 } };
  expect(await october()).toMatchObject(berlin);
  expect(await october("&tz=UTC")).toMatchObject({ timezone: "UTC", total: { requests: 1 } });
  const key = await api.key(["read"]);
  const file = await fetch(`${api.url}/v1/usage/export?from=2026-10-01&to=2026-10-31`, {
    headers: { "x-api-key": key },
  });
  expect(file.headers.get("content-disposition")).toContain("Berlin");
  const events = (await api.call("/v1/events?from=2026-10-01&to=2026-10-31")).body.events;
  expect(events).toHaveLength(2);
  const daily = (await api.call("/v1/aggregate/daily?from=2026-10-01&to=2026-10-31")).body;
  expect(daily).toMatchObject({ from: "2026-10-01", to: "2026-10-31", data: [{ date: "2026-10-31" }] });
  const { entries } = (await api.call("/v1/audit")).body;
  expect(entries.filter(({ action }: { action: string }) => action === "putReporting")).toMatchObject([
    {
      action: "putReporting",
      before: { zone: null, language: null },
      after: { zone: "Europe/Berlin", language: "de" },
    },
  ]);
  await put({ zone: null, language: null });
  expect(await october()).toMatchObject({ timezone: "UTC" });
});

test("a zone that is none, and a reader, are refused", async () => {
  expect(await put({ zone: "Mars/Base", language: null })).toMatchObject({ status: 400, body: { pointer: "/zone" } });
  expect((await put({ zone: "UTC", language: "fr" })).status).toBe(400);
  const reader = { "x-api-key": await api.key(["read"]) };
  expect((await put({ zone: "UTC", language: null }, reader)).status).toBe(403);
});
