import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mayFail } from "@ecomind/platform";
import { projectRoot } from "../broker/project-root.js";

export type ServiceName = "ingest" | "stream" | "query";

/** A service as an operator runs it: by its main module, and told everything by the environment. */
export class Service {
  readonly process: ChildProcess;
  readonly #said: Buffer[] = [];
  readonly #exited: Promise<number | null>;

  private constructor(name: ServiceName, env: Readonly<Record<string, string>>) {
    const { PATH = "" } = process.env;
    this.process = spawn(process.execPath, [`${name}/dist/main.js`], {
      cwd: projectRoot,
      env: { PATH, ...env },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on("data", (chunk: Buffer) => this.#said.push(chunk));
    this.#exited = once(this.process, "close").then(([code]) => code as number | null);
  }

  /** Everything that it wrote. */
  get output(): string {
    return Buffer.concat(this.#said).toString();
  }

  /** @returns the service and the port that it listens on, once it is ready. @throws Error when it ends before */
  static async start(
    name: ServiceName,
    env: Readonly<Record<string, string>>,
  ): Promise<{ service: Service; port: number }> {
    const service = new Service(name, env);
    const ready = new Promise<number>((resolve) =>
      service.process.on("message", (message: { type?: string; port?: number }) => {
        if (message.type === "ready") resolve(message.port ?? 0);
      }),
    );
    const ended = service.#exited.then((code) => {
      throw new Error(`${name} ended with ${code}:\n${service.output}`);
    });
    const port = await Promise.race([ready, ended]);
    ended.catch(mayFail("whoever waits for the end handles it"));
    return { service, port };
  }

  /** What a service says that does not start. */
  static async refusal(name: ServiceName, env: Readonly<Record<string, string>>): Promise<string> {
    const service = new Service(name, env);
    const code = await service.#exited;
    if (code !== 1) throw new Error(`ended with ${code}:\n${service.output}`);
    return service.output;
  }

  /** @returns the exit status; null when it was killed */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.process.kill(signal);
    return await this.#exited;
  }
}
