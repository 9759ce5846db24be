import { afterAll, beforeAll, expect, test } from "vitest";
import { storeProblem } from "../../src/store/select.js";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
let headers: Readonly<Record<string, string>>;
beforeAll(async () => {
  api = await startQuery();
  headers = { "x-api-key": await api.key(["read"]) };
  const hours = Array.from({ length: 48 }, (_, hour) => Date.parse("2026-03-28T10:20:00Z") + hour * 3_600_000);
  await api.insert(
    "events",
    hours.map((ms) => eventRow(ms, {})),
  );
});
afterAll(() => api.stop());

/** Days as the store cuts them in a zone. */
async function days(zone: string) {
  const question = `from=2026-03-27&to=2026-03-31&interval=day&tz=${encodeURIComponent(zone)}`;
  const { status, body } = await api.call(`/v1/usage?${question}`, { headers });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.rows.map(({ start, requests }: { start: string; requests: number }) => [start, requests]);
}

test.each([
  ["utc", "UTC"],
  ["europe/berlin", "Europe/Berlin"],
  ["ASIA/KOLKATA", "Asia/Kolkata"],
  ["asia/calcutta", "Asia/Kolkata"],
  ["us/pacific", "America/Los_Angeles"],
  ["gb", "Europe/London"],
])("%s is %s", async (written, name) => {
  expect(await days(written)).toEqual(await days(name));
});

test("a zone that the store does not know is the question's fault", () => {
  const { problem } = storeProblem({ code: "36", message: "Cannot load time zone Mars/Olympus: In scope SELECT" });
  expect(problem).toMatchObject({ status: 400, code: "invalid_parameter", parameter: "tz" });
});
