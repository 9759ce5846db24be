import { join } from "node:path";
import type { Home, Missing } from "./agent-reader.js";
import { agentReaders } from "./agents.js";
import type { AgentName, Answer } from "./answer.js";
import { countOnce } from "./count-once.js";
import { type KnownFile, readFile } from "./read-file.js";
import type { FileUsage } from "./session-file.js";
import { sessionPaths } from "./session-paths.js";
import { UsageIndex } from "./usage-index.js";

export interface ReadOptions {
  readonly agents: readonly AgentName[];
  readonly homes: readonly Home[];
  /** Folder of the index; undefined reads every file from its begin. */
  readonly indexFolder?: string | undefined;
}

export interface AgentUsage {
  /** Each once, in no order. */
  readonly answers: readonly Answer[];
  readonly missing: readonly Missing[];
  /** Session files that were found, by agent. */
  readonly files: Readonly<Partial<Record<AgentName, number>>>;
  /** Files and folders that could not be read, and why. */
  readonly unreadable: readonly string[];
}

/** Files of one root by path, and what could not be read of them. */
function readRoot(root: string, agent: AgentName, indexFolder: string | undefined, unreadable: string[]) {
  const index = indexFolder === undefined ? undefined : new UsageIndex(indexFolder, root);
  const known = index?.load(agent);
  const files = new Map<string, KnownFile>();
  const found = sessionPaths(root);
  unreadable.push(...found.unreadable);
  for (const path of found.paths) {
    const rules = agentReaders[agent].rulesOf(path);
    if (rules === undefined) continue;
    const whole = join(root, path);
    try {
      const file = readFile(agent, whole, rules, known?.get(path));
      if (file !== undefined) files.set(path, file);
    } catch (error) {
      unreadable.push(`${whole} (${reasonOf(error)})`);
    }
  }
  index?.save(files);
  return files;
}

/** Why a file could not be read. A parser's message may quote the text; a file's content is told to nobody. */
const reasonOf = (error: unknown): string =>
  error instanceof SyntaxError
    ? "not JSON"
    : ((error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : "unknown"));

/** Reads what coding agents used, from their session files in any number of homes. Sends nothing, writes only the index. */
export function readUsage({ agents, homes, indexFolder }: ReadOptions): AgentUsage {
  const counted: Answer[] = [];
  const missing: Missing[] = [];
  const unreadable: string[] = [];
  const fileCounts: Partial<Record<AgentName, number>> = {};
  for (const agent of agents) {
    const reader = agentReaders[agent];
    const roots = new Set(homes.flatMap((home) => reader.roots(home)));
    const usages = new Map<string, FileUsage>();
    for (const root of roots)
      for (const [path, file] of readRoot(root, agent, indexFolder, unreadable))
        usages.set(join(root, path), file.withRest ?? file.usage);
    if (usages.size === 0) continue;
    fileCounts[agent] = usages.size;
    const parents = new Map<string, string>();
    const answers: Answer[] = [];
    let lines = 0;
    for (const usage of usages.values()) {
      const { thread, parent } = usage.state;
      if (typeof thread === "string" && typeof parent === "string") parents.set(thread, parent);
      for (const answer of usage.answers) answers.push(answer);
      lines += usage.notes.unreadable ?? 0;
    }
    const once = countOnce(answers, parents);
    for (const answer of once) counted.push(answer);
    missing.push(...reader.missing(usages));
    if (lines > 0)
      missing.push({
        agent,
        kind: "unreadable",
        count: lines,
        text: "lines that could not be read",
      });
  }
  return { answers: counted, missing, files: fileCounts, unreadable };
}
