import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type RunningStatement, StuckStatements } from "../../src/embedded/stuck-statements.js";
import { startWatchdog } from "../../src/embedded/watchdog.js";

const env = { CLICKHOUSE_WATCH_INTERVAL: "100ms", CLICKHOUSE_STOP_GRACE: "1s" };
let dataDir: string;
const running = new Set<TestClickHouse>();

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "ecomind-watchdog-"));
});
afterEach(async () => {
  await Promise.all([...running].map((server) => server.kill()));
  running.clear();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = async (): Promise<TestClickHouse> => {
  const server = await startTestClickHouse({ dataDir, env });
  running.add(server);
  return server;
};

const ask = async ({ url }: TestClickHouse, body: string, search = "", mark = "test"): Promise<string> => {
  const headers = { "user-agent": mark };
  const response = await fetch(`${url}/?database=ecomind&${search}`, { method: "POST", body, headers });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text.trim();
};

/** One call of a function on one value: the engine looks at its limits before it and after it, some ten seconds later. */
const oneLongCall = "SELECT position(repeat(materialize('a'), 300000), concat(repeat(materialize('a'), 150000), 'b'))";

test("a statement that outlives its limit three times in one call restarts the engine, and nothing is lost", {
  timeout: 120_000,
}, async () => {
  const server = await start();
  await ask(server, "CREATE TABLE kept (n UInt32) ENGINE = MergeTree ORDER BY n");
  await ask(
    server,
    `CREATE TABLE audit_log (org_id String, actor String, actor_kind String, action String, target String, outcome String,
       code String, address String, request_id String) ENGINE = MergeTree ORDER BY org_id`,
  );
  let said = "";
  server.process.stderr?.on("data", (text: string) => {
    said += text;
  });
  const exited = once(server.process, "exit");
  const search = new URLSearchParams({ query_id: "ecomind-query sql 1 acme", max_execution_time: "1" });
  const asked = ask(server, oneLongCall, `${search}`, "ecomind-query POST /v1/sql sql r-1").catch(
    (error: Error) => error,
  );
  await expect
    .poll(() => ask(server, "SELECT count() FROM system.processes WHERE query_id LIKE 'ecomind-query sql %'"))
    .toBe("1");
  // Other statements go on meanwhile, and what is acknowledged stays.
  let acknowledged = 0;
  const inserting = (async () => {
    for (;;) {
      await ask(server, `INSERT INTO kept VALUES (${acknowledged + 1})`);
      acknowledged += 1;
    }
  })().catch((error: Error) => error);
  const [status] = await exited;
  await Promise.all([asked, inserting]);
  expect(status).toBe(75);
  expect(said).toMatch(
    /"msg":"a statement outlived its limit: the engine restarts","queryId":"ecomind-query sql 1 acme"/,
  );
  expect(said).not.toContain("position");
  running.delete(server);

  const again = await start();
  expect(acknowledged).toBeGreaterThan(0);
  expect(Number(await ask(again, "SELECT count() FROM kept"))).toBeGreaterThanOrEqual(acknowledged);
  expect(await ask(again, "SELECT org_id, action, code, request_id FROM audit_log")).toBe(
    "acme\trestartEngine\tstatement_stuck\tr-1",
  );
});

test("an engine that does nothing else is restarted as well, and says why", { timeout: 120_000 }, async () => {
  const server = await start();
  let said = "";
  server.process.stderr?.on("data", (text: string) => {
    said += text;
  });
  const exited = once(server.process, "exit");
  const search = new URLSearchParams({ query_id: "ecomind-query sql 2 acme", max_execution_time: "1" });
  const asked = ask(server, oneLongCall, `${search}`).catch((error: Error) => error);
  expect((await exited)[0]).toBe(75);
  await asked;
  expect(said).toContain('"queryId":"ecomind-query sql 2 acme"');
  running.delete(server);
});

test("an answer that is only read slowly restarts nothing", { timeout: 120_000 }, async () => {
  const server = await start();
  const search = new URLSearchParams({ query_id: "slow reader", max_execution_time: "5", wait_end_of_query: "1" });
  const options = { port: server.port, host: "127.0.0.1", path: `/?${search}`, method: "POST", agent: false };
  const reader = request(options).on("error", () => undefined);
  reader.end("SELECT repeat('a', 100000) FROM numbers(300)");
  const [response] = (await once(reader, "response")) as [IncomingMessage];
  expect([response.statusCode, response.headers["x-clickhouse-exception-code"]]).toEqual([200, undefined]);
  response.on("error", () => undefined).pause();
  const elapsed = async () =>
    Number(await ask(server, "SELECT max(elapsed) FROM system.processes WHERE query_id = 'slow reader'"));
  await expect.poll(elapsed, { timeout: 60_000, interval: 100 }).toBeGreaterThan(16);
  expect(server.process.exitCode).toBeNull();
  reader.destroy();
});

test("only a thread that computes without a pause, for three looks, makes a statement stuck", () => {
  const threads = new Map([
    [1, { ticks: 0, waits: 0 }],
    [2, { ticks: 0, waits: 0 }],
  ]);
  const statements = new StuckStatements((thread) => threads.get(thread));
  const statement = (queryId: string, elapsedSeconds: number, own: readonly number[]): RunningStatement => ({
    queryId,
    user: "analyst",
    mark: "",
    elapsedSeconds,
    limitSeconds: 20,
    threads: own,
  });
  const look = (running: readonly RunningStatement[], waits: number) => {
    for (const [thread, state] of threads) threads.set(thread, { ticks: state.ticks + 10, waits: state.waits + waits });
    return statements.look(running).map(({ queryId }) => queryId);
  };
  const overdue = statement("overdue", 61, [1]);
  // It waits between looks; it is within three times its limit; it has no limit; another works on its thread since.
  for (let count = 0; count < 5; count += 1) {
    expect(look([overdue], 1)).toEqual([]);
    expect(look([statement("slow", 60, [1])], 0)).toEqual([]);
    expect(look([{ ...overdue, limitSeconds: 0 }], 0)).toEqual([]);
    expect(look([overdue, statement("later", 5, [1])], 0)).toEqual([]);
  }
  expect(
    Array.from({ length: 4 }, () => look([overdue, statement("earlier", 90, [1, 2])], 0).includes("overdue")),
  ).toEqual([false, false, false, true]);
});

test("looks that fail forget nothing of what was seen, and are reported", async () => {
  const stuck: RunningStatement = {
    queryId: "stuck",
    user: "analyst",
    mark: "",
    elapsedSeconds: 61,
    limitSeconds: 20,
    threads: [1],
  };
  /** The engine answers the first of them alone. */
  let looks = 0;
  let ticks = 0;
  const reports: [string, number][] = [];
  const found = await new Promise<readonly RunningStatement[]>((resolve) => {
    startWatchdog(
      {
        runningStatements: async () => {
          looks += 1;
          if (looks > 1) throw new Error("no answer");
          return [stuck];
        },
      },
      {
        intervalMs: 1,
        found: resolve,
        failed: (error, looksInARow) => reports.push([String(error), looksInARow]),
        stateOf: () => {
          ticks += 10;
          return { ticks, waits: 0 };
        },
      },
    );
  });
  expect(found).toEqual([stuck]);
  // One look to see the thread, three to find it computing since.
  expect(looks).toBe(4);
  expect(reports).toEqual([["Error: no answer", 1]]);
});

test("an engine that was never seen with an overdue statement is not given up, however many looks fail", async () => {
  const reports: number[] = [];
  const end = await new Promise<() => void>((resolve, reject) => {
    const stop = startWatchdog(
      { runningStatements: () => Promise.reject(new Error("no answer")) },
      {
        intervalMs: 1,
        found: () => reject(new Error("it was given up")),
        failed: (_, looksInARow) => {
          reports.push(looksInARow);
          if (reports.length === 2) resolve(stop);
        },
        stateOf: () => ({ ticks: reports.length, waits: 0 }),
      },
    );
  });
  end();
  expect(reports).toEqual([1, 61]);
});
