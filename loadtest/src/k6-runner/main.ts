import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runScript } from "./run-script.js";

const help = `Usage: npm run load -- SCENARIO [--scale=1] [--faster=1] [--summary=load-summary.json]

Runs a load test against the system that ECOMIND_URL, ECOMIND_QUERY_URL and ECOMIND_API_KEY name (. data/credentials.env, and
export them), by EcoMind's own runner of its k6 scripts: smoke, average, stress, spike, soak, breakpoint.
--scale multiplies every rate, --faster divides every length. Status 1: an objective was missed; 2: the run says nothing.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: "string", default: "1" },
    faster: { type: "string", default: "1" },
    summary: { type: "string", default: "load-summary.json" },
    help: { type: "boolean", default: false },
  },
});
const [scenario] = positionals;
if (values.help || scenario === undefined) {
  process.stdout.write(`${help}\n`);
  process.exit(values.help ? 0 : 2);
}

/** More than this share of a core, and the generator's own work may be what is measured. */
const honestCores = 0.5;
const script = fileURLToPath(new URL("../../k6/main.ts", import.meta.url));
const { metrics, summary, generatorCores, latestMs, faults } = await runScript(script, {
  ...process.env,
  SCENARIO: scenario,
  SCALE: values.scale,
  FASTER: values.faster,
  SUMMARY_FILE: values.summary,
});

for (const [place, text] of Object.entries(summary))
  if (place === "stdout") process.stdout.write(text);
  else writeFileSync(place, `${text}\n`);
const cores = generatorCores.toFixed(2);
process.stdout.write(`generator: ${cores} of a core, iterations at most ${Math.round(latestMs)} ms late\n`);
if (generatorCores > honestCores)
  process.stdout.write(`the generator took ${cores} of a core: durations may be its own; spread the load, or use k6\n`);
for (const fault of faults) process.stdout.write(`fault of a script: ${fault}\n`);
const missed = Object.values(metrics).some(({ thresholds = {} }) => Object.values(thresholds).some(({ ok }) => !ok));
const dropped = metrics.dropped_iterations?.values.count ?? 0;
const reconciled = JSON.parse(summary[values.summary] ?? "{}").reconciled?.holds === true;
if (dropped > 0) process.stdout.write(`void: ${dropped} iterations found no place and were not sent\n`);
process.exit(dropped > 0 || faults.length > 0 ? 2 : missed || !reconciled ? 1 : 0);
