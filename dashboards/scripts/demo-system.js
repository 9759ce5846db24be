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
 * A system to look at.
 * @typedef {object} DemoSystem
 * @property {string} url of the dashboards
 * @property {() => string} link a link that signs in
 * @property {Readonly<Record<string, string>>} credentials of its file; none of a system that ran already
 * @property {() => Promise<void>} close
 */

/**
 * The whole system in a folder of its own, with what `fill` puts there; or the running one whose link is in
 * DASHBOARD_LINK, as it is.
 * @param {(credentials: Readonly<Record<string, string>>) => Promise<void>} [fill] default: a month of an invented
 *   company's use
 * @returns {Promise<DemoSystem>}
 */
export async function demoSystem(fill = demo) {
  const running = process.env.DASHBOARD_LINK;
  if (running !== undefined)
    return { url: new URL(running).origin, link: () => running, credentials: {}, close: async () => {} };
  const dataDir = mkdtempSync(join(tmpdir(), "ecomind-demo-"));
  const [ingest, query, clickhouse] = [await freePort(), await freePort(), await freePort()];
  const ports = ["--ingest-port", `${ingest}`, "--query-port", `${query}`, "--clickhouse-port", `${clickhouse}`];
  const child = spawn(process.execPath, ["standalone/bin/start.js", "--data", dataDir, ...ports], { cwd: root });
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    }
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
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
    /** @type {Record<string, string>} */
    const credentials = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    await fill(credentials);
    const url = credentials.ECOMIND_QUERY_URL ?? "";
    return { url, link: () => ownerLink(dataDir), credentials, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A link that signs the owner in, once. @param {string} dataDir */
function ownerLink(dataDir) {
  const made = spawnSync(process.execPath, ["standalone/bin/ecomind.js", "link", "--data", dataDir], {
    cwd: root,
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`no link was made: ${made.stderr}`);
  return made.stdout.trim();
}

/** The invented company's month, posted as clients post. @param {Readonly<Record<string, string>>} credentials */
export async function demo(credentials) {
  const posted = spawnSync(process.execPath, ["standalone/bin/ecomind.js", "demo", "--json"], {
    cwd: root,
    env: { ...process.env, ...credentials },
    encoding: "utf8",
  });
  if (posted.status !== 0) throw new Error(`the demo failed: ${posted.stderr}`);
  const { events } = JSON.parse(posted.stdout);
  for (;;) {
    const headers = { "x-api-key": credentials.ECOMIND_API_KEY ?? "" };
    const answer = await fetch(`${credentials.ECOMIND_QUERY_URL}/v1/accounting`, { headers });
    if (answer.ok && (await answer.json()).in_events >= events) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
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
      // A page's own script may still be on its way.
      all.every(({ localName, shadowRoot }) => !/-page$|-panel$|^eco-/.test(localName) || shadowRoot !== null) &&
      all.every((element) => !states.includes(/** @type {HTMLElement} */ (element).dataset?.state ?? ""))
    );
  }, busy);
}

export const chromiumPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
