import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseCsv, writeCsv } from "./csv.js";

/**
 * Writes the figures of data/worked_examples.csv for the set of this build: from then on a test holds both to each other, here
 * and in the command. That the formulas are right, the examples of the first set say, which were computed apart.
 */
const here = dirname(fileURLToPath(import.meta.url));
const path = join(here, "../data/worked_examples.csv");
const fields = {
  kwh_it: "kwhIt",
  kwh_facility: "kwhFacility",
  kgco2e_lb: "kgco2eLb",
  water_onsite_l: "waterOnsiteL",
  water_offsite_l: "waterOffsiteL",
  kgco2e_embodied: "kgco2eEmbodied",
};

const { estimate, loadDefaultFactorSet } = await import("../dist/index.js");
const factors = loadDefaultFactorSet();
const rows = parseCsv(readFileSync(path, "utf8")).map((row) => {
  const { values, tier, explanation } = estimate(
    {
      provider: row.provider,
      model: row.model,
      tokensIn: Number(row.tokens_in),
      tokensCached: Number(row.tokens_cached),
      tokensOut: Number(row.tokens_out),
      ...(row.region === "" ? {} : { region: row.region, cloud: row.cloud }),
    },
    factors,
    { explain: true },
  );
  const central = (start) => String(explanation.find(({ id }) => id.startsWith(start)).value[1]);
  const written = {
    ...row,
    tier,
    pue: central("pue/"),
    wue: central("wue/"),
    ci: central("grid/"),
    ewif: central("ewif/"),
  };
  for (const [column, field] of Object.entries(fields))
    for (const [at, bound] of ["low", "central", "high"].entries())
      written[`${column}_${bound}`] = String(Number(values[field][at].toPrecision(5)));
  return written;
});
writeFileSync(path, writeCsv(rows));
