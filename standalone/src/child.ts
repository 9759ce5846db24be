import { type ChildProcess, fork } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { RestartDelay } from "./restart-delay.js";
import { machineLoad, type StartPatience, signOfWork, startPatience } from "./start-progress.js";

export interface ChildOptions {
  /** `ingest`, `stream`, … */
  readonly name: string;
  /** The compiled main module. */
  readonly module: string;
  readonly env: Readonly<Record<string, string>>;
  /** Which variables of this process it gets besides. @default all */
  readonly inherits?: (name: string) => boolean;
  /** Its output is appended here. */
  readonly logFile: string;
  /** Called now and then while its start is waited for. */
  readonly onWaiting?: (seconds: number) => void;
  /** Called whenever it has told that it is ready, with the port that it listens on. */
  readonly onReady?: (port: number) => void;
  /** Called when it ended without being asked to, before it is started again. */
  readonly onExit?: (event: { code: number | null; signal: NodeJS.Signals | null; restartInMs: number }) => void;
}

/** How long a child may take to end after it was asked to, in milliseconds; then it is killed. */
const stopDeadlineMs = 12_000;

/** What the engine, which reads what strangers write, needs of the environment: none of the other services' secrets. */
export const engineInherits = (name: string): boolean =>
  /^(PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|LD_LIBRARY_PATH|NODE_\w+|CLICKHOUSE_\w+)$/.test(name);

const settingOf = (name: string): string => name.replace(/_FILE$/, "");

/**
 * This process's environment without what the child is given, be it as `NAME` or as `NAME_FILE`: both at once are
 * refused, and a secret that is handed over in a file must not stand beside it.
 */
function inherited({ env, inherits = () => true }: ChildOptions): NodeJS.ProcessEnv {
  const given = new Set(Object.keys(env).map(settingOf));
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => inherits(name) && !given.has(settingOf(name))),
  );
}

/**
 * One supervised process: started, told to be ready by its own message `{ type: "ready" }`, started again whenever it
 * ends without having been asked to, and ended by the message `{ type: "stop" }`.
 */
export class Child {
  readonly #options: ChildOptions;
  readonly #delay = new RestartDelay();
  #process: ChildProcess | undefined;
  #stopping = false;
  #restart: NodeJS.Timeout | undefined;
  #restarts = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** How often it had to be started again. */
  get restarts(): number {
    return this.#restarts;
  }

  /**
   * Starts it and waits until it is ready, for as long as it works.
   * @throws Error when it ends, shows no sign of work, or takes longer than any start does; it is then not started again.
   */
  async start(patience: StartPatience = startPatience): Promise<void> {
    if (this.#stopping) return;
    const child = this.#spawn();
    await new Promise<void>((resolve, reject) => {
      const timer = this.#watchStart(child, patience, (fault) => settle(new Error(fault)));
      const onMessage = (message: unknown) => {
        if ((message as { type?: unknown } | null)?.type === "ready") settle();
      };
      const onExit = (code: number | null, signal: string | null) => settle(new Error(`ended with ${signal ?? code}`));
      const settle = (error?: Error) => {
        clearInterval(timer);
        child.off("message", onMessage);
        child.off("exit", onExit);
        if (error === undefined) return resolve();
        this.#stopping = true;
        reject(new Error(`${this.name} did not start: ${error.message}; see ${this.#options.logFile}`));
      };
      child.on("message", onMessage);
      child.on("exit", onExit);
    });
  }

  #watchStart(child: ChildProcess, patience: StartPatience, giveUp: (fault: string) => void): NodeJS.Timeout {
    const { logFile, onWaiting } = this.#options;
    const { quietMs, mostMs, tellMs, lookMs } = patience;
    const beganMs = performance.now();
    let last = "";
    let workedMs = beganMs;
    let toldMs = beganMs;
    return setInterval(() => {
      const nowMs = performance.now();
      const sign = signOfWork(child.pid as number, logFile);
      if (sign !== last) workedMs = nowMs;
      last = sign;
      const seconds = Math.round((nowMs - beganMs) / 1000);
      if (nowMs - workedMs >= quietMs)
        return giveUp(`neither ready nor at work for ${Math.round(quietMs / 1000)} s (${machineLoad()})`);
      if (nowMs - beganMs >= mostMs) return giveUp(`not ready after ${seconds} s (${machineLoad()})`);
      if (nowMs - toldMs < tellMs) return;
      toldMs = nowMs;
      onWaiting?.(seconds);
    }, lookMs);
  }

  /** Asks it to end; as after every end, it is then started again. Does nothing while it is down anyway. */
  restart(): void {
    if (!this.#stopping && this.#process?.connected) this.#process.send({ type: "stop" });
  }

  /** Asks it to end and waits until it has. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const timer = setTimeout(() => child.kill("SIGKILL"), stopDeadlineMs);
    if (child.connected) child.send({ type: "stop" }, () => {});
    else child.kill("SIGTERM");
    await ended;
    clearTimeout(timer);
  }

  #spawn(): ChildProcess {
    const { name, module, env, logFile } = this.#options;
    const log = openSync(logFile, "a", 0o600);
    const child = fork(module, [], {
      env: { ...inherited(this.#options), ...env, ECOMIND_SUPERVISED: "1" },
      execArgv: [],
      execPath: process.execPath,
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    const startedMs = performance.now();
    child.once("error", () => {});
    child.on("message", (message) => {
      const { type, port } = (message ?? {}) as { type?: unknown; port?: unknown };
      if (type === "ready" && typeof port === "number") this.#options.onReady?.(port);
    });
    child.once("exit", (code, signal) => {
      if (this.#stopping) return;
      const restartInMs = this.#delay.next(performance.now() - startedMs);
      this.#options.onExit?.({ code, signal, restartInMs });
      this.#restart = setTimeout(() => {
        this.#restarts += 1;
        if (!this.#stopping) this.#spawn();
      }, restartInMs);
    });
    this.#process = child;
    if (child.pid === undefined) throw new Error(`${name} could not be started`);
    return child;
  }
}
