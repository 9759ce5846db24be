import type { AgentReader } from "./agent-reader.js";
import type { AgentName } from "./answer.js";
import { claudeCode } from "./claude-code.js";
import { codex } from "./codex.js";
import { copilotCli } from "./copilot-cli.js";
import { geminiCli } from "./gemini-cli.js";
import { opencode } from "./opencode.js";
import { pi } from "./pi.js";
import { qwenCode } from "./qwen-code.js";

export const agentReaders: Readonly<Record<AgentName, AgentReader>> = {
  "claude-code": claudeCode,
  codex,
  "gemini-cli": geminiCli,
  opencode,
  "qwen-code": qwenCode,
  "copilot-cli": copilotCli,
  pi,
};
