import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AnalystEngine, startAnalystEngine } from "../../query/test/sql/analyst-engine.js";
import { startToolService, toolAccount } from "../../query/test/sql/tool-service.js";

/** Of Python, pinned: what is installed from the registry in a temporary folder. */
const pythonPackages = [
  "clickhouse-connect==1.12.0",
  "pandas==3.1.1",
  "pyarrow==26.0.1",
  "SQLAlchemy==2.1.9",
  "aiochclient==2.7.0",
  "aiohttp",
  "ibis-framework[clickhouse]==12.0.0",
  "packaging",
];

const clients = fileURLToPath(new URL("clients/", import.meta.url));
let folder: string;
let engine: AnalystEngine;
let tools: Awaited<ReturnType<typeof startToolService>>;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ecomind-sql-clients-"));
  engine = await startAnalystEngine();
  tools = await startToolService(engine);
  const headers = { authorization: `Basic ${btoa(`${toolAccount.user}:${toolAccount.password}`)}` };
  const listed = await (await fetch(tools.url, { method: "POST", headers, body: "SHOW TABLES" })).text();
  const { hostname, port } = new URL(tools.url);
  env = {
    ...process.env,
    CH_HOST: hostname,
    CH_PORT: port,
    CH_USER: toolAccount.user,
    CH_PASSWORD: toolAccount.password,
    CH_TABLES: listed.trim().split("\n").join(","),
  };
}, 240_000);
afterAll(async () => {
  tools?.stop();
  await engine?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program to its end. @returns what it printed @throws Error when it fails */
function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let errors = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(out) : reject(new Error(`${command} ended with ${code}: ${errors.slice(-2_000)}`)),
    );
  });
}

/** Each step says `ok` or `FAIL`. */
function expectAllOk(out: string, least: number): void {
  const lines = out.split("\n").filter((line) => line !== "");
  expect(lines.filter((line) => !line.startsWith("ok "))).toEqual([]);
  expect(lines.length).toBeGreaterThanOrEqual(least);
}

test("Python: clickhouse-connect with pandas, Arrow and SQLAlchemy, ibis, aiochclient", {
  timeout: 900_000,
}, async () => {
  await run("python3", ["-m", "venv", "python"]);
  await run("python/bin/pip", ["install", "--quiet", ...pythonPackages]);
  expectAllOk(await run("python/bin/python", [join(clients, "python.py")]), 19);
});

test("Java: JDBC with the metadata that DBeaver and Metabase ask for", { timeout: 900_000 }, async () => {
  copyFileSync(join(clients, "pom.xml"), join(folder, "pom.xml"));
  await run("mvn", ["-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib"]);
  expectAllOk(await run("java", ["-cp", "lib/*", join(clients, "Jdbc.java")]), 36);
});

test("Go: clickhouse-go over HTTP, with every way to pack", { timeout: 900_000 }, async () => {
  copyFileSync(join(clients, "main.go"), join(folder, "main.go"));
  await run("go", ["mod", "init", "sqlclients"]);
  await run("go", ["get", "github.com/ClickHouse/clickhouse-go/v2@v2.40.3"]);
  expectAllOk(await run("go", ["run", "."]), 10);
});
