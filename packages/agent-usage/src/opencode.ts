import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { AgentReader, WholeRules } from "./agent-reader.js";
import { countOf, objectOf, textOf, timeOf } from "./fields.js";
import { noted } from "./noted.js";
import type { SessionFile } from "./session-file.js";
import { readDatabase } from "./sqlite/database-file.js";
import { tableRows } from "./sqlite/table-scan.js";

/** A row's or file's JSON: numbers and names of one message. What was said is kept elsewhere and never opened. */
function addMessage(session: string, json: string, file: SessionFile): void {
  const message = objectOf(JSON.parse(json));
  const tokens = objectOf(message?.tokens);
  if (message === undefined || tokens === undefined || message.role !== "assistant") return;
  const cache = objectOf(tokens.cache);
  const time = objectOf(message.time);
  const numbers = [tokens.input, tokens.output, tokens.reasoning, cache?.read, cache?.write].map(countOf);
  const [input = 0, output = 0, reasoning = 0, read = 0, write = 0] = numbers;
  const completed = countOf(time?.completed);
  if (completed === 0) {
    file.note("interrupted");
    return;
  }
  const model = textOf(message.modelID) || "unknown";
  file.add({
    // A fork copies messages under new ids, with their times and numbers.
    key: [countOf(time?.created), completed, model, ...numbers].join(" "),
    atMs: timeOf(time?.created),
    model,
    provider: textOf(message.providerID) || "unknown",
    tokensIn: input + read + write,
    tokensCached: read,
    tokensOut: output + reasoning,
    outputKnown: true,
    cut: false,
    session,
    project: textOf(objectOf(message.path)?.cwd),
  });
}

const database: WholeRules = {
  kind: "whole",
  companions: (path) => [`${path}-wal`],
  read(path, file) {
    const rows = readDatabase(path, (opened) => [
      ...assistantRows(tableRows(opened, "message", ["session_id", "data"])),
    ]);
    for (const [session, data] of rows) addMessage(session, data, file);
  },
};

function* assistantRows(rows: Iterable<readonly unknown[]>): Generator<[string, string]> {
  for (const [session, data] of rows)
    if (typeof data === "string" && data.includes('"assistant"')) yield [textOf(session), data];
}

/** Older versions: a file a message. They stay when the program moves on to its database; the keys are the same. */
const messageFile: WholeRules = {
  kind: "whole",
  companions: () => [],
  read(path, file) {
    if (statSync(path).size > 16 << 20) file.note("unreadable");
    else addMessage(/[\\/](ses_[^\\/]+)[\\/]/.exec(path)?.[1] ?? "", readFileSync(path, "utf8"), file);
  },
};

export const opencode: AgentReader = {
  agent: "opencode",
  title: "opencode",
  neverRecorded: "the calls that make titles, and interrupted answers",
  roots: ({ folder, env }) => [join(env.XDG_DATA_HOME || join(folder, ".local", "share"), "opencode")],
  rulesOf(path) {
    if (/^opencode[^/]*\.db$/.test(path)) return database;
    return /^storage\/message\/[^/]+\/[^/]+\.json$/.test(path) ? messageFile : undefined;
  },
  missing: (files) => noted("opencode", files, { interrupted: "answers that were not completed" }),
};
