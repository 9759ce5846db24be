import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { agentNames, readUsage, totalsOf } from "../dist/index.js";

/**
 * Compares what EcoMind, ccusage and tokscale count in the fixtures with what the provider sent, and writes the table of
 * docs/coding-agents.md. Run by hand: it installs the two packages, pinned, into a temporary folder, and takes ccusage's
 * built-in prices (`--offline`).
 */
const packages = { ccusage: "20.0.24", "@tokscale/core": "1.4.3" };
const fixtures = fileURLToPath(new URL("../test/fixtures/", import.meta.url));
const page = fileURLToPath(new URL("../../../docs/coding-agents.md", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ecomind-compare-"));
const ccusageCommands = {
  "claude-code": "claude",
  "gemini-cli": "gemini",
  "qwen-code": "qwen",
  "copilot-cli": "copilot",
};

/** @param {string} agent @param {string} home @returns {{ in: number, out: number }} */
function byCcusage(agent, home) {
  const command = ccusageCommands[agent] ?? agent;
  const { PATH } = process.env;
  const json = execFileSync(join(folder, "node_modules/.bin/ccusage"), [command, "daily", "--json", "--offline"], {
    env: { PATH, HOME: home, TZ: "UTC" },
    encoding: "utf8",
  });
  const totals = JSON.parse(json).totals ?? {};
  const { inputTokens = 0, cacheReadTokens = 0, cacheCreationTokens = 0, totalTokens = 0 } = totals;
  const tokensIn = inputTokens + cacheReadTokens + cacheCreationTokens;
  return { in: tokensIn, out: totalTokens - tokensIn };
}

/** @param {string} home @returns {{ in: number, out: number }} */
function byTokscale(home) {
  const core = createRequire(join(folder, "package.json"))("@tokscale/core");
  const sums = { in: 0, out: 0 };
  for (const { input, output, cacheRead, cacheWrite, reasoning } of core.parseLocalSources({ homeDir: home })
    .messages) {
    sums.in += input + cacheRead + cacheWrite;
    sums.out += output + reasoning;
  }
  return sums;
}

/** @param {string} agent @param {string} home @returns {{ in: number, out: number | undefined }} */
function byEcoMind(agent, home) {
  const { tokens_in, tokens_out, output_unknown } = totalsOf(
    readUsage({ agents: [agent], homes: [{ folder: home, env: {} }] }).answers,
  );
  return { in: tokens_in, out: output_unknown > 0 ? undefined : tokens_out };
}

const count = (number) => number.toLocaleString("en");

function deviation(number, truth) {
  if (number === undefined) return "unknown";
  if (number === truth) return "exact";
  if (number === 0) return "nothing";
  if (truth === 0) return `${count(number)} for 0`;
  const percent = (100 * (number - truth)) / truth;
  return `${percent > 0 ? "+" : "−"}${Math.abs(percent).toFixed(Math.abs(percent) < 1 ? 1 : 0)} %`;
}

const cell = (numbers, truth) => {
  const [tokensIn, tokensOut] = [deviation(numbers.in, truth.tokens_in), deviation(numbers.out, truth.tokens_out)];
  return tokensIn === tokensOut ? tokensIn : `${tokensIn} / ${tokensOut}`;
};

try {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: packages }));
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
  const rows = [];
  for (const agent of agentNames)
    for (const name of readdirSync(join(fixtures, agent))) {
      const home = join(folder, "homes", agent, name);
      cpSync(join(fixtures, agent, name), home, { recursive: true });
      const { in_the_files: truth } = JSON.parse(readFileSync(join(home, "truth.json"), "utf8"));
      const cells = [byEcoMind(agent, home), byCcusage(agent, home), byTokscale(home)].map((one) => cell(one, truth));
      rows.push(
        `| ${agent}: ${name} | ${count(truth.tokens_in)} / ${count(truth.tokens_out)} | ${cells.join(" | ")} |`,
      );
    }
  const table = [
    `| session files | tokens in / out | EcoMind | ccusage ${packages.ccusage} | tokscale ${packages["@tokscale/core"]} |`,
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
  console.log(table);
  const [begin, end] = ["<!-- compare: begin -->", "<!-- compare: end -->"];
  const text = readFileSync(page, "utf8");
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`${page} lacks the marks of the table`);
  writeFileSync(page, `${text.slice(0, before + begin.length)}\n${table}\n${text.slice(after)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
