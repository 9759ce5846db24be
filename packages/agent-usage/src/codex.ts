import { join } from "node:path";
import type { AgentReader, LineRules } from "./agent-reader.js";
import { countOf, type JsonObject, objectOf, textOf, timeOf } from "./fields.js";
import { beginsWithOne } from "./line-begin.js";
import { noted } from "./noted.js";
import type { SessionFile } from "./session-file.js";

/** What later lines need of earlier ones. */
interface CodexState {
  thread?: string;
  /** The thread that this one was forked from: its lines may stand at the begin of this file. */
  parent?: string;
  provider?: string;
  folder?: string;
  model?: string;
  turns?: Record<string, { model: string; folder: string }>;
  /** The last line's running total, as text. */
  total?: string;
  /** The file has records of single answers; its running totals repeat them. */
  recorded?: boolean;
}

const turnsKept = 50;

/** Token counts of a line; input has the cached tokens in it, output the reasoning. */
const numbersOf = (usage: JsonObject) => ({
  tokensIn: countOf(usage.input_tokens),
  tokensCached: Math.min(countOf(usage.cached_input_tokens), countOf(usage.input_tokens)),
  tokensOut: countOf(usage.output_tokens),
});

function readMeta(payload: JsonObject, state: CodexState): void {
  const id = textOf(payload.id);
  // A second one is that of the thread whose lines were copied.
  if (state.thread !== undefined) {
    if (id !== state.thread && id !== "") state.parent ??= id;
    return;
  }
  state.thread = id;
  state.provider = textOf(payload.model_provider);
  state.folder = textOf(payload.cwd);
  const parent = textOf(payload.forked_from_id);
  if (parent !== "") state.parent = parent;
}

function readTurn(payload: JsonObject, state: CodexState): void {
  state.model = textOf(payload.model) || (state.model ?? "");
  state.folder = textOf(payload.cwd) || (state.folder ?? "");
  const turn = textOf(payload.turn_id);
  if (turn === "") return;
  const turns = { ...state.turns, [turn]: { model: state.model, folder: state.folder } };
  const names = Object.keys(turns);
  if (names.length > turnsKept) delete turns[names[0] as string];
  state.turns = turns;
}

function add(line: JsonObject, key: string, turn: string, usage: JsonObject, file: SessionFile): void {
  const { thread = "", provider, folder = "", model = "", turns } = file.state as CodexState;
  const context = turns?.[turn];
  file.add({
    key,
    // Ids of answers are unique; running totals are so among a thread and its forks.
    ...(key.startsWith("total ") ? { lineage: thread } : {}),
    atMs: timeOf(line.timestamp),
    model: context?.model || model || "unknown",
    provider: provider || "unknown",
    ...numbersOf(usage),
    outputKnown: true,
    cut: false,
    session: thread,
    project: context?.folder || folder,
  });
}

const totalText = (total: JsonObject): string =>
  ["input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens", "total_tokens"]
    .map((name) => countOf(total[name]))
    .join(" ");

/** Versions to 0.144: an answer is a running total that differs from the one before, and `last` is what it added. */
function readTotal(line: JsonObject, payload: JsonObject, file: SessionFile): void {
  const state = file.state as CodexState;
  const info = objectOf(payload.info);
  const total = objectOf(info?.total_token_usage);
  const last = objectOf(info?.last_token_usage);
  if (total === undefined || last === undefined || state.recorded === true) return;
  const text = totalText(total);
  if (text === state.total) return;
  state.total = text;
  add(line, `total ${text}`, "", last, file);
}

function readRecord(line: JsonObject, payload: JsonObject, file: SessionFile): void {
  const usage = objectOf(payload.usage);
  if (usage === undefined) return;
  const state = file.state as CodexState;
  state.recorded = true;
  const id = textOf(payload.response_id);
  const total = objectOf(payload.thread_token_usage) ?? {};
  add(line, id === "" ? `total ${totalText(total)}` : id, textOf(payload.turn_id), usage, file);
}

const lines: LineRules = {
  kind: "lines",
  wanted: beginsWithOne(["token_usage_record", "token_count", "session_meta", "turn_context", "turn_aborted"]),
  read(line, file) {
    const payload = objectOf(line.payload);
    if (payload === undefined) return;
    if (line.type === "session_meta") readMeta(payload, file.state as CodexState);
    else if (line.type === "turn_context") readTurn(payload, file.state as CodexState);
    else if (line.type === "token_usage_record") readRecord(line, payload, file);
    else if (line.type === "event_msg" && payload.type === "token_count") readTotal(line, payload, file);
    else if (line.type === "event_msg" && payload.type === "turn_aborted") file.note("interrupted");
  },
};

export const codex: AgentReader = {
  agent: "codex",
  title: "Codex",
  neverRecorded: "runs with --ephemeral and interrupted answers",
  roots: ({ folder, env }) => {
    const home = env.CODEX_HOME || join(folder, ".codex");
    return [join(home, "sessions"), join(home, "archived_sessions")];
  },
  rulesOf: (path) => (/(^|\/)rollout-[^/]*\.jsonl$/.test(path) ? lines : undefined),
  missing: (files) => noted("codex", files, { interrupted: "interrupted turns, whose last answer is not recorded" }),
};
