import { spawnSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { kafkaJars } from "../broker/kafka-jars.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Ran {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 64 * 2 ** 20,
  });
  return { status, stdout: stdout ?? "", stderr: stderr ?? "" };
}

export const docker = (...args: string[]): Ran => run("docker", args);

/** Why the composed system can't be tried here; undefined where it can. */
export function missing(): string | undefined {
  if (docker("info").status !== 0) return "a Docker engine that answers";
  if (docker("compose", "version").status !== 0) return "Docker's compose plugin, 2.24 or newer";
  return undefined;
}

const standInBase = "ecomind/node-stand-in:24";

/** An image with Node 24 on Debian 13: NODE_IMAGE, else the official one, else one that is made here. */
export function nodeImage(): string {
  for (const name of [process.env.NODE_IMAGE, "node:24-trixie-slim", standInBase])
    if (name && (docker("image", "inspect", name).status === 0 || docker("pull", "--quiet", name).status === 0))
      return name;
  const made = run(join(root, "containers/stand-ins/base-image.sh"), [standInBase]);
  if (made.status !== 0) throw new Error(`the base image could not be made: ${made.stdout}${made.stderr}`);
  return standInBase;
}

/** Puts Kafka's jars where the stand-in's Dockerfile looks for them. */
export function putKafkaJars(): void {
  const to = join(root, "containers/stand-ins/jars");
  if (existsSync(to)) return;
  const jars = kafkaJars();
  if ("missing" in jars) throw new Error(jars.missing);
  cpSync(jars.dir, to, { recursive: true });
}

/** The composed system with stand-ins, under a project name and on ports of its own. */
export class Compose {
  readonly #env: Record<string, string>;
  readonly #project: string;

  constructor(project: string, env: Record<string, string>) {
    this.#project = project;
    this.#env = env;
  }

  /** @throws Error with what the command printed when its status is not 0 */
  run(...args: string[]): string {
    const files = ["-f", "docker-compose.yml", "-f", "containers/stand-ins/compose.yml"];
    const ran = run("docker", ["compose", "-p", this.#project, ...files, ...args], this.#env);
    if (ran.status !== 0)
      throw new Error(`docker compose ${args.join(" ")}: status ${ran.status}\n${ran.stdout}${ran.stderr}`);
    return ran.stdout;
  }

  container(service: string): string {
    return this.run("ps", "--all", "--quiet", service).trim();
  }

  inspect(service: string, format: string): string {
    return docker("inspect", "--format", format, this.container(service)).stdout.trim();
  }

  /** Ends a container's process as a crash would: an order to Docker would keep it down. */
  crash(service: string): void {
    process.kill(Number(this.inspect(service, "{{.State.Pid}}")), "SIGKILL");
  }

  /** A file of a container. */
  file(service: string, path: string): string {
    return this.run("exec", "-T", service, "node", "-p", `require("fs").readFileSync(${JSON.stringify(path)}, "utf8")`);
  }
}

/** Names with their values in a `NAME=value` file. */
export const credentialsIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/^([A-Z_]+)='?([^'\n]*)'?$/gm)].map(([, name, value]) => [name, value]));
