import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseCsv } from "../../packages/footprint/scripts/csv.js";
import { prepare } from "../bin/prepare.js";
import { run } from "../src/cli.js";

const root = join(import.meta.dirname, "../..");
const goldens = parseCsv(readFileSync(join(root, "packages/footprint/data/worked_examples.csv"), "utf8"));

// What is built may be older than a source that was just changed; the command would build it and say so.
beforeAll(() => prepare(), 120_000);

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** The command as a person runs it: its own process, nothing else running. */
const ecomind = (...argv: string[]): Promise<Ended> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, ["standalone/bin/ecomind.js", "estimate", ...argv], { cwd: root }, (error, out, err) => {
      if (error === null) resolve({ status: 0, out, err });
      else if (typeof error.code === "number") resolve({ status: error.code, out, err });
      else reject(error);
    });
  });

/** The same without a process of its own. */
async function inProcess(...argv: string[]): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const status = await run(["estimate", ...argv], {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
  });
  return { status, out: out.join("\n"), err: err.join("\n") };
}

const columns = [
  "kwh_it",
  "kwh_facility",
  "kgco2e_lb",
  "kgco2e_embodied",
  "water_onsite_l",
  "water_offsite_l",
] as const;
const usual = ["--provider", "openai", "--model", "gpt-4o", "--in", "1000", "--out", "400"];

describe("golden values, by the real command", () => {
  expect(goldens.length).toBeGreaterThanOrEqual(6);
  test.each(goldens)("$example: $provider $model $cloud $region", async (row) => {
    const place = row.region ? ["--cloud", row.cloud as string, "--region", row.region] : [];
    const { status, out, err } = await ecomind(
      ...["--provider", row.provider as string, "--model", row.model as string],
      ...["--in", row.tokens_in as string, "--cached", row.tokens_cached as string, "--out", row.tokens_out as string],
      ...place,
      "--json",
    );
    expect({ status, err }).toEqual({ status: 0, err: "" });
    const told = JSON.parse(out);
    expect(told.tier).toBe(row.tier);
    expect(told.flags).toEqual(row.region ? [] : ["region_assumed"]);
    expect(told.factor_set).toMatch(/^\d{4}-\d{2}\.\d+$/);
    expect("kgco2e_mb" in told).toBe(row.provider === "google");
    for (const column of columns)
      for (const bound of ["low", "central", "high"]) {
        const wanted = Number(row[`${column}_${bound}`]);
        expect(Math.abs(told[column][bound] / wanted - 1), `${column}.${bound}`).toBeLessThan(1e-4);
      }
    for (const { id, value, unit, source, licence } of told.factors) {
      expect(value.low, id).toBeLessThanOrEqual(value.central);
      expect(value.central, id).toBeLessThanOrEqual(value.high);
      expect([unit, source, licence], id).not.toContain("");
    }
    expect(told.factors.map(({ id }: { id: string }) => id)).toContain(`energy/${row.model}/out`);
  });
});

test("a table for people, and on demand every factor", async () => {
  const { out } = await ecomind(...usual);
  expect(out).toMatch(/^openai gpt-4o, region unknown \(grid USA\)\n1,000 tokens in, 400 out\n/);
  expect(out).toMatch(/Electricity, IT +0\.202 +0\.525 +1\.62 {2}Wh\n/);
  expect(out).toMatch(/CO2e, location-based +0\.0475 +0\.236 +0\.854 {2}g\n/);
  expect(out).toMatch(/^region_assumed: /m);
  expect(out).toMatch(/^Tier C: regression on a guessed architecture/m);
  expect(out).not.toContain("licence");
  const explained = (await ecomind(...usual, "--region", "SE", "--explain")).out;
  expect(explained).toMatch(/^grid\/SWE: 28\.32 \/ 35\.4 \/ 42\.48 gCO2e per kWh, 2025$/m);
  expect(explained.match(/^ {2}licence {2}\S/gm)).toHaveLength(13);
});

test("what the method does not cover is null, not zero", async () => {
  const { status, out } = await ecomind(
    "--provider",
    "openai",
    "--model",
    "dall-e-3",
    "--in",
    "9",
    "--out",
    "0",
    "--json",
  );
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ flags: ["unsupported", "region_assumed"], tier: null, kwh_it: null });
});

test("an empty region or cloud is none", async () => {
  const { status, out } = await inProcess(...usual, "--region", "", "--cloud", "", "--json");
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ region: "", flags: ["region_assumed"] });
});

test.each([
  ["--provider", ["--model", "gpt-4o", "--in", "1", "--out", "1"]],
  ["--model", ["--provider", "openai", "--in", "1", "--out", "1"]],
  ["--in", ["--provider", "openai", "--model", "gpt-4o", "--out", "1"]],
  ["--out", ["--provider", "openai", "--model", "gpt-4o", "--in", "1"]],
  ["--in", [...usual, "--in", "-5"]],
  ["--in", [...usual, "--in=-5"]],
  ["--in", [...usual, "--in", "1.5"]],
  ["--in", [...usual, "--in", "1e3"]],
  ["--out", [...usual, "--out", "10000001"]],
  ["--out", [...usual, "--out", "NaN"]],
  ["--cached", [...usual, "--cached", "1001"]],
  ["--cloud", [...usual, "--region", "us-east-1", "--cloud", "oracle"]],
  ["--cloud", [...usual, "--cloud", "aws"]],
  ["--colour", [...usual, "--colour"]],
])("called wrongly: names %s, status 2 (%j)", async (option, argv) => {
  const { status, out, err } = await inProcess(...argv);
  expect({ status, out }).toEqual({ status: 2, out: "" });
  expect(err.split("\n")[0]).toContain(option);
  expect(err).toContain("ecomind estimate --help");
  expect(err).not.toMatch(/tokens_|^ {4}at /m);
});

test("called wrongly, the process ends with status 2", async () => {
  const { status, err } = await ecomind("--provider", "openai");
  expect({ status, err }).toEqual({
    status: 2,
    err: "ecomind estimate: --model: is required\necomind estimate --help tells its options.\n",
  });
});

test("--help tells every option", async () => {
  const { status, out } = await ecomind("--help");
  expect(status).toBe(0);
  for (const option of ["provider", "model", "in", "out", "cached", "cloud", "region", "explain", "json"])
    expect(out).toContain(`  --${option} `);
});
