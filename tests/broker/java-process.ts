import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";

/**
 * Runs Java until it is told to end, and not beyond this process: the shell between them holds a pipe from here, and
 * when that ends, however this process ends, it kills what it started.
 */
const script = `
exec 3<&0
java "$@" </dev/null 3<&- >&2 &
broker=$!
echo "$broker"
{ cat <&3 >/dev/null; kill -9 $broker 2>/dev/null; } >/dev/null 2>&1 &
exec 3<&- 0<&-
wait $broker
`;

/** A Java program under way. */
export class JavaProcess {
  readonly #shell: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly pid: number;

  private constructor(shell: ChildProcess, pid: number) {
    this.#shell = shell;
    this.pid = pid;
    this.#ended = shell.exitCode === null ? once(shell, "exit") : Promise.resolve();
    void this.#ended.then(() => shell.stdin?.destroy());
  }

  /** @param logFile gets what the program prints */
  static async start(args: readonly string[], logFile: string): Promise<JavaProcess> {
    const log = openSync(logFile, "a");
    const shell = spawn("sh", ["-c", script, "sh", ...args], {
      stdio: ["pipe", "pipe", log],
    });
    closeSync(log);
    const [line] = (await once(shell.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    // Neither keeps this process alive: it may end without stopping its brokers, which then end by themselves.
    shell.unref();
    for (const stream of [shell.stdin, shell.stdout]) (stream as unknown as { unref?(): void } | null)?.unref?.();
    return new JavaProcess(shell, Number(line.toString().trim()));
  }

  get running(): boolean {
    return this.#shell.exitCode === null && this.#shell.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.running) process.kill(this.pid, signal);
  }

  async kill(): Promise<void> {
    this.#shell.ref();
    this.signal("SIGKILL");
    await this.#ended;
  }
}
