import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = "https://github.com/ClickHouse/clickhouse-js";
const commit = "847809e6425a18f96fa208ed4e29da7615da3f65";

/** Tests that fail here for a reason, by how their full name begins. */
const notHere = {
  "query_log ": "the embedded engine keeps no log of statements",
};

const help = `Usage: npm run test:clickhouse-js [-- CHECKOUT]

Runs the integration suite of ClickHouse's client for Node.js against the embedded engine's own interface, at port 8123 of
this machine. CHECKOUT is a copy of ${repository}
at ${commit}; without one it is cloned. Its packages are installed there.`;

const [given] = process.argv.slice(2);
if (given === "--help") {
  console.log(help);
  process.exit(0);
}

/** @param {string} command @param {readonly string[]} args @param {string} cwd */
function must(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${status}`);
}

const folder = mkdtempSync(join(tmpdir(), "ecomind-clickhouse-js-"));
const suite = given ?? join(folder, "suite");
if (given === undefined) {
  must("git", ["clone", "--quiet", "--filter=blob:none", repository, suite], folder);
  must("git", ["checkout", "--quiet", commit], suite);
}
must("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], suite);
// As the suite's own postinstall does.
must("npm", ["pkg", "delete", "type"], join(suite, "node_modules/parquet-wasm"));

const ecomind = fileURLToPath(new URL("../../standalone/bin/ecomind.js", import.meta.url));
const options = ["clickhouse", "--no-password", "--data", join(folder, "data"), "--port", "8123"];
const engine = spawn(process.execPath, [ecomind, ...options], { stdio: ["ignore", "pipe", 2] });
const ended = new Promise((resolve) => engine.on("exit", resolve));
try {
  await new Promise((resolve, reject) => {
    engine.on("exit", () => reject(new Error("the engine did not start")));
    engine.stdout.on("data", (chunk) => String(chunk).includes("ready") && resolve(undefined));
  });
  const report = join(folder, "report.json");
  const config = "packages/client-node/vitest.config.ts";
  const run = spawn(
    process.execPath,
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config",
      config,
      "--maxWorkers=2",
      "--retry=2",
      "--reporter=json",
      `--outputFile=${report}`,
    ],
    { cwd: suite, env: { ...process.env, TEST_MODE: "integration" }, stdio: ["ignore", 2, 2] },
  );
  await new Promise((resolve) => run.on("exit", resolve));
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const of = (status) => tests.filter((test) => test.status === status).map(({ fullName }) => fullName);
  const reasonOf = (name) => Object.entries(notHere).find(([begin]) => name.startsWith(begin))?.[1];
  const failed = of("failed").filter((name) => reasonOf(name) === undefined);
  for (const name of failed) console.log(`FAIL ${name}`);
  for (const name of of("failed")) if (reasonOf(name)) console.log(`not here: ${name}: ${reasonOf(name)}`);
  for (const name of of("skipped")) console.log(`skipped by the suite: ${name}`);
  const passed = of("passed").length;
  console.log(`${passed} of ${passed + failed.length} tests that apply pass`);
  process.exitCode = failed.length > 0 || passed < 280 ? 1 : 0;
} finally {
  engine.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
