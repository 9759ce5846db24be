import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

function run(command: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with status ${status}`);
}

/**
 * A revision's files, installed and built in a temporary folder, which a later call finds.
 * @param root of a checkout that knows the revision @returns the folder and the whole commit id
 * @throws Error for a revision that git does not know, or one that does not build
 */
export function builtRevision(root: string, revision: string): { readonly folder: string; readonly commit: string } {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  const commit = git("rev-parse", "--verify", "--quiet", `${revision}^{commit}`);
  const folder = join(tmpdir(), `ecomind-revision-${commit.slice(0, 12)}`);
  const built = join(folder, ".built");
  if (existsSync(built)) return { folder, commit };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const archive = `${folder}.tar`;
  git("archive", "--output", archive, commit);
  run("tar", ["-xf", archive, "-C", folder], root);
  rmSync(archive);
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder);
  run("npm", ["run", "build"], folder);
  writeFileSync(built, commit);
  return { folder, commit };
}
