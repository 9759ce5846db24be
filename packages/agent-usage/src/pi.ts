import { join } from "node:path";
import type { AgentReader, LineRules } from "./agent-reader.js";
import { countOf, objectOf, textOf, timeOf } from "./fields.js";
import { beginsWithOne } from "./line-begin.js";
import { noted } from "./noted.js";

const usageMark = Buffer.from('"cacheRead"');
const isOther = beginsWithOne(["session", "compaction"]);

interface PiState {
  session?: string;
  folder?: string;
}

const lines: LineRules = {
  kind: "lines",
  wanted: (line) => isOther(line) || line.includes(usageMark),
  read(line, file) {
    const state = file.state as PiState;
    if (line.type === "session") {
      state.session = textOf(line.id);
      state.folder = textOf(line.cwd);
      return;
    }
    if (line.type === "compaction") file.note("compaction");
    const message = objectOf(line.message);
    const usage = objectOf(message?.usage);
    if (line.type !== "message" || message === undefined || usage === undefined || message.role !== "assistant") return;
    const cached = countOf(usage.cacheRead);
    const cut = message.stopReason === "aborted" || message.stopReason === "error";
    file.add({
      // Forks copy lines with their ids.
      key: textOf(message.responseId) || `${textOf(line.id)} ${textOf(line.timestamp)}`,
      atMs: timeOf(line.timestamp),
      model: textOf(message.model) || "unknown",
      provider: textOf(message.provider) || "unknown",
      tokensIn: countOf(usage.input) + cached + countOf(usage.cacheWrite),
      tokensCached: cached,
      tokensOut: countOf(usage.output),
      outputKnown: !cut,
      cut,
      session: state.session ?? "",
      project: state.folder ?? "",
    });
  },
};

export const pi: AgentReader = {
  agent: "pi",
  title: "pi",
  neverRecorded: "the calls that compact a session",
  roots: ({ folder, env }) => [join(env.PI_CODING_AGENT_DIR || join(folder, ".pi", "agent"), "sessions")],
  rulesOf: (path) => (path.endsWith(".jsonl") ? lines : undefined),
  missing: (files) => noted("pi", files, { compaction: "compactions, whose calls are not recorded" }),
};
