import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { eventually, System } from "ecomind/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
let system: System;

beforeAll(async () => {
  system = await System.create();
  await system.start();
});
afterAll(() => system.dispose());

const event = (extra: object = {}) => ({
  id: randomUUID(),
  ts: new Date().toISOString(),
  user_id: "u1",
  provider: "openai",
  model: "gpt-4o",
  tokens_in: 1000,
  tokens_out: 400,
  source: "api",
  ...extra,
});

const rollup = () => system.sql("SELECT sum(requests), sum(tokens_in), sum(tokens_out) FROM usage_15m");

test("the credentials are the owner's alone and the output shows what to paste", () => {
  expect(statSync(join(system.dataDir, "credentials.env")).mode & 0o777).toBe(0o600);
  const { ECOMIND_URL, ECOMIND_QUERY_URL, CLICKHOUSE_URL } = system.credentials;
  for (const url of [ECOMIND_URL, ECOMIND_QUERY_URL, CLICKHOUSE_URL]) expect(system.output).toContain(url);
});

test("no secret stands in the environment or the arguments of any process", () => {
  const { ECOMIND_OWNER_TOKEN = "", CLICKHOUSE_PASSWORD = "", ECOMIND_API_KEY = "" } = system.credentials;
  const folder = join(system.dataDir, "secrets");
  const handed = readdirSync(folder).map((name) => {
    expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
    return readFileSync(join(folder, name), "utf8");
  });
  expect(handed).toEqual(expect.arrayContaining([ECOMIND_OWNER_TOKEN, CLICKHOUSE_PASSWORD]));
  const pids = ["ingest", "stream", "query", "jobs", "clickhouse", "start"].flatMap((name) =>
    system.pids(`ecomind-${name}`),
  );
  expect(pids.length).toBeGreaterThanOrEqual(6);
  for (const pid of pids)
    for (const file of ["environ", "cmdline"]) {
      const text = readFileSync(`/proc/${pid}/${file}`, "utf8");
      for (const secret of [...handed, ECOMIND_API_KEY]) expect(text.includes(secret), `${pid} ${file}`).toBe(false);
    }
});

test("an event is accepted, and soon in the rollup; a retry of it counts once", async () => {
  const first = event();
  expect((await system.post("/v1/ingest", first)).status).toBe(202);
  await eventually(rollup, (row) => row === "1\t1000\t400");
  expect((await system.post("/v1/ingest", first)).status).toBe(202);
  expect((await system.post("/v1/ingest", event())).status).toBe(202);
  await eventually(rollup, (row) => row === "2\t2000\t800");
  expect(await system.sql("SELECT count() FROM events")).toBe("2");
});

test("the curl lines work when pasted, in any shell", async () => {
  const lines = system.output.split("\n").filter((line) => line.startsWith("curl "));
  expect(lines).toHaveLength(2);
  for (const [shell, line] of [
    ["bash", lines[0]],
    ["sh", lines[0]],
    ["sh", lines[1]],
  ] as const) {
    const { stdout } = await run(shell, ["-c", `${line} -sS -w ' %{http_code}'`]);
    expect(stdout).toMatch(/ 20[02]$/);
  }
  expect(lines.join("")).not.toContain(system.credentials.ECOMIND_API_KEY);
});

test.each([
  "ecomind-ingest",
  "ecomind-stream",
  "ecomind-query",
  "ecomind-clickhouse",
])("a killed %s is back, and events count", async (title) => {
  const before = Number(
    await eventually(
      () => system.sql("SELECT count() FROM events"),
      () => true,
    ),
  );
  const pids = system.pids(title);
  expect(pids.length).toBeGreaterThan(0);
  for (const pid of pids) process.kill(pid, "SIGKILL");
  await eventually(
    () => system.pids(title),
    (now) => now.length > 0 && now.every((pid) => !pids.includes(pid)),
  );
  await eventually(
    async () => (await system.post("/v1/ingest", event())).status,
    (status) => status === 202,
  );
  await eventually(
    () => system.sql("SELECT count() FROM events"),
    (count) => Number(count) > before,
  );
});

test("a folder in use is refused, and so is a port", async () => {
  const start = ["standalone/bin/start.js", ...system.args];
  await expect(run(process.execPath, start)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("is in use by process"),
  });
  const elsewhere = start.map((word) => (word === system.dataDir ? `${word}-other` : word));
  await expect(run(process.execPath, elsewhere)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("--ingest-port"),
  });
});

test("a trace posted twice counts once", async () => {
  const rows = Array.from(
    { length: 3000 },
    (_, row) => `2023-11-16 18:${String(row % 60).padStart(2, "0")}:01.5,${row},${row % 7}`,
  );
  const file = join(system.dataDir, "trace.csv");
  writeFileSync(file, ["TIMESTAMP,ContextTokens,GeneratedTokens", ...rows].join("\n"));
  const sums = "SELECT count(), sum(tokens_in), sum(tokens_out) FROM events WHERE user_id = 'trace'";
  for (let round = 0; round < 2; round += 1)
    await run(process.execPath, ["standalone/bin/ecomind.js", "replay-trace", file], { env: system.env });
  const tokensIn = (2999 * 3000) / 2;
  const tokensOut = rows.reduce((sum, row) => sum + Number(row.split(",")[2]), 0);
  await eventually(
    () => system.sql(sums),
    (row) => row === `3000\t${tokensIn}\t${tokensOut}`,
  );
});

test("SIGTERM to npm reaches the system, which drains and ends with status 0", async () => {
  const other = await System.create();
  const npm = spawn("npm", ["start", "--", ...other.args], { stdio: ["ignore", "pipe", "ignore"] });
  let output = "";
  const ready = new Promise<void>((resolve, reject) => {
    npm.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (/^ready$/m.test(output)) resolve();
    });
    npm.once("exit", (status, signal) => reject(new Error(`ended with ${status ?? signal}: ${output}`)));
  });
  try {
    await ready;
    const ended = new Promise((resolve) => npm.once("exit", (status, signal) => resolve(status ?? signal)));
    npm.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(output).toMatch(/^draining …\nstopped$/m);
  } finally {
    await other.dispose();
  }
});

test("Ctrl-C drains, and the next start continues with all data", async () => {
  const count = Number(await system.sql("SELECT count() FROM events"));
  const last = await Promise.all(Array.from({ length: 50 }, () => system.post("/v1/ingest", event())));
  expect(last.every(({ status }) => status === 202)).toBe(true);
  const key = system.credentials.ECOMIND_API_KEY;
  expect(await system.end("SIGINT")).toBe(0);
  expect(existsSync(join(system.dataDir, "start.pid"))).toBe(false);
  await system.start(["--json"]);
  expect(JSON.parse(system.output)).toMatchObject({ ready: true, url: system.credentials.ECOMIND_URL, org: "local" });
  expect(system.credentials.ECOMIND_API_KEY).toBe(key);
  await eventually(
    () => system.sql("SELECT count() FROM events"),
    (now) => Number(now) === count + 50,
  );
});
