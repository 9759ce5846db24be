import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AgentReader, LineRules, WholeRules } from "./agent-reader.js";
import { countOf, type JsonObject, listOf, objectOf, textOf, timeOf } from "./fields.js";
import type { SessionFile } from "./session-file.js";

const marks = ['"tokens"', '"sessionId"'].map((mark) => Buffer.from(mark));
/** A document is parsed as a whole; the program itself rewrites it with every message, so that none is near this. */
const maxDocumentBytes = 256 << 20;

interface GeminiState {
  session?: string;
  folder?: string;
}

/** The folder of a session: newer versions write it beside the chats; older ones only have its hash. */
function folderOf(path: string): string {
  const [place] = /^.*[\\/]tmp[\\/][^\\/]+/.exec(dirname(path)) ?? [];
  if (place === undefined) return "";
  try {
    return readFileSync(join(place, ".project_root"), "utf8").trim();
  } catch {
    // Absent in the versions that were tried: the name of the place is all there is.
    return place.replace(/^.*[\\/]/, "");
  }
}

function addMessage(message: JsonObject, file: SessionFile): void {
  const state = file.state as GeminiState;
  const tokens = objectOf(message.tokens);
  if (message.type !== "gemini" || tokens === undefined) return;
  state.folder ??= folderOf(file.path);
  const session = state.session ?? "";
  const tokensIn = countOf(tokens.input) + countOf(tokens.tool);
  file.add({
    key: `${session} ${textOf(message.id)}`,
    atMs: timeOf(message.timestamp),
    model: textOf(message.model) || "unknown",
    provider: "google",
    tokensIn,
    tokensCached: Math.min(countOf(tokens.cached), tokensIn),
    tokensOut: countOf(tokens.output) + countOf(tokens.thoughts),
    outputKnown: true,
    cut: false,
    session,
    project: state.folder,
  });
}

/** A line is the session's head, a message, or a change (`$set`), which may carry messages. */
function read(line: JsonObject, file: SessionFile): void {
  const state = file.state as GeminiState;
  const change = objectOf(line.$set);
  const session = textOf(line.sessionId) || textOf(change?.sessionId);
  if (session !== "") state.session = session;
  for (const message of [line, ...listOf(line.messages), ...listOf(change?.messages)])
    addMessage(objectOf(message) ?? {}, file);
}

const lines: LineRules = { kind: "lines", wanted: (line) => marks.some((mark) => line.includes(mark)), read };

/** Versions to 0.20: one document a session. */
const whole: WholeRules = {
  kind: "whole",
  companions: () => [],
  read(path, file) {
    const document =
      statSync(path).size > maxDocumentBytes ? undefined : objectOf(JSON.parse(readFileSync(path, "utf8")));
    if (document === undefined) file.note("unreadable");
    else read(document, file);
  },
};

export const geminiCli: AgentReader = {
  agent: "gemini-cli",
  title: "Gemini CLI",
  neverRecorded: "the router's calls that choose a model, and interrupted answers",
  roots: ({ folder, env }) => [join(env.GEMINI_CLI_HOME || folder, ".gemini", "tmp")],
  rulesOf(path) {
    if (!/(^|\/)chats\//.test(path)) return undefined;
    if (path.endsWith(".jsonl")) return lines;
    return path.endsWith(".json") ? whole : undefined;
  },
  missing: () => [],
};
