// What the embedded engine costs: start, a small query, inserts of 20,000 rows, memory.
// Run `npm run build` first. Figures are of this machine and this run; compare the ratios.
import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const main = fileURLToPath(new URL("../dist/embedded/main.js", import.meta.url));
const self = fileURLToPath(import.meta.url);
const rowsPerBatch = 20_000;
const batches = 25;
const smallQueries = 500;

if (process.argv[2] === "--direct") await direct(process.argv[3]);
else await bench();

async function bench() {
  const { model } = cpus()[0] ?? { model: "unknown" };
  console.log(
    `machine  ${cpus().length} x ${model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}`,
  );
  console.log(`command  node ${process.version} clickhouse/bench/embedded.mjs\n`);
  const dataDir = mkdtempSync(join(tmpdir(), "ecomind-bench-"));
  try {
    const floor = await directFloor();
    const starts = [];
    for (let run = 0; run < 3; run += 1) {
      const server = await start(dataDir);
      starts.push(server.readyMs);
      if (run < 2) await stop(server);
      else await measure(server, floor);
    }
    row("start to ready, empty folder", `${starts[0].toFixed(0)} ms`);
    row("start to ready, again", `${Math.min(...starts.slice(1)).toFixed(0)} ms`);
    const filled = await start(dataDir);
    row("start to ready, with 2.5 million rows", `${filled.readyMs.toFixed(0)} ms`);
    const stopMs = await stop(filled);
    row("stop", `${stopMs.toFixed(0)} ms`);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(server, floor) {
  row("memory, idle", `${mebibytes(server)} MiB`);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = asker(server, agent);
  for (let n = 0; n < 100; n += 1) await ask("SELECT 1");
  const before = usage(server);
  const began = performance.now();
  for (let n = 0; n < smallQueries; n += 1) await ask("SELECT 1");
  const eachMs = (performance.now() - began) / smallQueries;
  const cpuMs = (usage(server) - before) / smallQueries;
  row("SELECT 1 over HTTP, one after another", `${eachMs.toFixed(2)} ms, ${cpuMs.toFixed(2)} ms CPU of the engine`);
  row("SELECT 1 by a chDB call in process (floor)", `${floor.toFixed(2)} ms; ratio ${(eachMs / floor).toFixed(2)}`);

  const columns = `org_id LowCardinality(String), ts DateTime64(3, 'UTC'), id UUID, user_id String, provider LowCardinality(String),
    model LowCardinality(String), region LowCardinality(String), tokens_in UInt32, tokens_cached UInt32, tokens_out UInt32`;
  const rows = `'org_1' AS org_id, toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + number AS ts, generateUUIDv4() AS id,
    concat('user_', toString(number % 500)) AS user_id, 'openai' AS provider, 'gpt-5' AS model, 'eu-west-1' AS region,
    toUInt32(rand() % 4000) AS tokens_in, toUInt32(0) AS tokens_cached, toUInt32(rand(1) % 900) AS tokens_out`;
  await ask(`CREATE TABLE ecomind.bench (${columns}) ENGINE = MergeTree ORDER BY (org_id, ts, id)`);
  const insert = async (label, query, body, headers, floorUs) => {
    const cpu = usage(server);
    const start = performance.now();
    for (let batch = 0; batch < batches; batch += 1) await ask(query, body, headers);
    const seconds = (performance.now() - start) / 1000;
    const us = ((usage(server) - cpu) * 1000) / (batches * rowsPerBatch);
    const ratio = floorUs === undefined ? "(floor)" : `ratio ${(us / floorUs).toFixed(2)}`;
    const rate = Math.round((batches * rowsPerBatch) / seconds).toLocaleString("en");
    row(`insert ${label}`, `${rate} rows/s, ${us.toFixed(2)} us CPU a row, ${ratio}`);
    return us;
  };
  // The floor: the same rows made and stored by the engine alone, with no transport and no parsing.
  const floorUs = await insert(
    "SELECT from the engine itself",
    `INSERT INTO ecomind.bench SELECT ${rows} FROM numbers(${rowsPerBatch})`,
  );
  for (const format of ["JSONEachRow", "TSV", "RowBinary", "Native"]) {
    const body = await ask(`SELECT ${rows} FROM numbers(${rowsPerBatch}) FORMAT ${format}`);
    await insert(format, `INSERT INTO ecomind.bench FORMAT ${format}`, body, {}, floorUs);
    if (format === "JSONEachRow")
      await insert(
        "JSONEachRow, gzip",
        `INSERT INTO ecomind.bench FORMAT ${format}`,
        gzipSync(body, { level: 1 }),
        { "Content-Encoding": "gzip" },
        floorUs,
      );
  }
  row("memory, after the inserts", `${mebibytes(server)} MiB`);
  agent.destroy();
  await stop(server);
}

function start(dataDir) {
  const began = performance.now();
  const env = { ...process.env, NO_PASSWORD: "true", CLICKHOUSE_DATA_DIR: dataDir, CLICKHOUSE_PORT: "0" };
  const child = fork(main, [], { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  return new Promise((resolve, reject) => {
    child.once("message", ({ port }) => resolve({ child, port, readyMs: performance.now() - began }));
    child.once("exit", (status) => reject(new Error(`ended with ${status}`)));
  });
}

function stop({ child }) {
  const began = performance.now();
  return new Promise((resolve) => {
    child.once("exit", () => resolve(performance.now() - began));
    child.kill("SIGTERM");
  });
}

function asker({ port }, agent) {
  return (query, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const path = body === undefined ? "/" : `/?query=${encodeURIComponent(query)}`;
      const outgoing = request({ host: "127.0.0.1", port, agent, method: "POST", path, headers }, (incoming) => {
        const chunks = [];
        incoming.on("data", (chunk) => chunks.push(chunk));
        incoming.on("end", () => {
          const bytes = Buffer.concat(chunks);
          if (incoming.statusCode === 200) resolve(bytes);
          else reject(new Error(bytes.toString()));
        });
      });
      outgoing.on("error", reject);
      outgoing.end(body ?? query);
    });
}

/** Milliseconds of CPU that the process has used; the kernel counts in hundredths of a second. */
function usage({ child }) {
  const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function mebibytes({ child }) {
  const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"));
  return Math.round(Number(kibibytes) / 1024);
}

function directFloor() {
  const dataDir = mkdtempSync(join(tmpdir(), "ecomind-bench-direct-"));
  return new Promise((resolve, reject) => {
    const child = fork(self, ["--direct", dataDir]);
    child.once("message", resolve);
    child.once("error", reject);
    child.once("exit", () => rmSync(dataDir, { recursive: true, force: true }));
  });
}

async function direct(dataDir) {
  const { Session } = await import("chdb");
  const session = new Session(dataDir);
  for (let n = 0; n < 100; n += 1) await session.queryAsync("SELECT 1", { format: "TSV" });
  const began = performance.now();
  for (let n = 0; n < smallQueries; n += 1) await session.queryAsync("SELECT 1", { format: "TSV" });
  const eachMs = (performance.now() - began) / smallQueries;
  session.close();
  process.send(eachMs, () => process.disconnect());
}

function row(what, value) {
  console.log(`${what.padEnd(44)} ${value}`);
}
