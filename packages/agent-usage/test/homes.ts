import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AgentName, agentNames, type Home, readUsage, totalsOf } from "../src/index.js";

interface Numbers {
  readonly responses: number;
  readonly tokens_in: number;
  readonly tokens_cached: number;
  readonly tokens_out: number;
}

/** What a provider sent, and what of it can be counted from the files. */
export interface Truth {
  readonly in_the_files: Numbers;
  readonly in_the_files_by_model: Readonly<Record<string, Numbers>>;
  readonly responses: readonly {
    id: string;
    model: string;
    tokens_in: number;
    tokens_cached: number;
    tokens_out: number;
    in_files: boolean;
  }[];
  readonly output_unknown_ids?: readonly string[];
  readonly interrupted: readonly { tokens_in: number; tokens_cached: number }[];
}

export interface Case {
  readonly agent: AgentName;
  readonly name: string;
  readonly folder: string;
  readonly truth: Truth;
}

const fixtures = join(import.meta.dirname, "fixtures");

/** Home folders as the real programs left them. */
export const cases: readonly Case[] = agentNames.flatMap((agent) =>
  readdirSync(join(fixtures, agent)).map((name) => {
    const folder = join(fixtures, agent, name);
    return { agent, name, folder, truth: JSON.parse(readFileSync(join(folder, "truth.json"), "utf8")) as Truth };
  }),
);

const homeOf = (folder: string): Home => ({ folder, env: {} });

export const read = (folders: readonly string[], indexFolder?: string) =>
  readUsage({ agents: agentNames, homes: folders.map(homeOf), indexFolder });

/** The four numbers of what is counted; output only of answers that have a known one. */
export function numbersOf(folders: readonly string[], indexFolder?: string): Numbers {
  const { responses, tokens_in, tokens_cached, tokens_out } = totalsOf(read(folders, indexFolder).answers);
  return { responses, tokens_in, tokens_cached, tokens_out };
}

/** What should be counted: as `in_the_files`, where the output of some answers is unknown. */
export function expected({ in_the_files, responses, output_unknown_ids = [] }: Truth): Numbers {
  const unknown = responses.filter(({ id }) => output_unknown_ids.includes(id));
  return {
    ...in_the_files,
    tokens_out: in_the_files.tokens_out - unknown.reduce((sum, { tokens_out }) => sum + tokens_out, 0),
  };
}

/** A folder that is gone when the callback has ended. */
export function withFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "ecomind-agent-usage-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A copy that a test may change. */
export function copyOf({ folder }: Case, into: string): string {
  cpSync(folder, into, { recursive: true });
  return into;
}
