import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { manifest, shippedRulePacks } from "../dist/index.js";

const root = fileURLToPath(new URL("..", import.meta.url));
export const version = "0.1.0";

/**
 * Builds one kind of the extension into an emptied folder.
 * @param {"managed" | "store"} kind
 * @param {string} folder
 * @param {{ version?: string, extra?: Record<string, string> }} [options]
 */
export async function buildExtension(kind, folder, options = {}) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { version: wanted = version, extra = {} } = options;
  const entryPoints = {
    worker: "src/worker/main.ts",
    content: "src/page/content.ts",
    popup: "src/pages/popup.ts",
    options: "src/pages/options.ts",
  };
  const { content, ...modules } = entryPoints;
  /** @type {import("esbuild").BuildOptions} */
  const shared = {
    absWorkingDir: root,
    outdir: folder,
    bundle: true,
    minify: true,
    target: "chrome120",
    conditions: ["ecomind-source"],
    legalComments: "none",
    logLevel: "warning",
  };
  await Promise.all([
    build({ ...shared, entryPoints: { content }, format: "iife" }),
    build({ ...shared, entryPoints: modules, format: "esm" }),
  ]);
  cpSync(join(root, "static"), folder, { recursive: true, filter: (path) => !path.endsWith(".svg") });
  cpSync(join(root, "src/policy/managed-schema.json"), join(folder, "managed-schema.json"));
  writeFileSync(join(folder, "rule-packs.json"), JSON.stringify(shippedRulePacks));
  const text = JSON.stringify(manifest(kind, shippedRulePacks, wanted, extra), undefined, 2);
  writeFileSync(join(folder, "manifest.json"), `${text}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const kind of /** @type {const} */ (["managed", "store"])) await buildExtension(kind, join(root, "build", kind));
