import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface WrkOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly seconds: number;
  /** @default 512 */
  readonly connections?: number;
  /** Pause of each connection between an answer and its next request, in milliseconds. @default 0 */
  readonly pauseMs?: number;
}

export interface WrkResult {
  readonly requests: number;
  readonly perSecond: number;
  /** Latency in milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx and 3xx. */
  readonly refused: number;
  /** Connections, reads and writes that failed, and answers that did not come in time. */
  readonly socketErrors: number;
}

const script = fileURLToPath(new URL("../wrk/event.lua", import.meta.url));

/** A time as wrk prints it: `910.00us`, `15.51ms`, `1.02s`. */
function milliseconds(text = ""): number {
  const [, number, unit = ""] = /^([\d.]+)(us|ms|s|m)$/.exec(text) ?? [];
  return Number(number) * ({ us: 0.001, ms: 1, s: 1_000, m: 60_000 }[unit] ?? Number.NaN);
}

/** Single events posted by wrk, an external generator, each with an id of its own. @throws Error when wrk is missing */
export async function wrk(options: WrkOptions): Promise<WrkResult> {
  const args = [
    "-t1",
    `-c${options.connections ?? 512}`,
    `-d${options.seconds}s`,
    "--latency",
    "-s",
    script,
    options.url,
  ];
  const env = { ...process.env, ECOMIND_API_KEY: options.apiKey, PAUSE_MS: String(options.pauseMs ?? 0) };
  const child = spawn("wrk", args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    child.once("error", () => reject(new Error("wrk is not installed (Debian: apt-get install wrk)")));
    child.once("close", (status) =>
      status === 0 ? resolve() : reject(new Error(`wrk ended with ${status}\n${text}`)),
    );
  });
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text)?.slice(1) ?? [];
  return {
    requests: number(/(\d+) requests in/),
    perSecond: number(/Requests\/sec:\s+([\d.]+)/),
    p50Ms: milliseconds(/^\s+50%\s+(\S+)$/m.exec(text)?.[1]),
    p99Ms: milliseconds(/^\s+99%\s+(\S+)$/m.exec(text)?.[1]),
    refused: number(/Non-2xx or 3xx responses: (\d+)/),
    socketErrors: errors.reduce((sum, count) => sum + Number(count), 0),
  };
}
