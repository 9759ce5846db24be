import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A free port of this machine, taken from those that the kernel hands out. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** Runs `npm start` as a person would, in a process group of its own, and talks to it by what it wrote. */
export class System {
  readonly dataDir: string;
  readonly #ports: readonly number[];
  #process: ChildProcess | undefined;
  #output = "";

  private constructor(dataDir: string, ports: readonly number[]) {
    this.dataDir = dataDir;
    this.#ports = ports;
  }

  static async create(): Promise<System> {
    const ports = [await freePort(), await freePort(), await freePort()];
    return new System(mkdtempSync(join(tmpdir(), "ecomind-system-")), ports);
  }

  get output(): string {
    return this.#output;
  }

  /** Arguments of `npm start` for this folder and these ports. */
  get args(): string[] {
    const [ingest, query, clickhouse] = this.#ports;
    return [
      "--data",
      this.dataDir,
      "--ingest-port",
      `${ingest}`,
      "--query-port",
      `${query}`,
      "--clickhouse-port",
      `${clickhouse}`,
    ];
  }

  /** Starts and waits for the line `ready`. @throws Error with the output when it ends before */
  async start(extra: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#output = "";
    const child = spawn(process.execPath, ["standalone/bin/start.js", ...this.args, ...extra], {
      cwd: root,
      detached: true,
      env: { ...process.env, ...env },
    });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        this.#output += chunk.toString();
        if (/^(ready|\{"ready":true.*\})$/m.test(this.#output)) resolve();
      };
      child.stdout?.on("data", read);
      child.stderr?.on("data", read);
      child.once("exit", (code) => reject(new Error(`ended with ${code}:\n${this.#output}`)));
    });
  }

  /** Signals the whole group, as a terminal does. @returns the exit status */
  async end(signal: NodeJS.Signals = "SIGINT"): Promise<number | null> {
    const child = this.#process;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
    process.kill(-child.pid, signal);
    return await ended;
  }

  async dispose(): Promise<void> {
    await this.end("SIGTERM");
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  get credentials(): Record<string, string> {
    const lines = readFileSync(join(this.dataDir, "credentials.env"), "utf8").trim().split("\n");
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
  }

  /** Environment in which `ecomind` commands find this system. */
  get env(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.credentials };
  }

  async post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const { ECOMIND_URL, ECOMIND_API_KEY = "" } = this.credentials;
    return await fetch(`${ECOMIND_URL}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": ECOMIND_API_KEY, ...headers },
      body: JSON.stringify(body),
    });
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const { ECOMIND_QUERY_URL, ECOMIND_API_KEY = "" } = this.credentials;
    return await fetch(`${ECOMIND_QUERY_URL}${path}`, { headers: { "x-api-key": ECOMIND_API_KEY, ...headers } });
  }

  /** Runs SQL as the file's account; TabSeparated text. */
  async sql(query: string): Promise<string> {
    const { CLICKHOUSE_URL = "", CLICKHOUSE_USER, CLICKHOUSE_PASSWORD } = this.credentials;
    const response = await fetch(CLICKHOUSE_URL, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`${CLICKHOUSE_USER}:${CLICKHOUSE_PASSWORD}`).toString("base64")}`,
      },
      body: query,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text.trim();
  }

  /** Process ids of this system's processes with a title, such as `ecomind-stream`. */
  pids(title: string): number[] {
    const group = String(this.#process?.pid);
    return processes().flatMap(([pid, pgid, args = ""]) =>
      pgid === group && args.startsWith(title) ? [Number(pid)] : [],
    );
  }
}

/** Every process of the machine: id, group, command line. */
function processes(): [string, string, string][] {
  const lines = execFileSync("ps", ["-e", "-o", "pid=,pgid=,args="], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => line.trim().split(/\s+/, 3) as [string, string, string]);
}

/** Polls until `done` holds. @throws Error after `timeoutMs` with the last value */
export async function eventually<T>(
  read: () => Promise<T> | T,
  done: (value: T) => boolean,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let value: T | undefined;
    let fault: unknown;
    try {
      value = await read();
      if (done(value)) return value;
    } catch (error) {
      fault = error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${JSON.stringify(value)} ${fault ?? ""}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
