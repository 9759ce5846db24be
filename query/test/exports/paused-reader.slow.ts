import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createStoreClient } from "@ecomind/clickhouse";
import { expect, test } from "vitest";
import { exportConnections } from "../../src/exports/export-connections.js";
import { startQuery } from "../fixture.js";

/** Longer than a question's client, and an engine that is not told otherwise, wait: 30 s. */
const pauseMs = 45_000;

test("a reader that pauses longer than any question may take has its file whole", { timeout: 180_000 }, async () => {
  const api = await startQuery();
  const account = { url: api.engine.url, username: "default", password: "", application: "test" };
  const exportClient = createStoreClient({ ...account, ...exportConnections });
  const service = await startQuery({ exportClient, keyRing: api.keyRing }, { beside: api });
  try {
    await api.client.command({
      query: `INSERT INTO events (org_id, ts, id, provider, model, tokens_basis)
        SELECT 'acme', toDateTime64('2026-03-10 00:00:00', 3, 'UTC') + number / 100, generateUUIDv4(), 'openai', 'gpt-4o', 'reported' FROM numbers(300000)`,
    });
    const url = `${service.url}/v1/events/export?from=2026-03-01&to=2026-03-31&format=ndjson`;
    const headers = { "x-api-key": await api.key(["read"]) };
    const [response] = (await once(get(url, { headers, agent: false }), "response")) as [IncomingMessage];
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    let lines = 0;
    for await (const chunk of response) for (const byte of chunk as Buffer) if (byte === 10) lines += 1;
    expect(response.complete).toBe(true);
    expect(lines).toBe(300_000);
  } finally {
    await service.stop();
    await exportClient.close();
    await api.stop();
  }
});
