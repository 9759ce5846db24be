import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCsv, writeCsv } from "./csv.js";

/**
 * Asks the newest EcoLogits, ecocost and soif on PyPI for the published cases, and writes data/peer_values.csv, from which
 * `npm run docs:footprint` makes the table of docs/method.md. Run by hand: `npm run peers:footprint`; needs Python 3.10 and PyPI.
 */
const here = dirname(fileURLToPath(import.meta.url));
const pathOf = (name) => join(here, "../data", name);
const read = (name) => parseCsv(readFileSync(pathOf(name), "utf8"));

const parameters = new Map(read("mpl-2.0/model_parameters.csv").map((row) => [row.model, row]));
const middle = (...values) => Math.sqrt(Math.min(...values) * Math.max(...values));
const cases = read("published_cases.csv")
  .map((row, at) => ({ ...row, at }))
  .filter(({ model }) => !model.startsWith("class:"));
const questions = cases.map(({ at, provider, model, tokens_in, tokens_out }) => {
  const own = parameters.get(model);
  return {
    ...{ at, provider, model, tokens_in: Number(tokens_in), tokens_out: Number(tokens_out) },
    active_b: own ? middle(Number(own.params_active_min_b), Number(own.params_active_max_b)) : null,
    total_b: own ? middle(...own.params_total_b.split("-").map(Number)) : null,
  };
});

const folder = mkdtempSync(join(tmpdir(), "ecomind-peers-"));
try {
  execFileSync("python3", ["-m", "venv", folder]);
  const python = join(folder, "bin", "python");
  execFileSync(python, ["-m", "pip", "install", "--quiet", "ecologits", "ecocost", "soif-llm"], { stdio: "inherit" });
  const answers = execFileSync(python, [join(here, "peers.py")], {
    input: JSON.stringify(questions),
    maxBuffer: 64e6,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const figure = (value) => Number(value.toPrecision(4)).toString();
  const rows = JSON.parse(answers.toString()).map(({ peer, version, case: at, it, facility }) => ({
    peer,
    version,
    set: cases.find((row) => row.at === at).set,
    case: cases.find((row) => row.at === at).case,
    tokens_out: cases.find((row) => row.at === at).tokens_out,
    ...Object.fromEntries(["low", "central", "high"].map((bound) => [`wh_it_${bound}`, figure(it[bound])])),
    ...Object.fromEntries(["low", "central", "high"].map((bound) => [`wh_facility_${bound}`, figure(facility[bound])])),
    source_keys: "peers",
    licence_key: "facts",
  }));
  writeFileSync(pathOf("peer_values.csv"), writeCsv(rows));
  console.log(`${rows.length} values of ${new Set(rows.map(({ peer, version }) => `${peer} ${version}`)).size} peers`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
