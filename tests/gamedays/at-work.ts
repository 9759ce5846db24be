import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { System } from "ecomind/testing";
import { projectRoot } from "./project-root.js";

const run = promisify(execFile);

/** What a command said, and its status. */
export interface CommandResult {
  readonly status: number;
  readonly output: string;
}

/** A folder where a system's runbooks are followed: its data in `data`, and `npx ecomind` that finds this build. */
export class AtWork {
  readonly folder: string;

  constructor(system: System) {
    this.folder = mkdtempSync(join(tmpdir(), "ecomind-at-work-"));
    symlinkSync(system.dataDir, join(this.folder, "data"));
    symlinkSync(join(projectRoot, "node_modules"), join(this.folder, "node_modules"));
  }

  /** Runs shell commands as somebody would paste them; stops at the first that fails. */
  async run(commands: string, timeoutMs = 60_000): Promise<CommandResult> {
    // Nothing of this process's own environment that names a system: a person has none of it.
    const { PATH = "", HOME = "" } = process.env;
    try {
      const options = { cwd: this.folder, env: { PATH, HOME }, timeout: timeoutMs };
      const { stdout, stderr } = await run("bash", ["-e", "-o", "pipefail", "-c", commands], options);
      return { status: 0, output: `${stdout}${stderr}` };
    } catch (error) {
      const {
        code,
        stdout = "",
        stderr = "",
        message,
      } = error as Error & { code?: unknown; stdout?: string; stderr?: string };
      return { status: typeof code === "number" ? code : 1, output: `${stdout}${stderr}${message}` };
    }
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
