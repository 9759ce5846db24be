import { rebuildHistory, setHistoryBoundary, setHistoryStart } from "@ecomind/clickhouse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

const range = "from=2026-01-10&to=2026-03-20";
const dayMs = 86_400_000;
const models = ["gpt-4o", "claude-sonnet-4", "unheard-of"];
const boundary = "2026-02-15";

let api: QueryFixture;
let admin: Readonly<Record<string, string>>;
const ask = async (path: string) => {
  const { status, body } = await api.call(path, { headers: admin });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const settle = (minimum_group_size: number) =>
  api.call("/v1/settings", {
    method: "PUT",
    headers: admin,
    body: { raw_retention_days: null, rollup_retention_days: null, minimum_group_size },
  });

/** Questions that the history can answer as the events did. */
const kept = [
  "",
  "&interval=day",
  "&interval=day&tz=Asia/Kathmandu&group_by=model",
  "&interval=month&tz=America/St_Johns&group_by=provider&group_by=region",
  "&interval=week&tz=Europe/Berlin&group_by=team",
  "&interval=hour&tz=America/New_York&source=api",
  "&group_by=tier&group_by=basis",
  "&not_model=gpt-4o&team=a",
  "&interval=day&compare=custom&compare_from=2026-01-20&compare_to=2026-02-20",
  "&group_by=model&compare=custom&compare_from=2025-12-01&compare_to=2026-01-20",
];
const fifteen = "/v1/usage?from=2026-02-10&to=2026-02-20&interval=15m&group_by=source";
const daily = `/v1/aggregate/daily?${range}&group_by=provider,model`;

let before: Record<string, unknown>[];
let recorded: unknown;
beforeAll(async () => {
  api = await startQuery();
  admin = { authorization: `Bearer ${await api.issuer.token({ sub: "boss", org_id: "crew", roles: ["admin"] })}` };
  const startMs = Date.parse("2026-01-10T00:07:00Z");
  await api.insert(
    "events",
    Array.from({ length: 1400 }, (_, n) =>
      eventRow(startMs + Math.floor((n * 69.7 * dayMs) / 1400), {
        org_id: "crew",
        team: n % 3 === 0 ? "a" : "b",
        user_id: `user-${n % 7}`,
        model: models[n % models.length] ?? "",
        source: n % 5 === 0 ? "api" : "sdk",
        labels: { project: n % 2 === 0 ? "atlas" : "hermes" },
        tokens_in: 1000 + n,
      }),
    ),
  );
  await settle(1);
  before = await Promise.all([...kept.map((query) => `/v1/usage?${range}${query}`), fifteen, daily].map(ask));
  recorded = await ask("/v1/recorded");
  await rebuildHistory(api.client, "crew");
  await setHistoryBoundary(api.client, { orgId: "crew", before: boundary, events: 0, state: "deleting" });
  await api.client.command({
    query: `DELETE FROM events WHERE org_id = 'crew' AND ts < '${boundary}'`,
    clickhouse_settings: { lightweight_deletes_sync: "2" },
  });
});
afterAll(() => api?.stop());

/** Figures to nine digits: what is summed in another order differs in the last ones. */
const rounded = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer), (_, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value,
  );

test("a question about time whose events have expired is answered as before, out of the history", async () => {
  const after = await Promise.all([...kept.map((query) => `/v1/usage?${range}${query}`), fifteen, daily].map(ask));
  after.forEach((answer, index) => {
    expect(rounded(answer), kept[index] ?? "").toEqual(rounded(before[index]));
  });
  const [{ total }] = after as [{ total: { requests: number } }];
  expect(total.requests).toBe(1400);
  expect(await ask("/v1/recorded")).toEqual({ from: "2026-01-10T00:00:00Z" });
  expect(recorded).toEqual({ from: "2026-01-10T00:07:00Z" });
});

test.each([
  "group_by=user",
  "user=user-1",
  "group_by=label:project&interval=month",
  "label=project%3Datlas",
])("of %s the history knows nothing: the answer says from when it is whole", async (query) => {
  const answer = await ask(`/v1/usage?${range}&${query}&compare=custom&compare_from=2026-01-10&compare_to=2026-01-20`);
  expect(answer.complete_from).toBe("2026-02-15T00:00:00.000Z");
  expect(answer.compared.complete_from).toBe(answer.complete_from);
  expect([answer.total.requests > 0, answer.compared.total.requests]).toEqual([true, 0]);
  const later = await ask(`/v1/usage?from=${boundary}&to=2026-03-20&${query}`);
  expect([later.complete_from, later.total.requests]).toEqual([undefined, answer.total.requests]);
});

test("nor does it tell of teams where an answer must be about enough persons", async () => {
  await settle(2);
  for (const query of ["group_by=team", "team=a"]) {
    const answer = await ask(`/v1/usage?${range}&${query}`);
    expect(answer.complete_from).toBe("2026-02-15T00:00:00.000Z");
    expect(answer.total.requests).toBeLessThan(700);
  }
  expect((await ask(`/v1/usage?${range}&group_by=model`)).total.requests).toBe(1400);
});

test("where the history has expired as well, every answer about the time before says from when it is whole", async () => {
  await settle(1);
  const start = "2026-01-25";
  const startsAt = "2026-01-25T00:00:00.000Z";
  await setHistoryStart(api.client, { orgId: "crew", startsAt: start });
  await api.client.command({
    query: `ALTER TABLE usage_history DELETE WHERE org_id = 'crew' AND bucket < '${start}' SETTINGS mutations_sync = 2`,
  });
  for (const query of kept.slice(0, 8)) {
    const answer = await ask(`/v1/usage?${range}${query}`);
    expect(answer.complete_from, query).toBe(startsAt);
    expect(answer.total.requests, query).toBeLessThan(1400);
  }
  const compared = "compare=custom&compare_from=2025-12-01&compare_to=2026-01-15";
  const later = await ask(`/v1/usage?from=${start}&to=2026-03-20&${compared}`);
  expect([later.complete_from, later.compared.complete_from]).toEqual([undefined, startsAt]);
  expect(later.compared.total.requests).toBe(0);
  expect((await ask(`/v1/usage?${range}&group_by=user`)).complete_from).toBe("2026-02-15T00:00:00.000Z");
  const headerOf = async (path: string) => {
    const response = await fetch(`${api.url}${path}`, { headers: admin });
    await response.arrayBuffer();
    return [response.status, response.headers.get("x-complete-from")];
  };
  expect(await headerOf(daily)).toEqual([200, startsAt]);
  expect(await headerOf(`/v1/usage/export?${range}&format=csv`)).toEqual([200, startsAt]);
  expect(await headerOf(`/v1/aggregate/daily?${range}&group_by=user`)).toEqual([200, "2026-02-15T00:00:00.000Z"]);
  expect(await headerOf(`/v1/aggregate/daily?from=${start}&to=2026-03-20`)).toEqual([200, null]);
  const documented = api.document.paths["/v1/aggregate/daily"]?.get?.responses[200];
  expect(JSON.parse(JSON.stringify(documented)).headers).toHaveProperty("x-complete-from");
}, 60_000);

test("another organisation's history is its own", async () => {
  const { body } = await api.call(`/v1/usage?${range}`, { headers: { "x-api-key": await api.key(["read"]) } });
  expect([body.total.requests, body.complete_from]).toEqual([0, undefined]);
});
