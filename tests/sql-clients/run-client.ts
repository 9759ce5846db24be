import { spawn } from "node:child_process";
import { expect } from "vitest";

export interface ClientRun {
  /** Where it runs. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Is called where the program says that it has cancelled a statement, with the client's name. */
  readonly cancelled?: (client: string) => Promise<void>;
}

/** Runs a program to its end. @returns the lines that it printed @throws Error when it fails */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env, cancelled = async () => undefined }: ClientRun,
): Promise<readonly string[]> {
  const looks: Promise<void>[] = [];
  const lines: string[] = [];
  let rest = "";
  let errors = "";
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (chunk) => {
      const ended = `${rest}${chunk}`.split("\n");
      rest = ended.pop() ?? "";
      for (const line of ended) {
        const client = /^cancelled (.*)$/.exec(line)?.[1];
        if (client === undefined) lines.push(line);
        else looks.push(cancelled(client));
      }
    });
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${command} ended with ${code}: ${lines.slice(-3).join(" ")} ${errors.slice(-2_000)}`)),
    );
  });
  await Promise.all(looks);
  return lines;
}

/** Each step of a client's program says `ok` or `FAIL`. @param count how many steps it has */
export function expectAllOk(lines: readonly string[], count: number): void {
  expect(lines.filter((line) => !line.startsWith("ok "))).toEqual([]);
  expect(lines).toHaveLength(count);
}
