import { randomUUID } from "node:crypto";
import { eventually, System } from "ecomind/testing";
import { expect, test } from "vitest";
import { scenarios } from "../../gamedays/scenarios.js";
import { SteadyClient } from "../../gamedays/steady-client.js";
import { Watchers } from "../../gamedays/watchers.js";

/**
 * `npm run gamedays`: breaks a running system on purpose, while a client sends and Prometheus and Alertmanager watch, and tells
 * which alert arrives after how long, what the client sees, and how long it takes until an event is counted again.
 */
const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;
const only = process.env.GAMEDAYS?.split(",");

test.each(scenarios.filter(({ name }) => only?.includes(name) ?? true))("$name", async (scenario) => {
  const system = await System.create();
  const watchers = new Watchers();
  let client: SteadyClient | undefined;
  try {
    await system.start();
    await watchers.start(system);
    client = new SteadyClient(system, 5);
    await eventually(
      () => watchers.query("sum(increase(stream_freshness_seconds_count[5m]))"),
      (fresh) => (fresh ?? 0) > 100,
      180_000,
    );
    client.takeAnswers();
    const brokenMs = Date.now();
    const mend = await scenario.breaks(system);
    const arrived = () =>
      watchers.pages.find(({ alert, startedMs }) => scenario.alerts.includes(alert) && startedMs > brokenMs);
    const page = await eventually(arrived, Boolean, 600_000).finally(mend);
    const mendedMs = Date.now();
    const seen = client.takeAnswers();
    // One event more, sent until it is acknowledged, and counted.
    const id = randomUUID();
    const last = {
      id,
      ts: new Date().toISOString(),
      user_id: "last",
      provider: "openai",
      model: "gpt-4o",
      tokens_in: 1,
    };
    await eventually(
      async () => (await system.post("/v1/ingest", last)).status,
      (status) => status === 202,
      120_000,
    );
    await eventually(
      () => system.sql("SELECT count() FROM events WHERE user_id = 'last'"),
      (count) => count === "1",
      300_000,
    );
    const normalMs = Date.now();
    await client.stop();
    const acknowledged = client.acknowledged.size;
    // What was in the log before it was counted is; more may be stored than was acknowledged in time.
    const stored = Number(
      await eventually(
        () => system.sql("SELECT count() FROM events WHERE user_id = 'u'"),
        (count) => Number(count) >= acknowledged,
        120_000,
      ),
    );
    const others = [...new Set(watchers.pages.map(({ alert }) => alert))].filter((alert) => alert !== page?.alert);
    process.stdout.write(
      `| ${scenario.name} | ${scenario.does} | \`${page?.alert}\` (${page?.severity}) after ${seconds((page?.atMs ?? 0) - brokenMs)}${others.length > 0 ? `; also ${others.join(", ")}` : ""} | ${seen} | ${seconds(normalMs - mendedMs)} | ${acknowledged} acknowledged, ${stored} stored |\n`,
    );
    expect(stored).toBeGreaterThanOrEqual(acknowledged);
  } finally {
    await client?.stop();
    await watchers.stop();
    await system.dispose();
  }
}, 1_500_000);
