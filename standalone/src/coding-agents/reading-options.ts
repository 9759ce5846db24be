import { homedir } from "node:os";
import { resolve } from "node:path";
import { type AgentName, agentNames, cacheFolder, type ReadOptions } from "@ecomind/agent-usage";
import { CommandUsageError } from "../command.js";

/** Options of the commands that read coding agents' session files. */
export const readingOptions = {
  home: { type: "string", multiple: true },
  "no-index": { type: "boolean", default: false },
} as const;

export const readingHelp = `  --home DIR   read the session files of this home folder, such as a copy from another machine; may be repeated
               [your own, with CLAUDE_CONFIG_DIR, CODEX_HOME, GEMINI_CLI_HOME, XDG_DATA_HOME, COPILOT_HOME and
               PI_CODING_AGENT_DIR as those programs read them]
  --no-index   read every file from its beginning, and keep no index in your cache folder`;

interface ReadingValues {
  readonly home?: string[] | undefined;
  readonly "no-index": boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whose files a command reads. The environment belongs to this user, so that it says nothing of a folder that is named. */
export function readOptionsOf(
  agents: readonly AgentName[],
  values: ReadingValues,
  env: Environment = process.env,
): ReadOptions {
  const named = values.home ?? [];
  return {
    agents,
    homes:
      named.length === 0 ? [{ folder: homedir(), env }] : named.map((folder) => ({ folder: resolve(folder), env: {} })),
    indexFolder: values["no-index"] ? undefined : cacheFolder(env),
  };
}

/** @throws CommandUsageError */
export function agentsNamed(names: readonly string[]): readonly AgentName[] {
  const choices = `${agentNames.join(", ")} or all`;
  if (names.length === 0) throw new CommandUsageError(`name an agent: ${choices}`);
  if (names.includes("aider"))
    throw new CommandUsageError(
      "aider's files hold its own estimates, which can be wrong by a factor of ten, and no counts",
    );
  const unknown = names.find((name) => name !== "all" && !(agentNames as readonly string[]).includes(name));
  if (unknown !== undefined) throw new CommandUsageError(`unknown agent ${JSON.stringify(unknown)}: ${choices}`);
  return names.includes("all") ? agentNames : agentNames.filter((name) => names.includes(name));
}

const dayMs = 86_400_000;
const spansMs: Readonly<Record<string, number>> = { h: 3_600_000, d: dayMs, w: 7 * dayMs };

/**
 * The instant that `--since` means: a span back from now (12h, 30d, 4w), a local day, or an RFC 3339 time.
 * @returns milliseconds since 1970 @throws CommandUsageError
 */
export function sinceMsOf(text: string, nowMs: number): number {
  const span = /^(\d{1,5})([hdw])$/.exec(text);
  if (span !== null) return nowMs - Number(span[1]) * (spansMs[span[2] as string] as number);
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (day !== null) {
    const [, year, month, date] = day.map(Number) as [number, number, number, number];
    const local = new Date(year, month - 1, date);
    if (local.getMonth() === month - 1 && local.getDate() === date) return local.getTime();
  }
  const instant = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant))
    throw new CommandUsageError("--since: a day (2026-11-01), a time (2026-11-01T08:00:00Z) or a span (12h, 30d, 4w)");
  return instant;
}
