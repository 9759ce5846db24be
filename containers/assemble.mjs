import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Puts what one service needs to run into a folder: `node assemble.mjs SERVICE FOLDER`, in a checkout that is built.
 * Workspaces come without their sources and tests, dependencies as the lock file has them, native ones for this platform.
 */
const [service = "", out = ""] = process.argv.slice(2);
const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** @param {string} file */
const json = (file) => JSON.parse(readFileSync(file, "utf8"));

const folders = json(join(root, "package.json")).workspaces.flatMap((/** @type {string} */ pattern) =>
  pattern.endsWith("/*")
    ? readdirSync(join(root, pattern.slice(0, -2))).map((name) => join(pattern.slice(0, -2), name))
    : [pattern],
);
const manifests = new Map(
  folders
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map((folder) => [folder, json(join(root, folder, "package.json"))]),
);
if (out === "" || !manifests.has(service)) {
  process.stderr.write("usage: node containers/assemble.mjs SERVICE FOLDER\n");
  process.exit(2);
}
const folderOf = new Map([...manifests].map(([folder, { name }]) => [name, folder]));

/** @param {string} folder @param {Set<string>} found */
function closure(folder, found = new Set()) {
  if (found.has(folder)) return found;
  found.add(folder);
  for (const name of Object.keys(manifests.get(folder).dependencies ?? {})) {
    const inner = folderOf.get(name);
    if (inner !== undefined) closure(inner, found);
  }
  return found;
}

const needless = /^(src|test|bench|scripts|fixtures|fuzz|example|node_modules|tsconfig.*|.*\.tsbuildinfo)$/;
const needed = closure(service);
mkdirSync(out, { recursive: true });
for (const name of ["package.json", "package-lock.json", "LICENSE", "NOTICE", "containers"])
  cpSync(join(root, name), join(out, name), { recursive: true });
// npm reads the manifest of each workspace, installed or not.
for (const folder of manifests.keys())
  cpSync(join(root, folder, "package.json"), join(out, folder, "package.json"), { recursive: true });
for (const folder of needed)
  for (const name of readdirSync(join(root, folder)).filter((name) => !needless.test(name)))
    cpSync(join(root, folder, name), join(out, folder, name), {
      recursive: true,
      filter: (path) => !/\.(map|d\.ts|tsbuildinfo)$/.test(path),
    });
const pages = ["query", "standalone"].includes(service);
if (pages) cpSync(join(root, "dashboards", "dist"), join(out, "dashboards", "dist"), { recursive: true });

const install = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--workspace", service];
const { status } = spawnSync("npm", install, { cwd: out, stdio: "inherit" });
if (status !== 0) process.exit(1);

for (const folder of manifests.keys())
  if (!needed.has(folder) && !(pages && folder === "dashboards")) rmSync(join(out, folder), { recursive: true });

// uWebSockets.js carries 90 builds, of which one is loaded; the engine is for `standalone` alone.
const uws = join(out, "node_modules", "uWebSockets.js");
const build = `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`;
if (existsSync(uws)) {
  if (!existsSync(join(uws, build))) throw new Error(`uWebSockets.js has no ${build}`);
  for (const name of readdirSync(uws))
    if (name !== build && !/^(ESM_wrapper\.mjs|uws\.js|package\.json|LICENSE)$/.test(name))
      rmSync(join(uws, name), { recursive: true });
}
if (service !== "standalone")
  for (const name of ["@chdb", "chdb", "koffi", "@koromix"])
    rmSync(join(out, "node_modules", name), { recursive: true, force: true });
