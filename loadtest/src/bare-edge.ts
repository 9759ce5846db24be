import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The floor of `bench:ingest`: uWebSockets.js that reads a body and answers 202, and knows nothing else. */
export interface BareEdge {
  readonly url: string;
  readonly pid: number;
  stop(): void;
}

/** Starts it as a process of its own, on a free port of the loopback. */
export async function startBareEdge(): Promise<BareEdge> {
  const child: ChildProcess = fork(fileURLToPath(new URL("./bare-edge-process.js", import.meta.url)), [], {
    stdio: "inherit",
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve(message as number));
    child.once("exit", (status) => reject(new Error(`the bare edge ended with ${status}`)));
  });
  return { url: `http://127.0.0.1:${port}`, pid: child.pid as number, stop: () => void child.kill("SIGTERM") };
}
