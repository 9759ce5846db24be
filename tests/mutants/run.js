import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runnerImport } from "vite";
import { areas } from "./areas.js";
import { mutationsOf } from "./mutations.js";

const help = `Usage: npm run test:mutants -- [options]

Changes one place of the sources at a time and runs the tests that import them: a mutant that no test notices survives.
Nothing on disk is changed.

  --area NAME     ${areas.map(({ name }) => name).join(", ")} [all]
  --count N       mutants of each area [70]
  --slowest S     leave out test files that take longer than S seconds, and sources that only those import [12]
  --seed TEXT     which mutants [1]`;

const { values } = parseArgs({
  options: {
    area: { type: "string" },
    count: { type: "string", default: "70" },
    slowest: { type: "string", default: "12" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}

const root = fileURLToPath(new URL("../..", import.meta.url));
/** A mutant whose tests take longer than this, in milliseconds, runs forever: noticed. */
const patienceMs = 120_000;

/** @typedef {{ area: string, candidates: number, tried: number, noticed: number, equivalent: number, survived: number }} Score */
/** @typedef {{ failed: boolean, modules: { path: string, ok: boolean, ms: number }[], error?: string }} Verdict */

/** Mutants are judged in a process of its own, which is replaced when a mutant doesn't end. */
class Judge {
  /** @type {import("node:child_process").ChildProcess | undefined} */
  #child;
  #id = 0;

  async #started() {
    if (this.#child !== undefined) return this.#child;
    const child = fork(fileURLToPath(new URL("./worker.js", import.meta.url)), [], {
      cwd: root,
      detached: true,
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    await new Promise((resolve, reject) => {
      child.once("message", resolve);
      child.once("exit", () => reject(new Error("the tests' process ended")));
    });
    this.#child = child;
    return child;
  }

  stop() {
    if (this.#child?.pid !== undefined) process.kill(-this.#child.pid, "SIGKILL");
    this.#child = undefined;
  }

  /** @param {string} path @param {string} text @param {string[]} tests @returns {Promise<Verdict>} */
  async judge(path, text, tests) {
    const child = await this.#started();
    this.#id += 1;
    const id = this.#id;
    return await new Promise((resolve) => {
      /** @param {Verdict} verdict */
      const end = (verdict) => {
        clearTimeout(timer);
        child.off("message", heard);
        resolve(verdict);
      };
      const timer = setTimeout(() => {
        this.stop();
        end({ failed: true, modules: [], error: "it did not end" });
      }, patienceMs);
      /** @param {any} message */
      const heard = (message) => message.id === id && end(message);
      child.on("message", heard);
      child.send({ id, path, text, tests });
    });
  }
}

/** @type {{ path: string, from: string, to: string, why: string }[]} */
const equivalents = JSON.parse(readFileSync(new URL("./equivalent.json", import.meta.url), "utf8"));

/** @type {{ module: typeof import("../imports/import-graph.js") }} */
const { module: imports } = await runnerImport(`${root}tests/imports/import-graph.ts`);
const graph = imports.importGraph();
const judge = new Judge();

/** @param {string} text */
const rank = (text) => createHash("sha256").update(`${values.seed} ${text}`).digest("hex");

/** @param {import("./areas.js").Area} area */
async function measure(area) {
  const all = [...graph.keys()].filter((path) => area.tests.test(path));
  const { failed, modules } = await judge.judge("", "", all);
  if (failed)
    throw new Error(`${area.name}: fails without a mutant: ${modules.filter(({ ok }) => !ok).map(({ path }) => path)}`);
  const quick = modules
    .filter(({ ms }) => ms <= Number(values.slowest) * 1000)
    .sort((a, b) => a.ms - b.ms)
    .map(({ path }) => path);
  const slow = modules
    .filter(({ path }) => !quick.includes(path))
    .map(({ path, ms }) => `${path} (${(ms / 1000).toFixed(0)} s)`);
  console.log(
    `\n${area.name}: ${quick.length} of ${all.length} test files${slow.length > 0 ? `, without ${slow.join(", ")}` : ""}`,
  );
  const reached = new Map(quick.map((path) => [path, imports.closure(graph, path)]));
  const testsOf = (/** @type {string} */ path) => quick.filter((test) => reached.get(test)?.has(path));
  const sources = [...graph.keys()].filter((path) => area.sources.test(path));
  const measured = sources.filter((path) => testsOf(path).length > 0);
  const left = sources.filter((path) => !measured.includes(path));
  if (left.length > 0) console.log(`left out, since no such test imports them: ${left.join(", ")}`);
  const candidates = measured
    .flatMap((path) => {
      const source = readFileSync(`${root}${path}`, "utf8");
      const lines = source.split("\n");
      return mutationsOf(source).map((mutation) => {
        const before = lines[mutation.line - 1]?.trim() ?? "";
        const text = source.slice(0, mutation.start) + mutation.text + source.slice(mutation.end);
        const after = text.split("\n")[mutation.line - 1]?.trim() ?? "";
        return { path, text, line: mutation.line, before, after };
      });
    })
    .sort((a, b) => (rank(a.path + a.text) < rank(b.path + b.text) ? -1 : 1));
  const score = { area: area.name, candidates: candidates.length, tried: 0, noticed: 0, equivalent: 0, survived: 0 };
  results.push(score);
  for (const { path, text, line, before, after } of candidates.slice(0, Number(values.count))) {
    score.tried += 1;
    if (equivalents.some((one) => one.path === path && one.from === before && one.to === after)) {
      score.equivalent += 1;
      continue;
    }
    const tests = testsOf(path);
    // The quickest first: they notice most mutants, and the others need not run.
    let noticed = false;
    for (const group of [tests.slice(0, 2), tests.slice(2, 5), tests.slice(5)])
      if (!noticed && group.length > 0) noticed = (await judge.judge(path, text, group)).failed;
    if (noticed) score.noticed += 1;
    else {
      score.survived += 1;
      console.log(`survived ${path}:${line}\n  - ${before}\n  + ${after}`);
    }
  }
}

/** @type {Score[]} */
const results = [];
function print() {
  console.log(
    "\n| area | possible mutants | tried | noticed | equivalent | survived | score |\n|---|---|---|---|---|---|---|",
  );
  for (const { area, candidates, tried, noticed, equivalent, survived } of results)
    console.log(
      `| ${area} | ${candidates} | ${tried} | ${noticed} | ${equivalent} | ${survived} | ${((noticed / (noticed + survived)) * 100).toFixed(0)} % |`,
    );
}
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"]))
  process.once(signal, () => {
    judge.stop();
    print();
    process.exit(1);
  });
try {
  for (const area of areas) if (values.area === undefined || values.area === area.name) await measure(area);
} finally {
  judge.stop();
}
print();
