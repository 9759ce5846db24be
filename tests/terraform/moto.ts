import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const folder = here("../../.cache/moto-5.2.5");

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** AWS's API on this machine, in memory: moto, with what `moto-server.py` adds. It is installed into `.cache` once. */
export class Moto {
  readonly url: string;
  readonly #process: ChildProcess;
  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  /** @throws Error when Python cannot install it, or it does not answer within two minutes */
  static async start(): Promise<Moto> {
    const python = `${folder}/bin/python`;
    if (!existsSync(`${folder}/installed`)) {
      await run("python3", ["-m", "venv", folder]);
      await run(python, ["-m", "pip", "install", "--quiet", "--requirement", here("requirements.txt")]);
      await run("touch", [`${folder}/installed`]);
    }
    const port = await freePort();
    const child = spawn(python, [here("moto-server.py"), String(port)], { stdio: "ignore" });
    const moto = new Moto(`http://127.0.0.1:${port}`, child);
    const until = Date.now() + 120_000;
    while (
      !(await fetch(`${moto.url}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      if (child.exitCode !== null || Date.now() > until) throw new Error("moto did not start");
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return moto;
  }

  /** What makes Terraform and the Python below speak to it, and to nobody else. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "eu-central-1",
      AWS_DEFAULT_REGION: "eu-central-1",
      AWS_EC2_METADATA_DISABLED: "true",
      no_proxy: "127.0.0.1",
    };
  }

  /** Runs Python with boto3. Returns what it prints. */
  async python(source: string): Promise<string> {
    const env = { ...process.env, ...this.environment };
    const { stdout } = await run(`${folder}/bin/python`, ["-c", `import boto3\n${source}`], { env });
    return stdout.trim();
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await ended;
  }
}
