import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAnalystEngine } from "../../query/test/sql/analyst-engine.js";

/** Stands in a file beside the engine's folder, and is what a listener answers. */
export const canary = "CANARYVALUE";

/** The engine as analysts meet it, with canaries that tell when something was computed, opened or asked. */
export async function startCanaryEngine() {
  const engine = await startAnalystEngine();
  const folder = mkdtempSync(join(tmpdir(), "ecomind-attack-"));
  const file = join(folder, "canary.csv");
  writeFileSync(file, `${canary}\n`);
  let asked = 0;
  const listener = createServer((_, response) => {
    asked += 1;
    response.end(canary);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const rows = async <Row>(query: string): Promise<readonly Row[]> =>
    await (await engine.client.query({ query, format: "JSONEachRow" })).json<Row>();
  // The service asks for its list of functions once, which the engine cannot give without errors of its own.
  await engine.told("SELECT 1");
  return {
    engine,
    file,
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`,
    rows,
    /** Requests that reached the listener. */
    asked: () => asked,
    /** How often the canary's function was computed, or something of the machine tried: the engine counts its errors. */
    async traces(): Promise<Readonly<Record<string, number>>> {
      const counted = await rows<{ name: string; value: number | string }>(
        `SELECT name, sum(value) AS value FROM system.errors
         WHERE name IN ('FUNCTION_THROW_IF_VALUE_IS_NON_ZERO', 'CANNOT_OPEN_FILE', 'FILE_DOESNT_EXIST', 'DATABASE_ACCESS_DENIED',
           'CANNOT_STAT', 'DNS_ERROR', 'NETWORK_ERROR', 'POCO_EXCEPTION', 'UNKNOWN_DICTIONARY', 'DICTIONARIES_WAS_NOT_LOADED')
         GROUP BY name`,
      );
      return Object.fromEntries(counted.map(({ name, value }) => [name, Number(value)]));
    },
    async stop(): Promise<void> {
      listener.close();
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type CanaryEngine = Awaited<ReturnType<typeof startCanaryEngine>>;
