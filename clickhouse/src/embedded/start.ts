import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { mayFail } from "@ecomind/platform";
import { serverConfiguration, shutdownWaitSeconds, usersConfiguration } from "./configuration.js";
import { cutConnections } from "./connections.js";
import { ControlClient } from "./control-client.js";
import { lockDataFolder } from "./data-folder-lock.js";
import { runEngine } from "./engine-thread.js";
import { LocalSessionGate } from "./local-session-gate.js";
import { checkOptions, type EmbeddedClickHouseOptions } from "./options.js";
import { Pipe } from "./pipe.js";
import { type RestartReason, restartReasons } from "./restart-reason.js";
import type { RunningStatement } from "./stuck-statements.js";
import { EngineWall } from "./wall/engine-wall.js";
import { startWatchdog } from "./watchdog.js";

export interface EmbeddedClickHouse {
  readonly url: string;
  readonly port: number;
  /** What the kernel cannot keep the engine's statements from; empty: the wall around it is whole. */
  readonly missing: readonly string[];
  /** Resolves when the engine has ended, asked to or not. */
  readonly ended: Promise<void>;
  /** Resolves when statements run that no limit ends: the engine should be given up. */
  readonly stuck: Promise<readonly RunningStatement[]>;
  /** Lets statements end, cancels what is left, closes the tables. The process should exit after it. */
  stop(): Promise<void>;
  /**
   * As `stop`, without waiting for statements that are stuck, for `stopGraceMs` and some seconds more at most. What they
   * cost their organisations' audit logs say.
   * @returns why, for the log
   */
  giveUp(stuck: readonly RunningStatement[]): Promise<readonly RestartReason[]>;
}

/**
 * Starts ClickHouse inside this process: the engine of chDB behind the server's own HTTP interface, with the accounts
 * given here and no others. Once per process.
 * @throws RangeError for an invalid option, DataFolderInUseError, or Error when the engine does not come up (the reason is
 * then in `<dataDir>/engine.log` and on standard error) or cannot be confined as required; the process should then exit.
 */
export async function startEmbeddedClickHouse(given: EmbeddedClickHouseOptions): Promise<EmbeddedClickHouse> {
  checkOptions(given);
  const options = { ...given, dataDir: resolve(given.dataDir) };
  const { dataDir, host = "127.0.0.1", stopGraceMs = 5_000 } = options;
  const unlock = lockDataFolder(dataDir);
  const gate = new LocalSessionGate();
  const control = { name: "ecomind_engine", password: randomBytes(32).toString("hex") };
  const folder = join(dataDir, "process");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    chmodSync(path, 0o600);
    return path;
  };

  /** The engine has read them: what they hold of accounts is then nowhere but in its memory. */
  const forget = (): void => {
    for (const name of ["users.xml", "config.xml", "first.sql"]) rmSync(join(folder, name), { force: true });
  };

  const entered = new Pipe();
  const opening = new Pipe();
  const ready = new Pipe();
  const stopping = new Pipe();
  const gatePort = await gate.listen();
  const wall = new EngineWall(dataDir, options.port, gatePort);
  requireWall(options, wall.missing);
  const secrets = { control, gateUrl: `http://127.0.0.1:${gatePort}/`, usersFile: join(folder, "users.xml") };
  file("users.xml", usersConfiguration(options, secrets));
  const configuration = file("config.xml", serverConfiguration(options, secrets));
  const first = file("first.sql", firstStatements(options, entered.writeFd));
  // The first session is in once the file has run. Then two pipes: what opens the door, for which it waits until the gate is
  // shut (a request that was quick enough was once let in as `default` without a password), and what ends the engine.
  const queries = [first, `/dev/fd/${opening.readFd}`, `/dev/fd/${stopping.readFd}`];
  const engine = runEngine(
    [`--config-file=${configuration}`, ...queries.flatMap((statements) => ["--queries-file", statements])],
    wall.calls,
  );
  const ended = engine.ended.then(() => {
    wall.seal();
    gate.close();
    forget();
    unlock();
  });
  await engine.entered;
  wall.raised();
  requireWall(options, wall.missing);

  const told = async (pipe: Pipe): Promise<string> => {
    const line = await Promise.race([pipe.readLine(), ended]);
    if (line === undefined) throw new Error(`ClickHouse did not start: see standard error and ${dataDir}/engine.log`);
    closeSync(pipe.writeFd);
    return line;
  };
  await told(entered);
  gate.shut();
  wall.seal();
  opening.end(openingStatements(ready.writeFd));
  const port = Number(await told(ready));
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const url = `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;

  forget();
  const controlClient = new ControlClient(url, control);
  const missing = [...wall.missing];
  if (wall.holdsFiles && (await controlClient.canRead("/proc/self/status")))
    missing.push("files outside its folder, though the kernel has taken the rules");
  requireWall(options, missing);

  let endWatch = (): void => {};
  const stuck = new Promise<readonly RunningStatement[]>((found) => {
    const failed = (error: unknown, looksInARow: number) => {
      const line = { msg: "the engine's statements could not be looked at", looksInARow, error: String(error) };
      process.stderr.write(`${JSON.stringify(line)}\n`);
    };
    endWatch = startWatchdog(controlClient, { intervalMs: options.watchIntervalMs, found, failed });
  });

  let stopped: Promise<void> | undefined;
  const drain = async (except?: ReadonlySet<string>): Promise<void> => {
    endWatch();
    await controlClient.drain(stopGraceMs, except).catch(mayFail("the engine is stopped next, drained or not"));
  };
  const stop = async (drained: Promise<void>): Promise<void> => {
    await drained;
    stopping.end("SYSTEM STOP LISTEN HTTP;\n");
    const cutting = setInterval(() => cutConnections(port), 20);
    await ended;
    clearInterval(cutting);
  };
  return {
    url,
    port,
    missing,
    ended,
    stuck,
    stop: () => {
      stopped ??= stop(drain());
      return stopped;
    },
    giveUp: async (statements) => {
      const { reasons, auditRows } = restartReasons(statements);
      const database = options.users.find(({ database }) => database !== undefined)?.database ?? "default";
      if (auditRows.length > 0)
        await controlClient.insert(`\`${database}\`.audit_log`, auditRows).catch((error: Error) => {
          process.stderr.write(`the restart could not be written to the audit log: ${error.message}\n`);
        });
      const drained = drain(new Set(statements.map(({ queryId }) => queryId)));
      stopped ??= stop(drained);
      // A thread that computes on holds the engine: what is acknowledged is on disk. Before the engine ends the process itself, with
      // the status of an orderly end.
      await Promise.race([stopped, drained.then(() => sleep((shutdownWaitSeconds - 1) * 1_000))]);
      return reasons;
    },
  };
}

/** @throws Error when a whole wall is required and this one is not */
function requireWall({ requireConfinement }: EmbeddedClickHouseOptions, missing: readonly string[]): void {
  if (requireConfinement && missing.length > 0)
    throw new Error(`ClickHouse is not started: this kernel cannot keep it from ${missing.join("; from ")}`);
}

const tell = (value: string, fd: number) => `SELECT ${value} INTO OUTFILE '/dev/fd/${fd}' APPEND FORMAT TSV;`;

/** Creates the accounts' databases, and reports that the engine's own session is in. */
function firstStatements({ users }: EmbeddedClickHouseOptions, enteredFd: number): string {
  const databases = new Set(users.flatMap(({ database }) => database ?? []));
  const quoted = [...databases].map((name) => `\`${name.replace(/[\\`]/g, "\\$&")}\``);
  return [...quoted.map((name) => `CREATE DATABASE IF NOT EXISTS ${name};`), tell("1", enteredFd), ""].join("\n");
}

/** Starts the HTTP server and reports the port it got. */
function openingStatements(readyFd: number): string {
  return ["SYSTEM START LISTEN HTTP;", tell("getServerPort('http_port')", readyFd), ""].join("\n");
}
