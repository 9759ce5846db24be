import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { builtRevision } from "../built-revision.js";
import { figure, median } from "../figures.js";
import { machine } from "../machine.js";
import { compare, type PrintedFigure, printedFigures } from "../printed-figures.js";

/**
 * `npm run bench:against -- REV BENCH [--rounds=3] [-- OPTIONS OF THE BENCHMARK]`: builds a revision in a temporary folder
 * and runs a benchmark there and here in turns. Each figure's ratio is told pair by pair, since a machine's speed changes
 * by the minute.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "3" } },
});
const [revision, name, ...given] = positionals;
const rounds = Number(values.rounds);
if (revision === undefined || name === undefined || !(rounds >= 1))
  throw new Error(
    "usage: npm run bench:against -- REV BENCH [--rounds=3] [-- OPTIONS]   BENCH: ingest, stream, query …",
  );

const here = fileURLToPath(new URL("../../..", import.meta.url));
const { folder, commit } = builtRevision(here, revision);

function bench(cwd: string): PrintedFigure[] {
  const run = spawnSync("npm", ["run", "--silent", `bench:${name}`, "--", ...given], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 64 * 2 ** 20,
  });
  if (run.status !== 0) throw new Error(`bench:${name} in ${cwd} ended with status ${run.status}\n${run.stdout}`);
  return printedFigures(run.stdout);
}

console.log(machine(`npm run bench:against -- ${revision} ${name} --rounds=${rounds} ${given.join(" ")}`));
const older: PrintedFigure[][] = [];
const newer: PrintedFigure[][] = [];
for (let round = 0; round < rounds; round += 1) {
  older.push(bench(folder));
  newer.push(bench(here));
}
const three = (value: number): string => Number(value.toPrecision(3)).toLocaleString("en");
console.log(
  `medians of ${rounds} pairs of runs: ${commit.slice(0, 7)}, this build; this build by ${commit.slice(0, 7)}, pair by pair`,
);
for (const { what, older: before, newer: after, ratios } of compare(older, newer))
  figure(
    what,
    `${three(median(before))} -> ${three(median(after))}`,
    `x ${median(ratios).toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(", ")})`,
  );
