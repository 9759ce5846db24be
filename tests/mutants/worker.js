import { fileURLToPath } from "node:url";
import { createVitest } from "vitest/node";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** @typedef {{ id: number, path: string, text: string, tests: string[] }} Job a mutant's file and text; without a path the source as it is */

/** @type {{ path: string, text: string } | undefined} */
let mutant;

const vitest = await createVitest(
  "test",
  { root, config: false, watch: false, reporters: [{}], bail: 1, pool: "forks", maxWorkers: 2, testTimeout: 30_000 },
  {
    resolve: { conditions: ["ecomind-source"] },
    ssr: { resolve: { conditions: ["ecomind-source"], externalConditions: ["ecomind-source"] } },
    plugins: [
      {
        name: "mutant",
        enforce: "pre",
        transform: (_, id) => (mutant !== undefined && id.split("?")[0] === mutant.path ? mutant.text : undefined),
      },
    ],
  },
);
await vitest.standalone();

/** Runs tests on a mutant, which exists in memory alone. @param {Job} job */
async function judge({ id, path, text, tests }) {
  mutant = path === "" ? undefined : { path: `${root}${path}`, text };
  if (mutant !== undefined) vitest.invalidateFile(mutant.path);
  const { testModules, unhandledErrors } = await vitest.runTestFiles(tests.map((test) => `${root}${test}`));
  if (mutant !== undefined) vitest.invalidateFile(mutant.path);
  const modules = testModules.map((module) => ({
    path: module.moduleId.slice(root.length),
    ok: module.ok(),
    ms: module.diagnostic().duration + module.diagnostic().collectDuration,
  }));
  const failed = unhandledErrors.length > 0 || modules.length === 0 || modules.some(({ ok }) => !ok);
  process.send?.({ id, failed, modules });
}

process.on("message", (/** @type {Job} */ job) => {
  judge(job).catch((error) => process.send?.({ id: job.id, failed: true, modules: [], error: String(error) }));
});
process.send?.({ ready: true });
