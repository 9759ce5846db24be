import { afterAll, beforeAll, expect, test } from "vitest";
import { type QueryFixture, startQuery } from "../fixture.js";

const persons = 60_000;
let api: QueryFixture;
let headers: Readonly<Record<string, string>>;

/** Everyone asks each of five models once, an hour before the day's end; the last ones' answers are the longest. */
const fill = (day: string, firstPerson: number) => `
  INSERT INTO events (org_id, ts, id, received_at, user_id, provider, model, tokens_basis, tokens_out)
  SELECT 'acme', toDateTime64('${day} 23:00:00', 3, 'UTC'), generateUUIDv4(), now(), concat('p', toString(${firstPerson} + number % ${persons})),
    'openai', ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'unsupported:dall-e-3', 'house-model'][1 + intDiv(number, ${persons})], 'reported', 1 + number % ${persons}
  FROM numbers(${5 * persons})`;

beforeAll(async () => {
  api = await startQuery();
  headers = { "x-api-key": await api.key(["read"]) };
  await api.client.command({ query: fill("2025-06-01", 0) });
  await api.client.command({ query: fill("2025-06-02", 30_000) });
});
afterAll(() => api?.stop());

test("of more persons than an answer may have cells for, the largest are told and the others are one", async () => {
  const { status, body } = await api.call("/v1/usage?from=2025-06-02&to=2025-06-02&group_by=user&top=3", { headers });
  expect(status).toBe(200);
  const told = body.rows.map(({ group, requests }: { group: string[]; requests: number }) => [...group, requests]);
  expect(told).toEqual([
    ["p89997", 5],
    ["p89998", 5],
    ["p89999", 5],
    ["__other__", 5 * persons - 15],
  ]);
  expect(body.total.requests).toBe(5 * persons);
});

test("a compared day tells the same persons apart, and those alone", async () => {
  const path = "/v1/usage?from=2025-06-02&to=2025-06-02&group_by=user&compare=previous";
  const { body } = await api.call(`${path}&top=3&user=p89999&user=p59999&user=p59998&user=p5&user=p6&user=p7`, {
    headers,
  });
  const told = (rows: { group: string[]; requests: number }[]) =>
    Object.fromEntries(rows.map(({ group, requests }) => [group[0], requests]));
  // Today there are three of them; the day before, where two of these used something, there is place for one more.
  expect(told(body.rows)).toEqual({ p89999: 5, p59999: 5, p59998: 5 });
  expect(told(body.compared.rows)).toEqual({ p59999: 5, p59998: 5, p7: 5, __other__: 10 });
});

test("persons and models together are ranked as pairs", async () => {
  const { body } = await api.call(
    "/v1/usage?from=2025-06-02&to=2025-06-02&group_by=user&group_by=model&top=2&user=p89999&user=p30000",
    { headers },
  );
  expect(body.rows).toHaveLength(3);
  expect(body.rows.slice(0, 2).map(({ group }: { group: string[] }) => group[0])).toEqual(["p89999", "p89999"]);
  expect(body.rows[2].group).toEqual(["__other__", "__other__"]);
  expect(body.rows[2].requests).toBe(8);
});

test("a thousand persons with the longest of names are told apart", async () => {
  await api.client.command({
    query: `INSERT INTO events (org_id, ts, id, received_at, user_id, provider, model, tokens_basis, tokens_out)
      SELECT 'acme', toDateTime64('2025-07-01 08:00:00', 3, 'UTC'), generateUUIDv4(), now(), concat(repeat('🧑', 123), leftPad(toString(number), 5, '0')),
        'openai', 'gpt-4o', 'reported', 1 + number FROM numbers(1500)`,
  });
  const path = "/v1/usage?from=2025-07-01&to=2025-07-01&group_by=user&group_by=model&top=1000&metrics=requests";
  const { status, body } = await api.call(path, { headers });
  expect([status, body.rows?.length, body.rows?.at(-1), body.total]).toEqual([
    200,
    1001,
    { start: "2025-07-01T00:00:00.000Z", group: ["__other__", "__other__"], requests: 500 },
    { requests: 1500 },
  ]);
});
