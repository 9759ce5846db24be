import { randomUUID } from "node:crypto";
import { cpus, release, totalmem } from "node:os";
import { estimate, loadDefaultFactorSet } from "@ecomind/footprint";

/**
 * `npm run bench:footprint`: what an estimate costs on one core, in time and in memory, beside a bare JSON.parse of the
 * same event. Both are measured in turn in each round of one run: the machine's other work meets both alike.
 */
const rounds = Number(process.env.BENCH_ROUNDS ?? 21);
const eventCount = 20_000;
/** The goal for one estimate on one core. */
const goalUs = 1;

const factors = loadDefaultFactorSet();
const collect = globalThis.gc;
if (collect === undefined) throw new Error("run me with node --expose-gc --max-semi-space-size=128");

/** What clients really send: few models and regions, ever different counts, some cached input, some long answers. */
const models = [
  ["openai", "gpt-4o-2024-08-06"],
  ["openai", "gpt-4o-mini"],
  ["openai", "gpt-5"],
  ["azure-openai", "gpt-4.1"],
  ["anthropic", "claude-sonnet-4-5-20250929"],
  ["amazon", "us.anthropic.claude-3-5-haiku-20241022-v1:0"],
  ["google", "models/gemini-2.5-flash"],
  ["mistral", "mistral-large-latest"],
  ["acme", "house-model"],
];
const regions = [undefined, "us-east-1", "swedencentral", "europe-west1", "DE"];
const events = Array.from({ length: eventCount }, (_, index) => {
  const [provider, model] = models[index % models.length];
  const tokens_in = 200 + ((index * 7919) % 6_000);
  return {
    id: randomUUID(),
    ts: new Date(1_790_000_000_000 + index).toISOString(),
    org_id: "acme",
    user_id: `u-${index % 500}`,
    provider,
    model,
    tokens_in,
    tokens_cached: index % 4 === 0 ? Math.floor(tokens_in / 2) : 0,
    tokens_out: 50 + ((index * 104_729) % (index % 10 === 0 ? 8_000 : 800)),
    region: regions[index % regions.length],
    source: "sdk",
    schema_version: 1,
  };
});
const lines = events.map((event) => JSON.stringify(event));
const facts = events.map(({ provider, model, region, tokens_in, tokens_cached, tokens_out }) => ({
  provider,
  model,
  ...(region === undefined ? {} : { region }),
  tokensIn: tokens_in,
  tokensCached: tokens_cached,
  tokensOut: tokens_out,
}));

let sink = 0;
const steps = {
  estimate: () => {
    for (const fact of facts) sink += estimate(fact, factors).values.kgco2eLb[1];
  },
  parse: () => {
    for (const line of lines) sink += JSON.parse(line).tokens_in;
  },
};

/** @returns nanoseconds of CPU and bytes allocated for each event */
function measure(step) {
  collect();
  const heap = process.memoryUsage().heapUsed;
  const began = process.cpuUsage();
  step();
  const { user, system } = process.cpuUsage(began);
  return {
    ns: ((user + system) * 1_000) / eventCount,
    bytes: (process.memoryUsage().heapUsed - heap) / eventCount,
  };
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const results = { estimate: [], parse: [] };
for (let warm = 0; warm < 5; warm += 1) for (const step of Object.values(steps)) step();
for (let round = 0; round < rounds; round += 1)
  for (const [name, step] of Object.entries(steps)) results[name].push(measure(step));

const { model } = cpus()[0] ?? { model: "unknown" };
const figure = (name, field) => median(results[name].map((result) => result[field]));
const row = (what, value) => console.log(`${what.padEnd(34)}${value}`);
console.log(
  `machine  ${cpus().length} x ${model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}`,
);
console.log(`command  npm run bench:footprint (node ${process.version}, ${rounds} rounds of ${eventCount} events)\n`);
row("an estimate, CPU", `${figure("estimate", "ns").toFixed(0)} ns (goal ${goalUs * 1_000})`);
row("an estimate, allocated", `${figure("estimate", "bytes").toFixed(0)} bytes`);
row("JSON.parse of the event, CPU", `${figure("parse", "ns").toFixed(0)} ns`);
row("JSON.parse of the event, allocated", `${figure("parse", "bytes").toFixed(0)} bytes`);
row("ratio of CPU", (figure("estimate", "ns") / figure("parse", "ns")).toFixed(2));
if (!(sink > 0)) throw new Error("nothing was reckoned");
process.exitCode = figure("estimate", "ns") <= goalUs * 1_000 ? 0 : 1;
