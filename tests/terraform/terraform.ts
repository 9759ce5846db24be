import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const terraformFolder = fileURLToPath(new URL("../../terraform", import.meta.url));

/** The version of the `terraform` on the path; undefined where there is none. */
export const terraformVersion: string | undefined = (() => {
  const { status, stdout } = spawnSync("terraform", ["version", "-json"], { env: environment(), encoding: "utf8" });
  return status === 0 ? (JSON.parse(stdout) as { terraform_version: string }).terraform_version : undefined;
})();

/** `terraform` reads no settings of this machine's user: one file that is missing, or a mirror, would decide the outcome. */
function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { TF_CLI_CONFIG_FILE: _, ...env } = process.env;
  return { ...env, TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1", ...more };
}

export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** Runs `terraform`; does not throw when it fails. `output` is what it printed to both streams, without colours. */
export function terraform(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const options = { cwd: folder, env: environment(env), maxBuffer: 64 * 1024 ** 2 };
  return new Promise((resolve) => {
    execFile("terraform", args, options, (error, stdout, stderr) => {
      resolve({
        status: error === null ? 0 : typeof error.code === "number" ? error.code : 1,
        output: stdout + stderr,
      });
    });
  });
}

/** Providers come from the folder that `TF_PLUGIN_DIR` names, else from Terraform's registry. */
export async function initialise(folder: string, args: readonly string[], env = {}): Promise<void> {
  const { TF_PLUGIN_DIR: plugins = "" } = process.env;
  const from = existsSync(plugins) ? [`-plugin-dir=${plugins}`] : [];
  const { status, output } = await terraform(folder, ["init", "-no-color", "-input=false", ...from, ...args], env);
  if (status !== 0) throw new Error(`terraform init in ${folder}:\n${output}`);
}
