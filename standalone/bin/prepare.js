import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. Plain JavaScript with no dependency: this runs before anything is installed or built. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const minimum = [20, 19];

/** @param {string} reason @returns {never} */
function refuse(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

/** @param {string} file @returns {number} modification time in milliseconds, 0 when there is none */
const modified = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

/** @param {string} folder @returns {number} the newest modification below a folder, in milliseconds */
function newestBelow(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestBelow(path) : modified(path));
  }
  return newest;
}

/** @param {string} what @param {string[]} args */
function npm(what, args) {
  process.stderr.write(`${what} …\n`);
  const { status } = spawnSync("npm", args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) refuse(`${what} failed: npm ${args.join(" ")}`);
}

/** Source folders of every workspace that has one. */
function sourceFolders() {
  const workspaces = ["packages", "."].flatMap((parent) =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
      .map((entry) => join(root, parent, entry.name)),
  );
  return workspaces.map((folder) => join(folder, "src")).filter((folder) => existsSync(folder));
}

/** Installs and builds where that is missing or older than what it is made from. */
export function prepare() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < minimum[0] || (major === minimum[0] && minor < minimum[1]))
    refuse(`EcoMind needs Node ${minimum.join(".")} or newer; this is ${process.versions.node}.`);
  const installed = modified(join(root, "node_modules", ".package-lock.json"));
  if (installed === 0 || installed < modified(join(root, "package-lock.json"))) npm("Installing", ["ci"]);
  const built = modified(join(root, "standalone", "dist", ".built"));
  if (built === 0 || sourceFolders().some((folder) => newestBelow(folder) > built)) npm("Building", ["run", "build"]);
}
