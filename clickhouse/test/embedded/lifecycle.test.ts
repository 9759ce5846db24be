import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import { mayFail } from "@ecomind/platform";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let dataDir: string;
const running = new Set<TestClickHouse>();

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "ecomind-lifecycle-"));
});
afterEach(async () => {
  await Promise.all([...running].map((server) => server.kill()));
  running.clear();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = async (env: Record<string, string> = {}): Promise<TestClickHouse> => {
  const server = await startTestClickHouse({ dataDir, env });
  running.add(server);
  return server;
};
const connect = ({ url }: TestClickHouse): ClickHouseClient =>
  createClient({ url, database: "ecomind", log: { level: ClickHouseLogLevel.OFF } });
const count = async (client: ClickHouseClient): Promise<number> =>
  Number(await (await client.query({ query: "SELECT count() FROM kept", format: "TabSeparated" })).text());

describe("the process", () => {
  it("keeps its data over an orderly stop, in the middle of statements and with idle connections", async () => {
    const first = await start({ CLICKHOUSE_STOP_GRACE: "300ms" });
    const client = connect(first);
    await client.command({ query: "CREATE TABLE kept (n UInt32) ORDER BY n" });
    await client.insert({ table: "kept", values: [{ n: 1 }], format: "JSONEachRow" });
    const cancelled = expect(
      client.query({
        query: "SELECT sum(sleepEachRow(0.1)) FROM numbers(300) SETTINGS max_block_size = 1",
        format: "TabSeparated",
      }),
    ).rejects.toThrow();
    await sleep(100);
    const began = performance.now();
    expect(await first.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(3_000);
    await cancelled;
    await client.close();

    const second = await start();
    const again = connect(second);
    expect(await count(again)).toBe(1);
    await again.close();
    expect(await second.stop()).toBe(0);
  });

  it("lets a short statement end before it stops", async () => {
    const server = await start();
    const client = connect(server);
    const answer = client
      .query({
        query: "SELECT sum(sleepEachRow(0.1)) FROM numbers(10) SETTINGS max_block_size = 1",
        format: "TabSeparated",
      })
      .then((result) => result.text());
    await sleep(200);
    expect(await server.stop()).toBe(0);
    expect(await answer).toBe("0\n");
    await client.close();
  });

  it("ends in order when its parent asks it to", async () => {
    const server = await start();
    const exited = new Promise((resolve) => server.process.once("exit", resolve));
    server.process.send({ type: "stop" });
    expect(await exited).toBe(0);
  });

  it("does not share its folder, and says who has it", async () => {
    const server = await start();
    await expect(start()).rejects.toThrow(`pid ${server.process.pid}`);
    const response = await fetch(`${server.url}/ping`);
    expect(response.status).toBe(200);
  });

  it("lets nobody in without a password, not even in the moment in which it opens", async () => {
    const free = await start();
    await free.kill();
    for (let round = 0; round < 3; round += 1) {
      let ready = false;
      const starting = startTestClickHouse({
        dataDir,
        port: free.port,
        env: { NO_PASSWORD: "false", CLICKHOUSE_PASSWORD: "secret" },
      }).finally(() => {
        ready = true;
      });
      const statuses = new Set<number>();
      const knock = async () => {
        while (!ready || !statuses.has(401))
          statuses.add(
            await fetch(`${free.url}/?query=SELECT+1`).then(
              (response) => response.status,
              () => 0,
            ),
          );
      };
      await Promise.all(Array.from({ length: 4 }, knock));
      const server = await starting;
      running.add(server);
      expect([...statuses].sort()).toEqual([0, 401]);
      await server.kill();
    }
  });

  it("says what is wrong with its configuration", async () => {
    await expect(start({ NO_PASSWORD: "false" })).rejects.toThrow("CLICKHOUSE_PASSWORD: required");
    await expect(start({ CLICKHOUSE_USERS: "{" })).rejects.toThrow("CLICKHOUSE_USERS: expected a JSON array");
    const taken = await start();
    const other = mkdtempSync(join(tmpdir(), "ecomind-lifecycle-"));
    await expect(startTestClickHouse({ dataDir: other, port: taken.port })).rejects.toThrow("did not start");
    rmSync(other, { recursive: true, force: true });
  });

  it("is back at once after SIGKILL, with every insert that was acknowledged, each whole or not at all", async () => {
    const rowsPerInsert = 1_000;
    let acknowledged = 0;
    let sent = 0;
    for (let round = 0; round < 6; round += 1) {
      const server = await start();
      const client = connect(server);
      await client.command({ query: "CREATE TABLE IF NOT EXISTS kept (batch UInt32, n UInt32) ORDER BY (batch, n)" });
      const stored = await count(client);
      expect(stored % rowsPerInsert).toBe(0);
      expect(stored).toBeGreaterThanOrEqual(acknowledged * rowsPerInsert);
      const inserting = async () => {
        for (;;) {
          const batch = sent++;
          const values = Array.from({ length: rowsPerInsert }, (_, n) => ({ batch, n }));
          await client.insert({ table: "kept", values, format: "JSONEachRow" });
          acknowledged += 1;
        }
      };
      const writers = [inserting(), inserting()].map((writer) =>
        writer.catch(mayFail("the engine is killed under it")),
      );
      await sleep(150 + 350 * Math.random());
      await server.kill();
      await Promise.all(writers);
      await client.close();
    }
    const server = await start();
    const client = connect(server);
    const query =
      "SELECT count() FROM (SELECT batch FROM kept GROUP BY batch HAVING count() != uniqExact(n) OR count() != 1000)";
    expect(await (await client.query({ query, format: "TabSeparated" })).text()).toBe("0\n");
    expect(await count(client)).toBeGreaterThanOrEqual(acknowledged * rowsPerInsert);
    expect(acknowledged).toBeGreaterThan(6);
    await client.close();
  });
});
