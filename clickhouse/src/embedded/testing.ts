import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createStoreClient } from "../client.js";
import { migrateUp } from "../migrate.js";
import { libc } from "./native.js";

const packageFolder = fileURLToPath(new URL("../../", import.meta.url));
const workspace = join(packageFolder, "..");
const main = join(packageFolder, "dist/embedded/main.js");
const sources = [packageFolder, join(workspace, "packages/platform/")].map((folder) => join(folder, "src"));

export interface TestClickHouseOptions {
  /** Used and left in place; absent: a temporary folder that goes with the engine. */
  readonly dataDir?: string;
  /** Begin with the project's tables, which are made once for all tests. @default false */
  readonly migrated?: boolean;
  /** 0: any free port. @default 0 */
  readonly port?: number;
  /** More of the process's configuration, over `NO_PASSWORD=true`. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface TestClickHouse {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** Ends it in order. @returns its exit status; null when it was killed. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits until it is gone; a temporary folder stays until `stop`. */
  kill(): Promise<void>;
}

/**
 * A real ClickHouse engine in a process of its own, with accounts `default` and `ecomind` without a password and the
 * database `ecomind`. Builds the compiled main module first when it is older than its source.
 */
export async function startTestClickHouse(options: TestClickHouseOptions = {}): Promise<TestClickHouse> {
  await build();
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "ecomind-clickhouse-"));
  if (options.migrated) copyFolder(await migratedFolder(), dataDir);
  const child = fork(main, [], {
    env: {
      ...process.env,
      NO_PASSWORD: "true",
      CLICKHOUSE_DATA_DIR: dataDir,
      CLICKHOUSE_PORT: String(options.port ?? 0),
      ...options.env,
    },
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve((message as { port: number }).port));
    child.once("close", (status, signal) => reject(new Error(`ClickHouse ended with ${signal ?? status}: ${errors}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    dataDir,
    process: child,
    async stop() {
      const status = await end("SIGTERM");
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
      return status;
    },
    async kill() {
      await end("SIGKILL");
    },
  };
}

/** Files alone: the engine links its tables' names to their folders by itself. */
const copyFolder = (from: string, to: string): void =>
  cpSync(from, to, { recursive: true, filter: (path) => !lstatSync(path).isSymbolicLink() });

/** A data folder with the project's tables, made when migrations or sources have changed. */
async function migratedFolder(): Promise<string> {
  const hash = createHash("sha256");
  for (const part of ["migrations", "src"])
    for (const name of readdirSync(join(packageFolder, part), { recursive: true, encoding: "utf8" }).sort()) {
      const path = join(packageFolder, part, name);
      if (statSync(path).isFile()) hash.update(`${name}\n`).update(readFileSync(path));
    }
  const folder = join(packageFolder, `dist/.migrated-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  return await locked("migrated", async () => {
    if (existsSync(folder)) return folder;
    const making = mkdtempSync(join(packageFolder, "dist/.migrating-"));
    const engine = await startTestClickHouse({ dataDir: making });
    const client = createStoreClient({ url: engine.url, username: "ecomind", password: "", application: "test" });
    try {
      await migrateUp(client);
    } finally {
      await client.close();
      await engine.stop();
    }
    renameSync(making, folder);
    return folder;
  });
}

/** One at a time over all test workers. */
async function locked<T>(what: string, act: () => T | Promise<T>): Promise<T> {
  mkdirSync(join(packageFolder, "dist"), { recursive: true });
  const lock = openSync(join(packageFolder, `dist/.${what}.lock`), "a");
  libc().flock(lock, 2);
  try {
    return await act();
  } finally {
    closeSync(lock);
  }
}

async function build(): Promise<void> {
  if (!import.meta.url.endsWith(".ts") || fresh()) return;
  await locked("build", () => {
    if (fresh()) return;
    const { status, stdout } = spawnSync("npx", ["tsc", "-b", "clickhouse"], { cwd: workspace, encoding: "utf8" });
    if (status !== 0) throw new Error(`clickhouse does not compile:\n${stdout}`);
  });
}

function fresh(): boolean {
  if (!existsSync(main)) return false;
  return sources.every((folder) => {
    const built = join(folder, "../dist/.tsbuildinfo");
    if (!existsSync(built)) return false;
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    return files.every((name) => statSync(join(folder, name)).mtimeMs <= statSync(built).mtimeMs);
  });
}
