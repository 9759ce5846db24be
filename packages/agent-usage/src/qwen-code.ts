import { join } from "node:path";
import type { AgentReader, LineRules } from "./agent-reader.js";
import { countOf, objectOf, textOf, timeOf } from "./fields.js";

const mark = Buffer.from('"qwen-code.api_response"');

/** The protocol that was spoken is all the files say; with `openai` it is as often Alibaba's or a local server's. */
function providerOf(protocol: string, model: string): string {
  if (/^(qwen|coder-model|vision-model)/i.test(model) || protocol.startsWith("qwen")) return "qwen";
  if (protocol === "gemini") return "google";
  return protocol === "anthropic" || protocol === "vertex-ai" ? protocol : "unknown";
}

const lines: LineRules = {
  kind: "lines",
  wanted: (line) => line.includes(mark),
  read(line, file) {
    const event = objectOf(objectOf(line.systemPayload)?.uiEvent);
    if (line.subtype !== "ui_telemetry" || event?.["event.name"] !== "qwen-code.api_response") return;
    const model = textOf(event.model);
    const tokensIn = countOf(event.input_token_count);
    file.add({
      key: textOf(event.response_id) || textOf(line.uuid),
      atMs: timeOf(line.timestamp),
      model: model || "unknown",
      provider: providerOf(textOf(event.auth_type), model),
      tokensIn,
      tokensCached: Math.min(countOf(event.cached_content_token_count), tokensIn),
      tokensOut: countOf(event.output_token_count),
      outputKnown: true,
      cut: false,
      session: textOf(line.sessionId),
      project: textOf(line.cwd),
    });
  },
};

export const qwenCode: AgentReader = {
  agent: "qwen-code",
  title: "Qwen Code",
  neverRecorded: "interrupted answers",
  roots: ({ folder }) => [join(folder, ".qwen", "projects")],
  // The files of ~/.qwen/usage repeat these calls.
  rulesOf: (path) => (/(^|\/)chats\/[^/]*\.jsonl$/.test(path) ? lines : undefined),
  missing: () => [],
};
