import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { serverConfiguration, usersConfiguration } from "./configuration.js";
import { cutConnections } from "./connections.js";
import { ControlClient } from "./control-client.js";
import { lockDataFolder } from "./data-folder-lock.js";
import { runEngine } from "./engine-thread.js";
import { LocalSessionGate } from "./local-session-gate.js";
import { checkOptions, type EmbeddedClickHouseOptions } from "./options.js";
import { Pipe } from "./pipe.js";

export interface EmbeddedClickHouse {
  readonly url: string;
  readonly port: number;
  /** Resolves when the engine has ended, asked to or not. */
  readonly ended: Promise<void>;
  /** Lets statements end, cancels what is left, closes the tables. The process should exit after it. */
  stop(): Promise<void>;
}

/**
 * Starts ClickHouse inside this process: the engine of chDB behind the server's own HTTP interface, with the accounts
 * given here and no others. Once per process.
 * @throws RangeError for an invalid option, DataFolderInUseError, or Error when the engine does not come up; the reason
 * is then in `<dataDir>/engine.log` and on standard error.
 */
export async function startEmbeddedClickHouse(given: EmbeddedClickHouseOptions): Promise<EmbeddedClickHouse> {
  checkOptions(given);
  const options = { ...given, dataDir: resolve(given.dataDir) };
  const { dataDir, host = "127.0.0.1", stopGraceMs = 5_000 } = options;
  const unlock = lockDataFolder(dataDir);
  const gate = new LocalSessionGate(options.users.find(({ name }) => name === "default")?.password);
  const control = { name: "ecomind_engine", password: randomBytes(32).toString("hex") };
  const folder = join(dataDir, "process");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    chmodSync(path, 0o600);
    return path;
  };

  const ready = new Pipe();
  const stopping = new Pipe();
  const secrets = { control, gateUrl: await gate.listen(), usersFile: join(folder, "users.xml") };
  file("users.xml", usersConfiguration(options, secrets));
  const configuration = file("config.xml", serverConfiguration(options, secrets));
  const first = file("first.sql", firstStatements(options, ready.writeFd));
  // The first file opens the door; the second is a pipe, at whose end the engine waits until it is told to stop.
  const engine = runEngine([
    `--config-file=${configuration}`,
    "--queries-file",
    first,
    "--queries-file",
    `/dev/fd/${stopping.readFd}`,
  ]);
  const ended = engine.ended.then(() => {
    gate.close();
    unlock();
  });

  const line = await Promise.race([ready.readLine(), ended]);
  if (line === undefined) throw new Error(`ClickHouse did not start: see standard error and ${dataDir}/engine.log`);
  closeSync(ready.writeFd);
  gate.shut();
  const port = Number(line);
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const url = `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await new ControlClient(url, control).drain(stopGraceMs).catch(() => {});
    stopping.end("SYSTEM STOP LISTEN HTTP;\n");
    const cutting = setInterval(() => cutConnections(port), 20);
    await ended;
    clearInterval(cutting);
  };
  return {
    url,
    port,
    ended,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Creates the accounts' databases, starts the HTTP server and reports the port it got. */
function firstStatements({ users }: EmbeddedClickHouseOptions, readyFd: number): string {
  const databases = new Set(users.flatMap(({ database }) => database ?? []));
  const quoted = [...databases].map((name) => `\`${name.replace(/[\\`]/g, "\\$&")}\``);
  return [
    ...quoted.map((name) => `CREATE DATABASE IF NOT EXISTS ${name};`),
    "SYSTEM START LISTEN HTTP;",
    `SELECT getServerPort('http_port') INTO OUTFILE '/dev/fd/${readyFd}' APPEND FORMAT TSV;`,
    "",
  ].join("\n");
}
