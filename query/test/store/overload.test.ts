import { type ClickHouseClient, createStoreClient } from "@ecomind/clickhouse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RequestContext } from "../../src/http/request-context.js";
import { selector, storeProblem } from "../../src/store/select.js";
import { StatementTimes } from "../../src/store/statement-times.js";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
  await api.insert(
    "events",
    Array.from({ length: 3_000 }, (_, index) => eventRow(Date.parse("2026-03-01T00:00:00Z") + index * 60_000)),
  );
});
afterAll(() => api.stop());

type Settings = NonNullable<Parameters<typeof createStoreClient>[0]["settings"]>;
const account = () => ({ url: api.engine.url, username: "default", password: "", application: "busy" });

/** A client under which the store has less to give than the service's own limits say: what is refused is real. */
function pressed(client: ClickHouseClient, settings: Settings): ClickHouseClient {
  return new Proxy(client, {
    get: (target, name) =>
      name === "query" || name === "exec"
        ? (asked: Parameters<ClickHouseClient["query"]>[0]) =>
            target[name]({ ...asked, clickhouse_settings: { ...asked.clickhouse_settings, ...settings } })
        : Reflect.get(target, name).bind?.(target),
  });
}

describe.each<[string, Settings]>([
  ["memory that it shares with other statements", { max_memory_usage_for_user: "1000", max_untracked_memory: "0" }],
  ["time", { max_execution_time: 0.001 }],
])("a store that has run out of %s", (_, settings) => {
  test("is told as busy, with Retry-After, and not as the question's fault", async () => {
    const client = createStoreClient(account());
    const busy = await startQuery({ client: pressed(client, settings), keyRing: api.keyRing });
    try {
      const headers = { "x-api-key": await api.key(["admin"]) };
      for (const path of [
        "/v1/usage?from=2026-03-01&to=2026-03-03&group_by=label:x",
        "/v1/usage/export?from=2026-03-01&to=2026-03-03&group_by=label:x",
        ...["csv", "ndjson", "parquet"].flatMap((format) => [
          `/v1/events/export?from=2026-03-01&to=2026-03-03&format=${format}`,
          `/v1/users/ada/export?format=${format}`,
        ]),
      ]) {
        const answer = await busy.call(path, { headers });
        expect([answer.status, answer.body.code], JSON.stringify(answer.body)).toEqual([503, "store_unavailable"]);
        expect(answer.headers.get("retry-after")).toBe("5");
        expect(answer.body.detail).toContain("busy");
      }
      expect((await fetch(`${busy.url}/health/live`)).status).toBe(200);
    } finally {
      await busy.stop();
      await client.close();
    }
  });
});

test("what is too large for any store stays the question's fault", async () => {
  const client = createStoreClient(account());
  const refusal = async (query: string, settings: Settings) =>
    storeProblem(
      await client.query({ query, clickhouse_settings: settings }).then(
        (result) => result.text(),
        (error: unknown) => error,
      ),
    );
  try {
    const own = await refusal("SELECT groupArray(number) FROM numbers(10000000)", { max_memory_usage: "10000000" });
    expect(own.problem).toMatchObject({ status: 422, code: "too_much" });
    const rows = await refusal("SELECT number FROM numbers(100)", { max_result_rows: "10" });
    expect(rows.problem).toMatchObject({ status: 422, code: "too_much" });
    const time = await refusal("SELECT sleepEachRow(0.05) FROM numbers(40)", { max_execution_time: 0.2 });
    expect([time.problem.status, time.headers["retry-after"]]).toEqual([503, "5"]);
  } finally {
    await client.close();
  }
});

test("an answer whose rows become too many once the first of them are written is refused as too large", async () => {
  const client = createStoreClient(account());
  const { selectColumns } = selector(client);
  const context = {
    route: "GET /v1/usage",
    requestId: "many",
    signal: new AbortController().signal,
    statements: new StatementTimes(),
  } as RequestContext;
  try {
    const rows = (many: number) => selectColumns(context, "rows", `SELECT number AS at FROM numbers(${many})`, {});
    await expect(rows(150_000)).resolves.toMatchObject({ at: { length: 150_000, 149999: 149_999 } });
    await expect(rows(3_000_000)).rejects.toMatchObject({ problem: { status: 422, code: "too_much" } });
  } finally {
    await client.close();
  }
});
