import type { AgentName } from "./answer.js";
import type { JsonObject } from "./fields.js";
import type { FileUsage, SessionFile } from "./session-file.js";

/** Whose files are read: a home folder, and the environment of its owner where that is this process's own. */
export interface Home {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A file of one JSON document a line, which only grows. */
export interface LineRules {
  readonly kind: "lines";
  /** Whether a line can matter, judged by its bytes: most do not, and reading JSON costs twenty times as much. */
  wanted(line: Buffer): boolean;
  /** Takes the numbers out of a line. May keep JSON in `file.state` for the lines that follow. */
  read(line: JsonObject, file: SessionFile): void;
}

/** A file that its program rewrites. */
export interface WholeRules {
  readonly kind: "whole";
  /** Files that belong to it: when one of them changes, it is read again. */
  companions(path: string): readonly string[];
  read(path: string, file: SessionFile): void;
}

/** What an agent did, and its files do not hold as answers. */
export interface Missing {
  readonly agent: AgentName;
  readonly kind: "interrupted" | "compaction" | "unrecorded_calls" | "no_usage" | "unreadable";
  /** How often: interrupted turns, compactions, sessions, lines. */
  readonly count: number;
  readonly text: string;
  /** Of the one session where it is known and largest. Never a sum over sessions: forks repeat it. */
  readonly largest?: { readonly tokens_in: number; readonly tokens_cached: number; readonly tokens_out: number };
}

/** One coding agent: where its session files are, and how an answer stands in them. */
export interface AgentReader {
  readonly agent: AgentName;
  /** Its name as people write it. */
  readonly title: string;
  /** What no version of its files records, for people; shown beside its figures. */
  readonly neverRecorded: string;
  /** Folders that may hold sessions. Absent ones are passed over. */
  roots(home: Home): readonly string[];
  /** How the file is read; undefined for one that holds no sessions. @param path below the root, with `/` */
  rulesOf(path: string): LineRules | WholeRules | undefined;
  /** What is known to have happened and is not among the answers, from all files of a root. @param files by path */
  missing(files: ReadonlyMap<string, FileUsage>): readonly Missing[];
}
