import { copyFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clients, javaPath, npmPackages, pythonPackages, pythonPath } from "./installed-clients.js";
import { expectAllOk, run } from "./run-client.js";
import { startTools } from "./started-tools.js";

let folder: string;
let tools: Awaited<ReturnType<typeof startTools>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ecomind-sql-clients-"));
  tools = await startTools();
}, 240_000);
afterAll(async () => {
  await tools?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const of = (more: NodeJS.ProcessEnv = {}, cwd = folder) => ({
  cwd,
  env: { ...tools.env, ...more },
  cancelled: tools.cancelled,
});
/** Installing takes the most of it. */
const slow = { timeout: 1_200_000 };

test("JavaScript: @clickhouse/client and client-web", slow, async () => {
  const cwd = npmPackages(["@clickhouse/client@1.23.1", "@clickhouse/client-web@1.23.1"]);
  expectAllOk(await run("node", [join(clients, "node.mjs")], of({}, cwd)), 22);
});

test("curl", slow, async () => {
  expectAllOk(await run("bash", [join(clients, "curl.sh")], of()), 21 + tools.tables.length);
});

test("Python: clickhouse-connect with pandas, Arrow and SQLAlchemy, ibis, aiochclient", slow, async () => {
  const more = { PYTHONPATH: pythonPath(pythonPackages.analysts) };
  expectAllOk(await run("python3", [join(clients, "python.py")], of(more)), 19);
});

test("Superset's specification of the engine", slow, async () => {
  const more = { PYTHONPATH: pythonPath(pythonPackages.superset) };
  const lines = await run("python3", [join(clients, "superset_spec.py")], of(more));
  expectAllOk(
    lines.filter((line) => /^(ok|FAIL) /.test(line)),
    8,
  );
});

test("dbt: the example by the store's own account; an account of tools may not write", slow, async () => {
  const project = join(folder, "dbt");
  cpSync(new URL("../../docs/examples/dbt", import.meta.url), project, { recursive: true });
  const { hostname, port } = new URL(tools.engine.engine.url);
  const dbt = (command: string, account: NodeJS.ProcessEnv) =>
    run(
      "python3",
      ["-m", "dbt.cli.main", "--no-use-colors", command],
      of(
        { PYTHONPATH: pythonPath(pythonPackages.dbt), DBT_PROFILES_DIR: project, DO_NOT_TRACK: "1", ...account },
        project,
      ),
    );
  const store = {
    CLICKHOUSE_HOST: hostname,
    CLICKHOUSE_PORT: port,
    CLICKHOUSE_USER: "ecomind",
    CLICKHOUSE_PASSWORD: "admin",
  };
  expect((await dbt("debug", store)).join("\n")).toContain("All checks passed!");
  expect((await dbt("run", store)).join("\n")).toContain("PASS=1 WARN=0 ERROR=0");
  expect((await dbt("test", store)).join("\n")).toContain("PASS=2 WARN=0 ERROR=0");
  const { CH_HOST, CH_PORT, CH_USER, CH_PASSWORD } = tools.env;
  const account = {
    CLICKHOUSE_HOST: CH_HOST,
    CLICKHOUSE_PORT: CH_PORT,
    CLICKHOUSE_USER: CH_USER,
    CLICKHOUSE_PASSWORD: CH_PASSWORD,
  };
  await expect(dbt("run", account)).rejects.toThrow("Setting mutations_sync is readonly");
});

test("Java: JDBC with what DBeaver asks for", slow, async () => {
  expectAllOk(await run("java", ["-cp", javaPath("current"), "Jdbc"], of()), 31 + tools.tables.length);
});

test("Java: client-v2", slow, async () => {
  expectAllOk(await run("java", ["-cp", javaPath("current"), "ClientV2"], of()), 10 + tools.tables.length);
});

test("Java: Metabase with the driver that it ships", slow, async () => {
  expectAllOk(await run("java", ["-cp", javaPath("metabase"), "Metabase"], of()), 5 + tools.tables.length);
});

test("Go: clickhouse-go over HTTP, with every way to pack", slow, async () => {
  copyFileSync(join(clients, "main.go"), join(folder, "main.go"));
  await run("go", ["mod", "init", "sqlclients"], of());
  await run("go", ["get", "github.com/ClickHouse/clickhouse-go/v2@v2.51.0"], of());
  expectAllOk(await run("go", ["run", "."], of()), 11);
});

test("Rust: the crate clickhouse", slow, async () => {
  const cwd = join(folder, "rust");
  cpSync(join(clients, "rust"), cwd, { recursive: true });
  expectAllOk(await run("cargo", ["run", "--quiet"], of({}, cwd)), 12);
});
