import { afterAll, beforeAll, expect, test } from "vitest";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
let headers: Readonly<Record<string, string>>;
const range = "from=2026-03-01&to=2026-03-02";

beforeAll(async () => {
  api = await startQuery();
  headers = { "x-api-key": await api.key(["read"]) };
  await api.insert("events", [
    eventRow(Date.parse("2026-03-01T10:00:00Z"), { provider: "openai", model: "gpt-4o", tokens_out: 500 }),
    eventRow(Date.parse("2026-03-02T10:00:00Z"), { provider: "openai", model: "gpt-4o-mini", tokens_out: 700 }),
  ]);
});
afterAll(() => api?.stop());

test("the metrics that are named are told alone, with the same figures, in rows and totals", async () => {
  const question = `/v1/usage?${range}&interval=day&group_by=model&compare=previous`;
  const { body: all } = await api.call(question, { headers });
  const { status, body } = await api.call(`${question}&metrics=kgco2e_lb&metrics=requests`, { headers });
  expect(status).toBe(200);
  const some = ({ requests, footprint: { kgco2e_lb } }: typeof all.total) => ({ requests, footprint: { kgco2e_lb } });
  expect(body.total).toEqual(some(all.total));
  expect(body.compared.total).toEqual(some(all.compared.total));
  expect(all.rows).toHaveLength(2);
  expect(body.rows).toEqual(
    all.rows.map(({ start, group, ...sums }: typeof all.total) => ({ start, group, ...some(sums) })),
  );
  const { body: tiers } = await api.call(`${question}&metrics=kwh_it_by_tier`, { headers });
  expect(tiers.total).toEqual({ kwh_it_by_tier: all.total.kwh_it_by_tier });
});

test("a metric that there is not is refused by name, and a file always has all", async () => {
  const { status, body } = await api.call(`/v1/usage?${range}&metrics=joules`, { headers });
  expect([status, body.code, body.parameter]).toEqual([400, "invalid_parameter", "metrics"]);
  const file = await api.call(`/v1/usage/export?${range}&metrics=requests`, { headers });
  expect([file.status, file.body.code, file.body.parameter]).toEqual([400, "unknown_parameter", "metrics"]);
});
