import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const log = { level: ClickHouseLogLevel.OFF };
let server: TestClickHouse;
let client: ClickHouseClient;

beforeAll(async () => {
  server = await startTestClickHouse({ env: { CLICKHOUSE_MAX_QUERIES: "12" } });
  client = createClient({ url: server.url, database: "ecomind", log, max_open_connections: 40 });
});
afterAll(async () => {
  await client?.close();
  await server?.stop();
});

const slow = (seconds: number) => ({
  query: `SELECT sum(sleepEachRow(0.1)) FROM numbers(${seconds * 10}) SETTINGS max_block_size = 1`,
  format: "TabSeparated" as const,
});
const running = async (log_comment: string): Promise<string[]> => {
  const query = "SELECT query_id FROM system.processes WHERE Settings['log_comment'] = {log_comment:String}";
  const rows = await client.query({ query, query_params: { log_comment }, format: "JSONEachRow" });
  return (await rows.json<{ query_id: string }>()).map((row) => row.query_id);
};
const eventually = async (check: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 5_000;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error("not within 5 s");
    await sleep(20);
  }
};

describe("statements beside each other", () => {
  it("a slow one holds up neither reads nor inserts", async () => {
    await client.command({ query: "CREATE OR REPLACE TABLE beside (n UInt32) ORDER BY n" });
    let done = false;
    const slowly = Promise.all(Array.from({ length: 4 }, () => client.query(slow(2)))).then(async (results) => {
      await Promise.all(results.map((result) => result.text()));
      done = true;
    });
    for (let n = 0; n < 20; n += 1) {
      await client.insert({ table: "beside", values: [{ n }], format: "JSONEachRow" });
      await (await client.query({ query: "SELECT count() FROM beside", format: "TabSeparated" })).text();
    }
    expect(done).toBe(false);
    await slowly;
  });

  it("show their id and comment while they run, and can be killed without waiting", async () => {
    const log_comment = `publish ${randomUUID()}`;
    const query_id = randomUUID();
    const killed = expect(
      client.query({ ...slow(20), query_id, clickhouse_settings: { log_comment } }),
    ).rejects.toMatchObject({ code: "394", type: "QUERY_WAS_CANCELLED" });
    await eventually(async () => (await running(log_comment)).includes(query_id));
    await client.command({ query: "KILL QUERY WHERE query_id = {query_id:String}", query_params: { query_id } });
    await killed;
    await eventually(async () => (await running(log_comment)).length === 0);
  });

  it("may be killed with SYNC as well", async () => {
    const query_id = randomUUID();
    const log_comment = query_id;
    const killed = expect(
      client.query({ ...slow(20), query_id, clickhouse_settings: { log_comment } }),
    ).rejects.toMatchObject({ code: "394" });
    await eventually(async () => (await running(log_comment)).length === 1);
    await client.command({ query: `KILL QUERY WHERE query_id = '${query_id}' SYNC` });
    expect(await running(log_comment)).toEqual([]);
    await killed;
  });

  it.each([
    ["only reads", { readonly: "2" }],
    ["is told of progress", { send_progress_in_http_headers: 1 as const }],
  ])("end when their reader goes away before there is a result, if it %s", async (_, settings) => {
    const log_comment = randomUUID();
    const abort = new AbortController();
    const gone = expect(
      client.query({ ...slow(20), abort_signal: abort.signal, clickhouse_settings: { log_comment, ...settings } }),
    ).rejects.toThrow();
    await eventually(async () => (await running(log_comment)).length === 1);
    abort.abort();
    await gone;
    await eventually(async () => (await running(log_comment)).length === 0);
  });

  it("end when their reader leaves in the middle of a result", async () => {
    const log_comment = randomUUID();
    const result = await client.query({
      query: "SELECT number, toString(number) FROM numbers(1e10)",
      format: "JSONEachRow",
      clickhouse_settings: { log_comment },
    });
    for await (const chunk of result.stream()) if (chunk.length > 0) break;
    result.close();
    await eventually(async () => (await running(log_comment)).length === 0);
  });

  it("store nothing of an insert whose sender goes away", async () => {
    await client.command({ query: "CREATE OR REPLACE TABLE cut (n UInt32) ORDER BY n" });
    const abort = new AbortController();
    const { Readable } = await import("node:stream");
    const values = Readable.from(
      (async function* () {
        for (let n = 0; n < 1_000; n += 1) yield `${n}\n`;
        await sleep(200);
        abort.abort();
        await sleep(10_000, undefined, { ref: false });
      })(),
    );
    const query = "INSERT INTO cut FORMAT TSV";
    await expect(client.exec({ query, values, abort_signal: abort.signal })).rejects.toThrow();
    await sleep(300);
    expect(await (await client.query({ query: "SELECT count() FROM cut", format: "TabSeparated" })).text()).toBe("0\n");
  });

  it("are refused beyond the limit, by name", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, async () => (await client.query(slow(1))).text()),
    );
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused.length).toBeGreaterThanOrEqual(8);
    for (const error of refused) expect(error).toMatchObject({ code: "202", type: "TOO_MANY_SIMULTANEOUS_QUERIES" });
    expect(results.length - refused.length).toBeGreaterThanOrEqual(10);
  });

  it("200 at a few at a time come back each with its own result", async () => {
    const answers = new Array<string>(200);
    let next = 0;
    const worker = async () => {
      for (let n = next++; n < answers.length; n = next++) {
        const query = "SELECT {n:UInt32}, getSetting('max_block_size')";
        const settings = { max_block_size: String(1_000 + n) };
        const result = await client.query({
          query,
          query_params: { n },
          clickhouse_settings: settings,
          format: "TabSeparated",
        });
        answers[n] = await result.text();
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect(answers).toEqual(answers.map((_, n) => `${n}\t${1_000 + n}\n`));
  });
});

describe("background work goes on", () => {
  it("merges parts and refreshes views", async () => {
    await client.command({ query: "CREATE OR REPLACE TABLE source (n UInt32) ORDER BY n" });
    for (let n = 0; n < 12; n += 1) await client.insert({ table: "source", values: [{ n }], format: "JSONEachRow" });
    await client.command({
      query: `CREATE MATERIALIZED VIEW refreshed REFRESH EVERY 1 SECOND ENGINE = MergeTree ORDER BY n
        AS SELECT count() AS n FROM source`,
    });
    await client.insert({ table: "source", values: [{ n: 99 }], format: "JSONEachRow" });
    const parts = async () => {
      const query = "SELECT count() FROM system.parts WHERE database = 'ecomind' AND table = 'source' AND active";
      return Number(await (await client.query({ query, format: "TabSeparated" })).text());
    };
    const refreshed = async () =>
      (await (await client.query({ query: "SELECT n FROM refreshed", format: "TabSeparated" })).text()) === "13\n";
    await eventually(refreshed);
    await eventually(async () => (await parts()) < 12);
  });
});
