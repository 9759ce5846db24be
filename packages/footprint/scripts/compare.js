import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bandsOfSumsTable } from "./bands-of-sums.js";
import { parseCsv } from "./csv.js";
import { markdownTable, writeMarked } from "./marked-text.js";
import { leaveOneLabOut, leaveOneLabOutTable, tradeOffTable } from "./validate.js";

/**
 * Compares the method with what others published, and writes the tables into docs/method.md. Run
 * `npm run docs:footprint` after a change of factors.
 */
const here = dirname(fileURLToPath(import.meta.url));
const read = (name) => parseCsv(readFileSync(join(here, "../data", name), "utf8"));
export const methodPage = join(here, "../../../docs/method.md");

/** What a GPU's energy is multiplied by to be that of the IT equipment: low, central, high. */
const hostIdle = (() => {
  const { low, central, high } = read("method_constants.csv").find(({ constant }) =>
    constant.startsWith("k_host_idle"),
  );
  return [low, central, high].map(Number);
})();

/** Jegham's middle case, 1,000 tokens in and 1,000 out, of models whose reasoning is not hidden. */
const jeghamCases = () =>
  read("model_energy_alternatives.csv")
    .filter(({ source, derivation }) => source.startsWith("Jegham") && !derivation.includes("NOT per-token"))
    .map(({ provider, model, method, wh_it_per_1k_output_central: published_wh }) => ({
      set: "Jegham et al., non-reasoning",
      case: method,
      provider,
      model,
      tokens_in: "1000",
      tokens_out: "1000",
      tokens_basis: "published",
      boundary: "IT",
      published_wh,
    }));

const bitsOf = { bf16: 16, fp8: 8, mxfp4: 4, fp4: 4 };
const someNumber = (text) => (text === undefined || text === "" ? undefined : Number(text));

/** @param {import("../src/index.js")} method */
function judge({ estimateTotals, knownServingScale, tokensOutRamp }, factors, row) {
  const tokensOut = Number(row.tokens_out);
  const { values, tier } = estimateTotals(
    {
      provider: row.provider,
      model: row.model,
      region: "",
      tokensIn: Number(row.tokens_in),
      tokensCached: 0,
      tokensOut,
      tokensOutRamp: tokensOutRamp(tokensOut),
    },
    factors,
  );
  const kwh = row.boundary === "facility" ? values.kwhFacility : values.kwhIt;
  const wh = kwh.map((value, bound) => (value * 1_000) / (row.boundary === "GPU" ? hostIdle[bound] : 1));
  const published = Number(row.published_wh);
  const nativeBits = someNumber(row.native_bits);
  const scale = knownServingScale({
    concurrent: someNumber(row.concurrent_answers),
    ...(nativeBits === undefined ? {} : { bits: bitsOf[row.precision], nativeBits }),
  });
  const beside = (own) => ({
    wh: own,
    ratio: own[1] / published,
    inside: own[0] <= published && published <= own[2],
  });
  return { ...row, tier, ...beside(wh), served: beside(wh.map((value) => value * scale)) };
}

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** How far off a set is: `rms` and `worst` are factors, 1 for a perfect hit. */
export function summary(cases) {
  const logs = cases.map(({ ratio }) => Math.log(ratio));
  return {
    count: cases.length,
    median: median(cases.map(({ ratio }) => ratio)),
    rms: Math.exp(Math.sqrt(logs.reduce((sum, ln) => sum + ln * ln, 0) / logs.length)),
    worst: Math.exp(Math.max(...logs.map(Math.abs))),
    width: median(cases.map(({ wh }) => wh[2] / wh[0])),
    inside: cases.filter(({ inside }) => inside).length / cases.length,
  };
}

/** Every published case of a model that the factor set knows, beside the method's own value. */
export function publishedCases(method, factors) {
  return [...read("published_cases.csv"), ...jeghamCases()]
    .filter(({ model }) => factors.modelById.has(model))
    .map((row) => judge(method, factors, row));
}

function comparisonTable(cases) {
  const counted = cases.filter(({ tokens_basis }) => tokens_basis === "published");
  const sets = groupBySet(counted);
  const lines = [
    ...sets,
    ["**All**", counted],
    ["All without Jegham", counted.filter(({ set }) => !set.startsWith("Jegham"))],
    [
      "Of these, in no constant",
      counted.filter((row) => !row.set.startsWith("Jegham") && row.used_in_factors.startsWith("no")),
    ],
    [
      "In no constant, told concurrency and precision",
      counted
        .filter((row) => !row.set.startsWith("Jegham") && row.used_in_factors.startsWith("no"))
        .map((row) => ({ ...row, ...row.served })),
    ],
    ...["A", "B", "C", "D"].map((tier) => [`Tier ${tier}`, counted.filter((row) => row.tier === tier)]),
  ];
  return markdownTable([
    ["Set", "Cases", "Median", "RMS factor", "Worst factor", "Published value inside our band", "Median width of it"],
    ...lines
      .filter(([, rows]) => rows.length > 0)
      .map(([name, rows]) => {
        const { count, median: middle, rms, worst, inside, width } = summary(rows);
        return [
          name,
          count,
          middle.toFixed(2),
          rms.toFixed(2),
          worst.toFixed(2),
          `${Math.round(inside * 100)} %`,
          width.toFixed(1),
        ].map(String);
      }),
  ]);
}

/** A peer's values of the cases that it answers, judged as ours are. */
function peerCases(cases) {
  const byKey = new Map(cases.map((row) => [[row.set, row.case, row.tokens_out].join("\n"), row]));
  return read("peer_values.csv").flatMap((row) => {
    const ours = byKey.get([row.set, row.case, row.tokens_out].join("\n"));
    if (ours === undefined || ours.tokens_basis !== "published") return [];
    const boundary = ours.boundary === "facility" ? "facility" : "it";
    // What of the machines' energy is the accelerators' the peers do not say: ours stands in, and leaves bands as wide as they are.
    const scale = ours.boundary === "GPU" ? 1 / hostIdle[1] : 1;
    const wh = ["low", "central", "high"].map((bound) => Number(row[`wh_${boundary}_${bound}`]) * scale);
    const published = Number(ours.published_wh);
    const inside = wh[0] <= published && published <= wh[2];
    return [{ peer: `${row.peer} ${row.version}`, set: row.set, ours, wh, ratio: wh[1] / published, inside }];
  });
}

function peersTable(cases) {
  const groups = new Map();
  for (const row of peerCases(cases))
    for (const set of [row.set, "**All**"]) {
      const key = `${row.peer}\n${set}`;
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
  const told = ({ rms, inside, width }) => [rms.toFixed(2), `${Math.round(inside * 100)} %`, width.toFixed(1)];
  return markdownTable([
    ["Peer", "Set", "Cases", "RMS factor: theirs", "inside", "width", "ours", "inside", "width"],
    ...[...groups]
      .map(([key, own]) => [...key.split("\n"), own])
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([peer, set, own]) => [
        ...[peer, set, String(own.length)],
        ...told(summary(own)),
        ...told(summary(own.map(({ ours }) => ours))),
      ]),
  ]);
}

function groupBySet(cases) {
  const sets = new Map();
  for (const row of cases) sets.set(row.set, [...(sets.get(row.set) ?? []), row]);
  return sets;
}

const figure = (value) => Number(value.toPrecision(2)).toString();

function singleTable(cases) {
  const single = cases.filter(({ set }) =>
    ["Epoch AI", "Oviedo et al. 2026", "Lambda cards", "Headlines"].includes(set),
  );
  return markdownTable([
    ["Case", "Tokens in", "Tokens out", "Published, Wh", "Ours, Wh: low", "central", "high"],
    ...single.map(({ set, case: name, tokens_in, tokens_out, tokens_basis, published_wh, wh }) => [
      set === "Headlines" ? name : `${set}: ${name}`,
      Number(tokens_in).toLocaleString("en"),
      `${Number(tokens_out).toLocaleString("en")}${tokens_basis === "assumed" ? " (assumed)" : ""}`,
      published_wh,
      ...wh.map(figure),
    ]),
  ]);
}

/** The golden examples as a person reads them. */
function examplesTable({ estimate }, factors) {
  const band = (values, scale) => values.map((value) => figure(value * scale)).join(" / ");
  return markdownTable([
    [
      ...["Model", "Where", "In (cached)", "Out", "Facility, Wh"],
      ...["CO2e location-based, g", "Embodied, g", "Water on site, mL", "Water off site, mL"],
    ],
    ...read("worked_examples.csv").map(({ provider, model, cloud, region, ...row }) => {
      const [tokensIn, tokensCached, tokensOut] = [row.tokens_in, row.tokens_cached, row.tokens_out].map(Number);
      const place = region === "" ? {} : { cloud, region };
      const { values } = estimate({ provider, model, tokensIn, tokensCached, tokensOut, ...place }, factors);
      return [
        `${provider} ${model}`,
        region === "" ? "unknown" : `${cloud} ${region}`,
        `${tokensIn.toLocaleString("en")} (${tokensCached.toLocaleString("en")})`,
        tokensOut.toLocaleString("en"),
        ...[values.kwhFacility, values.kgco2eLb, values.kgco2eEmbodied].map((value) => band(value, 1_000)),
        ...[values.waterOnsiteL, values.waterOffsiteL].map((value) => band(value, 1_000)),
      ];
    }),
  ]);
}

/** Cases of laboratories, by the laboratory; precisions that no model's name says, and inferences from answer times, are left out. */
export const labCases = (cases) =>
  cases
    .filter(({ tokens_basis, set }) => tokens_basis === "published" && !/^Jegham|in fp4$|blog$/.test(set))
    .map((row) => ({ ...row, lab: row.set.replace(/,.*/, "") }));

const citation = ({ version, hash }) =>
  `> EcoMind footprint method, factor set ${version} (SHA-256 ${hash.slice(0, 16)}…), location-based, low / central / high;
> share of electricity by tier as reported. Estimates from secondary data; training, networks and end-user devices excluded.`;

/** What stands between the marks of docs/method.md, by their names. */
export function comparisonTexts(method, factors) {
  const cases = publishedCases(method, factors);
  const heldOut = leaveOneLabOut(method, factors, labCases(cases), hostIdle[1]);
  return {
    "held-out": `${leaveOneLabOutTable(heldOut)}\n\n${tradeOffTable(heldOut)}`,
    comparison: comparisonTable(cases),
    peers: peersTable(cases),
    "single-cases": singleTable(cases),
    "bands-of-sums": bandsOfSumsTable(method, factors),
    examples: examplesTable(method, factors),
    cite: citation(factors),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const method = await import("../dist/index.js");
  writeMarked(methodPage, comparisonTexts(method, method.loadDefaultFactorSet()));
}
