import { spawnSync } from "node:child_process";

const program = process.env.PROMTOOL ?? "promtool";

/** Whether Prometheus' own checker is there. With `CI` it has to be. */
export const hasPromtool = spawnSync(program, ["--version"]).status === 0;

if (!hasPromtool) {
  const message = "promtool is missing (Debian: apt-get install prometheus): what it checks is not tested";
  if (process.env.CI) throw new Error(message);
  process.stderr.write(`${message}\n`);
}

/** @returns what it says, and its status */
export function promtool(
  args: readonly string[],
  input = "",
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(program, [...args], {
    input,
    encoding: "utf8",
    maxBuffer: 64 * 1024 ** 2,
  });
  return { status, output: `${stdout}${stderr}` };
}
