import { createLogger, createMetrics } from "@ecomind/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AnalystSql } from "../../src/sql/analyst-sql.js";
import { OverdueStatements } from "../../src/sql/overdue-statements.js";
import { type AnalystEngine, answerTo, question, startAnalystEngine } from "./analyst-engine.js";

let engine: AnalystEngine;
beforeAll(async () => {
  engine = await startAnalystEngine();
});
afterAll(() => engine.stop());

test("a statement three times beyond its limit is counted, and ended where the engine does not do it itself", async () => {
  const registry = createMetrics("query");
  const logger = createLogger({ service: "query", level: "silent" });
  const watch = new OverdueStatements({ client: engine.client, registry, logger, kill: true, intervalMs: 3_600_000 });
  const metric = async (name: string) =>
    Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, "m").exec(await registry.metrics())?.[1]);
  // One call, which no limit ends: three seconds.
  const asked = engine.client
    .command({
      query: "SELECT sleep(3)",
      clickhouse_settings: { log_comment: "ecomind-query sql", max_execution_time: 0.1 },
    })
    .catch((error: Error) => error);
  await expect
    .poll(
      async () => {
        await watch.look();
        return await metric("query_sql_killed_statements_total");
      },
      { timeout: 20_000, interval: 200 },
    )
    .toBeGreaterThan(0);
  await asked;
  await expect
    .poll(
      async () => {
        await watch.look();
        return await metric("query_sql_overdue_statements");
      },
      { timeout: 20_000, interval: 200 },
    )
    .toBe(0);
  expect(await metric("query_engine_restarts_last_day")).toBe(0);
  const restart = {
    org_id: "acme",
    actor: "clickhouse",
    actor_kind: "service",
    action: "restartEngine",
    outcome: "done",
  };
  await engine.client.insert({
    table: "audit_log",
    values: [restart],
    format: "JSONEachRow",
  });
  await watch.look();
  expect(await metric("query_engine_restarts_last_day")).toBe(1);
  expect(watch.isResting("acme")).toBe(false);

  // A second restart within the hour: its organisation's SQL rests, and no other's.
  await engine.client.insert({ table: "audit_log", values: [restart], format: "JSONEachRow" });
  await watch.look();
  const { client, accounts } = engine;
  const isResting = (orgId: string) => watch.isResting(orgId);
  const sql = new AnalystSql({ url: engine.engine.url, database: "ecomind", client, accounts, isResting });
  await expect(answerTo(sql, question("SELECT 1"))).rejects.toMatchObject({
    problem: { code: "rate_limited" },
    headers: { "retry-after": "600" },
  });
  expect((await answerTo(sql, { ...question("SELECT 1"), orgId: "acme2" })).rows).toEqual([[1]]);
  watch.close();
});

test("a look that fails keeps what was seen, and is reported once", async () => {
  let isAway = false;
  const client = new Proxy(engine.client, {
    get: (target, name) =>
      name === "query" && isAway ? () => Promise.reject(new Error("away")) : Reflect.get(target, name).bind?.(target),
  });
  const warnings: unknown[] = [];
  const logger = { ...createLogger({ service: "query", level: "silent" }), warn: (of: unknown) => warnings.push(of) };
  const watch = new OverdueStatements({
    client,
    registry: createMetrics("query"),
    logger: logger as never,
    kill: false,
    intervalMs: 3_600_000,
  });
  for (let count = 0; count < 2; count += 1)
    await engine.client.insert({
      table: "audit_log",
      values: [
        { org_id: "globex", actor: "clickhouse", actor_kind: "service", action: "restartEngine", outcome: "done" },
      ],
      format: "JSONEachRow",
    });
  await watch.look();
  expect(watch.isResting("globex")).toBe(true);
  isAway = true;
  await watch.look();
  await watch.look();
  expect(watch.isResting("globex")).toBe(true);
  expect(warnings).toHaveLength(1);
  watch.close();
});
