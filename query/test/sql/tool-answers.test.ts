import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { CredentialLimits } from "@ecomind/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AnalystSql } from "../../src/sql/analyst-sql.js";
import type { ToolInterfaceOptions } from "../../src/sql/tool-interface.js";
import { type AnalystEngine, startAnalystEngine } from "./analyst-engine.js";
import { authorization, startToolService, toolAccount } from "./tool-service.js";

let engine: AnalystEngine;
beforeAll(async () => {
  engine = await startAnalystEngine();
});
afterAll(() => engine.stop());

const startTools = (options: Partial<ToolInterfaceOptions>, orgId?: string) => startToolService(engine, options, orgId);

const post = (url: string, body: string) => fetch(url, { method: "POST", headers: { authorization }, body });

test("a tool that stops reading gives its organisation's turn back", { timeout: 120_000 }, async () => {
  const orgId = "stalled";
  const tools = await startTools({ readerPatienceMs: 5_000 }, orgId);
  try {
    // 30 MB: more than what connections hold by themselves.
    const large = "SELECT repeat(materialize('a'), 100000) FROM numbers(300)";
    const stalled = await Promise.all(
      [1, 2].map(async () => {
        const asked = request(tools.url, { method: "POST", headers: { authorization }, agent: false });
        asked.end(large);
        const [response] = (await once(asked, "response")) as [IncomingMessage];
        return response;
      }),
    );
    expect(stalled.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect(await engine.told("SELECT 1", {}, orgId)).toMatch(/^rate_limited/);
    // Fifty may wait for a turn, and have one.
    const answers = await Promise.all(Array.from({ length: 51 }, () => post(tools.url, "SELECT 1")));
    const told = await Promise.all(
      answers.map(async (answer) => [answer.status, answer.headers.get("retry-after"), await answer.text()]),
    );
    expect(told.filter(([status]) => status === 200)).toEqual(Array(50).fill([200, null, "1\n"]));
    expect(told.filter(([status]) => status !== 200)).toEqual([
      [429, "1", expect.stringContaining("(TOO_MANY_SIMULTANEOUS_QUERIES)")],
    ]);
    for (const response of stalled) {
      const closed = new Promise<void>((resolve) => response.on("close", () => resolve()));
      response.on("error", () => undefined).resume();
      await closed;
      expect(response.complete).toBe(false);
    }
  } finally {
    tools.stop();
  }
});

test("what may be asked again later says when", async () => {
  const away = new AnalystSql({
    url: "http://127.0.0.1:9",
    database: "ecomind",
    client: engine.client,
    accounts: engine.accounts,
  });
  const limiter = new CredentialLimits({ credential: { perSecond: 0.1, burst: 1 }, org: { perSecond: 0, burst: 0 } });
  limiter.take({ orgId: "acme", kind: "api-key", id: toolAccount.keyId }, 1, Date.now());
  for (const [options, status, retryAfter, text] of [
    [{ sql: away }, 503, "2", "(NETWORK_ERROR)"],
    [{ limiter }, 429, "10", "Too many requests"],
  ] as const) {
    const tools = await startTools(options);
    const answer = await post(tools.url, "SELECT 1");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([status, retryAfter]);
    expect(await answer.text()).toContain(text);
    tools.stop();
  }
});
