import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("append-records.js", import.meta.url));

/** A process that appends, and tells each key that was acknowledged. */
export class AppendingProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #text = "";

  /** @param shell what to do before, such as `ulimit -f 100` */
  constructor(
    dir: string,
    { shell = "true", size = 64, env = {} }: { shell?: string; size?: number; env?: object } = {},
  ) {
    this.#child = spawn("sh", ["-c", `${shell}; exec "$0" "$@"`, process.execPath, script, dir, "0", String(size)], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...env },
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#text += text;
    });
    this.#ended = new Promise((resolve) => this.#child.once("close", () => resolve()));
  }

  /** Keys, each acknowledged. */
  get acknowledged(): readonly string[] {
    const lines = this.#text.slice(0, this.#text.lastIndexOf("\n") + 1).split("\n");
    return lines.filter((line) => line !== "" && !line.startsWith("!"));
  }

  /** Names of the errors that appends ended with. */
  get errors(): readonly string[] {
    return this.#text.split("\n").flatMap((line) => (line.startsWith("! ") ? [line.slice(2)] : []));
  }

  async until(holds: (process: AppendingProcess) => boolean, timeoutMs = 20_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!holds(this)) {
      if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms; ${this.#text.slice(-200)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}
