import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../stream/dist/main.js", import.meta.url));

/** Stream processes as an operator runs them, told everything by the environment. `BENCH_CPU_PROF=DIR`: a profile of each. */
export class StreamFleet {
  readonly #processes: readonly ChildProcess[];

  private constructor(processes: readonly ChildProcess[]) {
    this.#processes = processes;
  }

  /** Resolves when all are ready: their logs are open, and none has partitions yet. */
  static async start(count: number, env: Readonly<Record<string, string>>): Promise<StreamFleet> {
    const profiles = process.env.BENCH_CPU_PROF;
    const processes = Array.from({ length: count }, () =>
      fork(main, [], {
        env: { ...process.env, ...env, STREAM_ADMIN_HOST: "127.0.0.1", STREAM_ADMIN_PORT: "0", LOG_LEVEL: "warn" },
        execArgv: profiles === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profiles}`],
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      }),
    );
    await Promise.all(processes.map((child) => once(child, "message")));
    return new StreamFleet(processes);
  }

  get pids(): number[] {
    return this.#processes.flatMap(({ pid }) => pid ?? []);
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#processes.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      }),
    );
  }
}
