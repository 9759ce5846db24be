import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ClickHouseClient, createStoreClient, migrateUp } from "@ecomind/clickhouse";
import { startTestClickHouse, type TestClickHouse } from "@ecomind/clickhouse/testing";
import type { CanonicalEvent } from "@ecomind/contract";
import type { EventLog } from "@ecomind/event-log";
import { openEmbeddedLog } from "@ecomind/event-log/embedded";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { appended, canonicalEvent } from "../../stream/test/events.js";
import { RunningStream } from "../../stream/test/running-stream.js";
import { run } from "../src/cli.js";

const ecomind = fileURLToPath(new URL("../bin/ecomind.js", import.meta.url));
let engine: TestClickHouse;
let client: ClickHouseClient;
let dataDir: string;
let home: string;
let log: EventLog;
let stream: RunningStream;

beforeAll(async () => {
  engine = await startTestClickHouse({ migrated: true });
  vi.stubEnv("CLICKHOUSE_URL", engine.url);
  vi.stubEnv("CLICKHOUSE_USER", "ecomind");
  client = createStoreClient({ url: engine.url, username: "ecomind", password: "", application: "test" });
  await migrateUp(client);
  dataDir = mkdtempSync(join(tmpdir(), "ecomind-dead-letters-"));
  home = process.cwd();
  process.chdir(dataDir);
  log = await openEmbeddedLog({ dir: join(dataDir, "data/log"), partitions: 2 });
  stream = new RunningStream(log, { url: engine.url, name: "ecomind" });
});
afterAll(async () => {
  process.chdir(home);
  vi.unstubAllEnvs();
  await stream?.stop();
  await log?.close();
  await client?.close();
  await engine?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

beforeEach(async () => {
  for (const table of ["dead_letters", "events"]) await client.command({ query: `TRUNCATE TABLE ${table}` });
});

async function command(...argv: string[]) {
  const lines: string[] = [];
  const io = { out: (text: string) => void lines.push(text), err: (text: string) => void lines.push(text) };
  const status = await run(["dead-letters", ...argv], io);
  return { status, out: lines.join("\n") };
}
const json = async (...argv: string[]) => JSON.parse((await command(...argv, "--json")).out);

async function count(sql: string): Promise<number> {
  const result = await client.query({ query: `SELECT count() AS n FROM ${sql}`, format: "JSONEachRow" });
  return Number((await result.json<{ n: string }>())[0]?.n);
}

async function until(what: string, holds: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Everything in the log is accounted for. */
const settled = () =>
  until("all is accounted", async () => {
    const bounds = await (await log.inspector("events")).bounds();
    const total = [...bounds.values()].reduce((sum, { end }) => sum + end, 0);
    const result = await client.query({ query: "SELECT sum(records_read) AS n FROM batches", format: "JSONEachRow" });
    return Number((await result.json<{ n: string }>())[0]?.n) === total;
  });

/** Sets events aside as an older stream would have that did not know their version yet. */
async function setAside(events: readonly CanonicalEvent[]): Promise<void> {
  const values = events.map((event, offset) => ({
    epoch: 1,
    topic: "ecomind.events.1",
    partition: 0,
    offset: 1_000_000 + offset,
    record_at: "2026-03-04 10:20:30.000",
    dead_at: "2026-03-04 10:20:31.000",
    org_id: event.org_id,
    reason: "schema_version_newer",
    stage: "upcast",
    key: `${event.org_id}/${event.id}`,
    value: JSON.stringify(event),
    headers: { org_id: event.org_id },
  }));
  await client.insert({ table: "dead_letters", values, format: "JSONEachRow" });
}

test("what the stream sets aside is listed by reason and time, and shown whole", async () => {
  const writer = await log.writer("events");
  await writer.append([
    { ...appended(canonicalEvent()), value: Buffer.from("no JSON") },
    { ...appended(canonicalEvent()), value: Buffer.from([0xff, 0x00]) },
    appended(canonicalEvent({ schema_version: 3, org_id: "globex" })),
  ]);
  await settled();
  const { dead_letters: counts } = await json("list");
  expect(counts).toMatchObject([
    { reason: "unreadable", stage: "upcast", count: 2 },
    { reason: "schema_version_newer", stage: "upcast", count: 1 },
  ]);
  expect((await json("list", "--org", "globex")).dead_letters).toHaveLength(1);
  expect((await json("list", "--until", "2026-01-01")).dead_letters).toEqual([]);
  expect((await json("list", "--from", "2026-01-01T00:00:00Z")).dead_letters).toHaveLength(2);
  const { dead_letters: letters } = await json("show", "--reason", "unreadable");
  expect(letters.map(({ value }: { value: string }) => value).sort()).toEqual(["/wA=", "no JSON"]);
  const origin = letters[0].origin as string;
  expect(origin).toMatch(/^ecomind\.events\.1\/\d+\/\d+$/);
  expect((await command("show", origin)).out).toContain(letters[0].key);
  expect(await command("show", "ecomind.events.1/0/99999")).toMatchObject({ status: 1 });
});

test("replayed, an event that the stream takes by now counts once, and its letter is closed", async () => {
  const events = Array.from({ length: 1_200 }, () => canonicalEvent());
  await setAside(events);
  expect(await json("replay", "--reason", "unreadable")).toEqual({ replayed: 0, by_reason: {} });
  expect(await json("replay", "--limit", "700")).toEqual({ replayed: 700, by_reason: { schema_version_newer: 700 } });
  expect(await json("replay")).toEqual({ replayed: 500, by_reason: { schema_version_newer: 500 } });
  await settled();
  expect(await count("events")).toBe(1_200);
  expect((await json("list")).dead_letters).toEqual([]);
  expect((await json("list", "--all")).dead_letters).toMatchObject([{ count: 1_200 }]);
  expect(await json("replay", "--all")).toMatchObject({ replayed: 1_200 });
  await settled();
  expect(await count("events")).toBe(1_200);
});

test("a record that is refused again is open again, once, under its first origin and with its bytes", async () => {
  const writer = await log.writer("events");
  const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
  await writer.append([{ ...appended(canonicalEvent()), value: bytes }]);
  await settled();
  const [before] = (await json("show")).dead_letters;
  for (let round = 0; round < 2; round += 1) {
    expect(await json("replay")).toMatchObject({ replayed: 1 });
    await settled();
    const [again, ...more] = (await json("show")).dead_letters;
    expect(more).toEqual([]);
    expect(again).toMatchObject({ origin: before.origin, key: before.key, value: before.value, replayed_at: null });
  }
});

test("a replay that is killed and done again leaves no double", async () => {
  const events = Array.from({ length: 4_000 }, () => canonicalEvent());
  const hopeless = Array.from({ length: 1_000 }, () => canonicalEvent({ schema_version: 3 }));
  await setAside([...events, ...hopeless]);
  const inspector = await log.inspector("events");
  const size = async () => [...(await inspector.bounds()).values()].reduce((sum, { end }) => sum + end, 0);
  for (let round = 0; round < 2; round += 1) {
    const before = await size();
    const child = spawn(process.execPath, [ecomind, "dead-letters", "replay"], { cwd: dataDir, stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    let exited = false;
    void ended.then(() => {
      exited = true;
    });
    await until("something was appended", async () => exited || (await size()) > before);
    child.kill("SIGKILL");
    await ended;
  }
  await command("replay");
  await settled();
  expect(await count("events")).toBe(4_000);
  expect(await count("(SELECT org_id, ts, id FROM events GROUP BY ALL HAVING count() > 1)")).toBe(0);
  expect((await json("list")).dead_letters).toMatchObject([{ reason: "schema_version_newer", count: 1_000 }]);
  expect(await count("dead_letters FINAL")).toBe(5_000);
}, 60_000);

test("it says what it needs", async () => {
  expect(await command("--help")).toMatchObject({ status: 0, out: expect.stringContaining("schema_version_newer") });
  for (const argv of [
    [],
    ["drop"],
    ["list", "x"],
    ["list", "--reason", "x"],
    ["list", "--from", "today"],
    ["show", "--limit", "0"],
  ])
    expect(await command(...argv), argv.join(" ")).toMatchObject({ status: 2 });
});
