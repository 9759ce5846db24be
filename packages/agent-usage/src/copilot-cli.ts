import { join } from "node:path";
import type { AgentReader, LineRules, Missing } from "./agent-reader.js";
import { countOf, objectOf, textOf, timeOf } from "./fields.js";
import { beginsWithOne } from "./line-begin.js";
import type { FileUsage } from "./session-file.js";

interface CopilotState {
  session?: string;
  folder?: string;
  /** The session ended with totals of its own. */
  totalled?: boolean;
}

const lines: LineRules = {
  kind: "lines",
  wanted: beginsWithOne(["session.usage_record", "session.start", "session.resume", "session.shutdown"]),
  read(line, file) {
    const state = file.state as CopilotState;
    const data = objectOf(line.data) ?? {};
    if (line.type === "session.start" || line.type === "session.resume") {
      state.session = textOf(data.sessionId) || (state.session ?? "");
      state.folder = textOf(objectOf(data.context)?.cwd) || (state.folder ?? "");
    } else if (line.type === "session.shutdown") {
      // Its totals run on over resumes: no answer is read from them.
      if (Object.keys(objectOf(data.modelMetrics) ?? {}).length > 0) state.totalled = true;
    } else if (line.type === "session.usage_record") {
      const usage = objectOf(data.usage) ?? {};
      const tokensIn = countOf(usage.inputTokens);
      file.add({
        key: textOf(line.id),
        atMs: timeOf(line.timestamp),
        model: textOf(usage.model) || "unknown",
        provider: usage.isByok === true ? textOf(usage.providerType) || "unknown" : "github-copilot",
        tokensIn,
        tokensCached: Math.min(countOf(usage.cacheReadTokens), tokensIn),
        tokensOut: countOf(usage.outputTokens),
        outputKnown: true,
        cut: false,
        session: state.session ?? "",
        project: state.folder ?? "",
      });
    }
  },
};

function missing(files: ReadonlyMap<string, FileUsage>): Missing[] {
  const count = [...files.values()].filter(
    ({ answers, state }) => state.totalled === true && answers.length === 0,
  ).length;
  const text = "sessions of a version that records running totals only";
  return count === 0 ? [] : [{ agent: "copilot-cli", kind: "no_usage", count, text }];
}

export const copilotCli: AgentReader = {
  agent: "copilot-cli",
  title: "Copilot CLI",
  neverRecorded: "interrupted answers",
  roots: ({ folder, env }) => [join(env.COPILOT_HOME || join(folder, ".copilot"), "session-state")],
  rulesOf: (path) => (/(^|\/)events\.jsonl$/.test(path) ? lines : undefined),
  missing,
};
