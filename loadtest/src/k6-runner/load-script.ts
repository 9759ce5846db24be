import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const moduleOf = (name: string): string =>
  fileURLToPath(new URL(`modules/${name.replace("/", "-")}.js`, import.meta.url));

/** k6's modules that the runner has. */
const modules = ["k6", "k6/http", "k6/metrics", "k6/timers"];

/** Loads a k6 script in TypeScript, with k6's modules replaced by the runner's. @returns what it exports */
export async function loadScript(script: string): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "ecomind-load-"));
  try {
    const outfile = join(folder, "script.mjs");
    await bundle(script, outfile);
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bundle(script: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [script],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "silent",
    plugins: [
      {
        name: "k6",
        setup({ onResolve }) {
          onResolve({ filter: /^k6(\/|$)/ }, ({ path }) =>
            modules.includes(path)
              ? { path: moduleOf(path), external: true }
              : { errors: [{ text: `the runner has no module ${path}` }] },
          );
        },
      },
    ],
  });
}
