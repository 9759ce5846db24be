/**
 * Scopes of coding agents that send log events of their own for each answer. Those count; their spans, and their events in
 * OpenTelemetry's conventions, say the same again, or less.
 */
export const agentScopes = /^(gemini-cli|qwen-code|com\.anthropic\.claude_code|codex)/;
