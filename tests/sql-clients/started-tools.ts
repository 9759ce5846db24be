import { expect } from "vitest";
import { type AnalystEngine, startAnalystEngine } from "../../query/test/sql/analyst-engine.js";
import { startToolService, toolAccount } from "../../query/test/sql/tool-service.js";

/** The interface for tools with an account of an organisation, and how a client's program finds both. */
export async function startTools() {
  const engine: AnalystEngine = await startAnalystEngine();
  const tools = await startToolService(engine);
  const headers = { authorization: `Basic ${btoa(`${toolAccount.user}:${toolAccount.password}`)}` };
  const listed = await (await fetch(tools.url, { method: "POST", headers, body: "SHOW TABLES" })).text();
  const { hostname, port } = new URL(tools.url);
  const tables = listed.trim().split("\n");
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    CH_HOST: hostname,
    CH_PORT: port,
    CH_USER: toolAccount.user,
    CH_PASSWORD: toolAccount.password,
    CH_TABLES: tables.join(","),
  };
  return {
    engine,
    env,
    tables,
    /** The engine works for none of the account's statements any more: long before their limit of time. */
    cancelled: (client: string): Promise<void> =>
      expect.poll(engine.running, { timeout: 10_000, message: `${client}'s statement runs on` }).toEqual([]),
    async stop(): Promise<void> {
      tools.stop();
      await engine.stop();
    },
  };
}
