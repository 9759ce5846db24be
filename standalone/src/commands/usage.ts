import { homedir } from "node:os";
import { parseArgs } from "node:util";
import { agentNames, readUsage } from "@ecomind/agent-usage";
import { periodsOf } from "../coding-agents/periods.js";
import { agentsNamed, readingHelp, readingOptions, readOptionsOf } from "../coding-agents/reading-options.js";
import { usageJson } from "../coding-agents/usage-json.js";
import { usageTable } from "../coding-agents/usage-table.js";
import type { Command } from "../command.js";

const help = `Usage: ecomind usage [AGENT…] [options]

What coding agents used and cost today, in the last 7 and in the last 30 days, by agent, model and folder. It reads their
session files on this machine; nothing has to run, and nothing is sent. Days are those of the local time zone.
AGENT is claude-code, codex, gemini-cli, opencode, qwen-code, copilot-cli or pi [all of them].

${readingHelp}
  --json       print the result as JSON`;

/** Wide enough for a file; a terminal knows its own width. */
const pipedWidth = 100;

export const usageCommand: Command = {
  name: "usage",
  summary: "what coding agents used and cost: today, 7 and 30 days",
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...readingOptions,
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const agents = positionals.length === 0 ? agentNames : agentsNamed(positionals);
    const usage = readUsage(readOptionsOf(agents, values));
    const periods = periodsOf(usage.answers, Date.now());
    if (values.json) io.out(JSON.stringify(usageJson(periods, usage), undefined, 2));
    else if (usage.answers.length === 0)
      io.out("No coding agent has left session files here. --home DIR reads another folder.");
    else {
      const { isTTY, columns } = process.stdout;
      const colour = isTTY === true && !process.env.NO_COLOR;
      io.out(usageTable(periods, usage, { width: isTTY ? columns : pipedWidth, colour, home: homedir() }));
    }
    return 0;
  },
};
