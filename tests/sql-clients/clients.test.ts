import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ClientMissing, clients, javaPath, pythonPackages, pythonPath } from "./installed-clients.js";
import { expectAllOk, run } from "./run-client.js";
import { startTools } from "./started-tools.js";

/** The clients of which most tools are made; `npm run test:sql-clients` runs all of them, and every step. */

let tools: Awaited<ReturnType<typeof startTools>>;
beforeAll(async () => {
  tools = await startTools();
});
afterAll(() => tools?.stop());

/** A machine without Python or Java has nothing to run; in CI both are there. */
function installed<T>(client: () => T): T | { readonly missing: string } {
  try {
    return client();
  } catch (error) {
    if (!(error instanceof ClientMissing) || process.env.CI !== undefined) throw error;
    return { missing: error.message };
  }
}

const of = (more: NodeJS.ProcessEnv = {}) => ({
  cwd: fileURLToPath(new URL(".", import.meta.url)),
  env: { ...tools.env, CH_SHORT: "1", ...more },
});

test("@clickhouse/client", { timeout: 120_000 }, async () => {
  expectAllOk(await run("node", [join(clients, "node.mjs")], of()), 9);
});

test("clickhouse-connect", { timeout: 900_000 }, async ({ skip }) => {
  const path = installed(() => pythonPath(pythonPackages.short));
  if (typeof path !== "string") return skip(`it needs ${path.missing}`);
  expectAllOk(await run("python3", [join(clients, "python.py")], of({ PYTHONPATH: path })), 13);
});

test("JDBC with what DBeaver asks for", { timeout: 900_000 }, async ({ skip }) => {
  const path = installed(() => javaPath("current"));
  if (typeof path !== "string") return skip(`it needs ${path.missing}`);
  const lines = await run("java", ["-XX:TieredStopAtLevel=1", "-cp", path, "Jdbc"], of());
  expectAllOk(lines, 29 + tools.tables.length);
  expect(tools.tables.length).toBeGreaterThan(10);
});
