import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { estimate, loadDefaultFactorSet } from "../src/index.js";

/** What a page or the extension loads: the whole package with all its data. */
async function bundle(): Promise<string> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(import.meta.dirname, "../src/index.ts")],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: "browser",
    format: "iife",
    globalName: "footprint",
    logLevel: "silent",
  });
  // A Node built-in would have failed the build for a browser; nothing comes from another package either.
  for (const input of Object.keys(metafile.inputs)) expect(input).toMatch(/packages\/footprint\/src\//);
  return outputFiles[0]?.text as string;
}

test("a browser's bundle with the full data is at most 60 kB gzipped and needs nothing of Node", async () => {
  const code = await bundle();
  const kilobytes = gzipSync(code, { level: 9 }).byteLength / 1_000;
  console.log(`browser bundle: ${(code.length / 1_000).toFixed(1)} kB, gzipped ${kilobytes.toFixed(1)} kB`);
  expect(kilobytes).toBeLessThanOrEqual(60);

  // A world without process, Buffer, require or timers: what is missing there would throw.
  const world = createContext(Object.create(null));
  runInContext(code, world);
  const event = { provider: "openai", model: "gpt-4o", tokensIn: 1_000, tokensOut: 400, region: "azure/swedencentral" };
  const there = runInContext(
    `JSON.stringify(footprint.estimate(${JSON.stringify(event)}, footprint.loadDefaultFactorSet(), { explain: true }))`,
    world,
  );
  expect(JSON.parse(there)).toEqual(
    JSON.parse(JSON.stringify(estimate(event, loadDefaultFactorSet(), { explain: true }))),
  );
});
