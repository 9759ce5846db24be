import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { type AgentUsage, type Answer, readUsage } from "@ecomind/agent-usage";
import { limits, wordsPattern } from "@ecomind/contract";
import { eventOf, knowsOutput } from "../coding-agents/answer-events.js";
import { answersTable } from "../coding-agents/answers-table.js";
import { type Cell, cellsOf, groupsJson, totalsOfCells } from "../coding-agents/cells.js";
import { costJson, costOf } from "../coding-agents/cost.js";
import { leftOut } from "../coding-agents/left-out.js";
import {
  agentsNamed,
  readingHelp,
  readingOptions,
  readOptionsOf,
  sinceMsOf,
} from "../coding-agents/reading-options.js";
import { type Command, CommandUsageError } from "../command.js";
import { connectionHelp, connectionOptions, edgeConnection } from "../connection.js";
import { type PostResult, postEvents } from "../event-poster.js";

const help = `Usage: ecomind import AGENT… [options]

What coding agents used and what it cost, from their session files on this machine; with --send also to the edge.
AGENT is claude-code, codex, gemini-cli, opencode, qwen-code, copilot-cli, pi or all. Numbers, models, times and folders
are read; what was written to an agent or by it is not.

  --since WHEN    only answers from then on: a local day (2026-11-01), a time, or a span (12h, 30d, 4w)
  --send          post the answers to the edge. Each has an id of its own: whatever is imported again, from here or from
                  another machine, counts once
  --dry-run       post nothing, whatever else is said
  --user NAME     user_id of the events; a pseudonym is enough [your name on this machine]
  --team NAME     team of the events
  --with-project  label events with the name of the folder that the agent worked in
${readingHelp}
${connectionHelp}
  --json          print the result as JSON: responses, tokens_in, tokens_cached, tokens_out, by_model …`;

const options = {
  ...readingOptions,
  ...connectionOptions,
  since: { type: "string" },
  send: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  user: { type: "string" },
  team: { type: "string" },
  "with-project": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

/** What can be sent of the answers, and what an edge refuses by default. */
interface Sending {
  readonly ready: readonly Answer[];
  /** Of them, those whose output is unknown. */
  readonly withoutOutput: number;
  readonly tooOld: number;
}

function sendingOf(ready: readonly Answer[], nowMs: number): Sending {
  const withoutOutput = ready.filter((answer) => !knowsOutput(answer)).length;
  const tooOld = ready.filter(({ atMs }) => atMs < nowMs - limits.maxAgeMsDefault).length;
  return { ready, withoutOutput, tooOld };
}

function userOf(values: Values): string {
  const user = values.user ?? userInfo().username;
  if (user.length > limits.userIdLength || !new RegExp(wordsPattern(limits.nameWords), "u").test(user))
    throw new CommandUsageError(`--user: up to ${limits.userIdLength} characters, and ${limits.nameWords} words`);
  return user;
}

async function send({ ready }: Sending, values: Values): Promise<PostResult> {
  const eventOptions = { user: userOf(values), team: values.team, withProject: values["with-project"] };
  const connection = edgeConnection(values);
  return postEvents(
    (function* () {
      for (const answer of ready) yield eventOf(answer, eventOptions);
    })(),
    connection,
  );
}

function json(cells: readonly Cell[], usage: AgentUsage, sending: Sending, posted: PostResult | undefined) {
  return {
    ...totalsOfCells(cells),
    by_model: groupsJson(cells, ({ model }) => model),
    by_agent: groupsJson(cells, ({ agent }) => agent),
    footprint: costJson(costOf(cells)),
    missing: usage.missing,
    unreadable: usage.unreadable,
    session_files: usage.files,
    events: {
      ready: sending.ready.length,
      without_output: sending.withoutOutput,
      older_than_30_days: sending.tooOld,
      accepted: posted?.accepted ?? 0,
      rejected: Object.fromEntries(posted?.rejected ?? []),
    },
  };
}

function sendingText({ ready, withoutOutput, tooOld }: Sending, posted: PostResult | undefined): string[] {
  const count = (number: number) => number.toLocaleString("en");
  const lines: string[] = [];
  if (posted === undefined) lines.push(`Nothing was sent. --send posts ${count(ready.length)} events to the edge.`);
  else lines.push(`${count(posted.accepted)} of ${count(ready.length)} events accepted; those sent before count once.`);
  if (withoutOutput > 0)
    lines.push(`The output of ${count(withoutOutput)} answers is unknown, and is reported as unknown.`);
  if (tooOld > 0)
    lines.push(`${count(tooOld)} are older than 30 days: an edge refuses them unless its INGEST_MAX_AGE is longer.`);
  for (const [reason, times] of posted?.rejected ?? []) lines.push(`Rejected ${count(times)}: ${reason}`);
  return lines;
}

export const importCommand: Command = {
  name: "import",
  summary: "what coding agents used and cost, from their session files; --send reports it",
  async run(argv, io) {
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const agents = agentsNamed(positionals);
    const nowMs = Date.now();
    const sinceMs = values.since === undefined ? Number.NEGATIVE_INFINITY : sinceMsOf(values.since, nowMs);
    const usage = readUsage(readOptionsOf(agents, values));
    const answers = usage.answers.filter(({ atMs }) => atMs >= sinceMs).sort((a, b) => a.atMs - b.atMs);
    const cells = cellsOf(answers);
    const sending = sendingOf(answers, nowMs);
    const posted = values.send && !values["dry-run"] ? await send(sending, values) : undefined;
    if (values.json) io.out(JSON.stringify(json(cells, usage, sending, posted), undefined, 2));
    else {
      const notes = leftOut(cells, usage).map((note) => `  ${note}`);
      const missing = notes.length === 0 ? [] : ["", "Not in these figures:", ...notes];
      const table = answersTable(cells, answers[0]?.atMs ?? nowMs, answers.at(-1)?.atMs ?? nowMs);
      io.out([...table, ...missing, "", ...sendingText(sending, posted)].join("\n"));
    }
    const refused = [...(posted?.rejected ?? [])].some(([reason]) => reason !== "ts_too_old");
    return refused ? 1 : 0;
  },
};
