import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** @returns {Promise<number>} a port that is free now */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/**
 * The whole system in a folder of its own, with a month of an invented company's use; or the running one whose link is
 * in DASHBOARD_LINK.
 * @returns {Promise<{ url: string, link: string, close: () => Promise<void> }>}
 */
export async function demoSystem() {
  const running = process.env.DASHBOARD_LINK;
  if (running !== undefined) return { url: new URL(running).origin, link: running, close: async () => {} };
  const dataDir = mkdtempSync(join(tmpdir(), "ecomind-demo-"));
  const [ingest, query, clickhouse] = [await freePort(), await freePort(), await freePort()];
  const ports = ["--ingest-port", `${ingest}`, "--query-port", `${query}`, "--clickhouse-port", `${clickhouse}`];
  const child = spawn(process.execPath, ["standalone/bin/start.js", "--data", dataDir, ...ports], { cwd: root });
  let output = "";
  await new Promise((resolve, reject) => {
    const read = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
      if (/^ready$/m.test(output)) resolve(undefined);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => reject(new Error(`the system ended with ${code}:\n${output}`)));
  });
  const lines = readFileSync(join(dataDir, "credentials.env"), "utf8").trim().split("\n");
  const credentials = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  const close = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  };
  const demo = spawnSync(process.execPath, ["standalone/bin/ecomind.js", "demo", "--json"], {
    cwd: root,
    env: { ...process.env, ...credentials },
    encoding: "utf8",
  });
  if (demo.status !== 0) {
    await close();
    throw new Error(`the demo failed: ${demo.stderr}`);
  }
  const { events } = JSON.parse(demo.stdout);
  const url = credentials.ECOMIND_QUERY_URL;
  const apiKey = credentials.ECOMIND_API_KEY;
  for (;;) {
    const answer = await fetch(`${url}/v1/accounting`, { headers: { "x-api-key": apiKey } });
    if (answer.ok && (await answer.json()).in_events >= events) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return { url, link: `${url}/login?token=${credentials.ECOMIND_OWNER_TOKEN}`, close };
}

/**
 * Waits, in a page of playwright, until every panel shows data or says why not.
 * @param {import("playwright-core").Page} page
 * @param {readonly string[]} busy states that are waited for
 */
export async function settled(page, busy = ["loading", "refreshing"]) {
  await page.waitForFunction((states) => {
    /** @param {ParentNode} node @returns {Element[]} */
    const walk = (node) =>
      [...node.querySelectorAll("*")].flatMap((element) => [
        element,
        ...(element.shadowRoot ? walk(element.shadowRoot) : []),
      ]);
    const all = walk(document);
    return (
      all.some(({ localName }) => localName.endsWith("-page")) &&
      all.every((element) => !states.includes(/** @type {HTMLElement} */ (element).dataset?.state ?? ""))
    );
  }, busy);
}

export const chromiumPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
