import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, type Stats, statSync } from "node:fs";
import type { LineRules, WholeRules } from "./agent-reader.js";
import type { AgentName } from "./answer.js";
import { objectOf } from "./fields.js";
import { scanLines } from "./scan-lines.js";
import { type FileUsage, nothingUsed, SessionFile } from "./session-file.js";

/** What is known of a file since it was last read; plain JSON. */
export interface KnownFile {
  /** Size, time and identity of the file and its companions when it was read. */
  readonly stamp: string;
  readonly ino: number;
  /** Whole lines end here. */
  readonly offset: number;
  /** Digest of the bytes before `offset`: when they are others now, the file was rewritten. */
  readonly before: string;
  readonly usage: FileUsage;
  /** The same with the line that had no end yet; undefined when there was none. */
  readonly withRest?: FileUsage;
}

const digestedBytes = 1_024;

function digestBefore(fd: number, offset: number): string {
  const length = Math.min(digestedBytes, offset);
  const bytes = Buffer.alloc(length);
  readSync(fd, bytes, 0, length, offset - length);
  return createHash("sha256").update(bytes).digest("base64url");
}

const stampOf = ({ size, mtimeMs, ino }: Stats): string => `${size} ${mtimeMs} ${ino}`;

function readLine(line: Buffer, rules: LineRules, file: SessionFile): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line.toString("utf8"));
  } catch {
    file.note("unreadable");
    return;
  }
  const object = objectOf(parsed);
  if (object !== undefined) rules.read(object, file);
}

function readLines(
  agent: AgentName,
  path: string,
  stats: Stats,
  rules: LineRules,
  known: KnownFile | undefined,
): KnownFile {
  const fd = openSync(path, "r");
  try {
    const grown =
      known !== undefined &&
      known.ino === stats.ino &&
      known.offset <= stats.size &&
      known.before === digestBefore(fd, known.offset);
    const file = new SessionFile(agent, path, grown ? known.usage : nothingUsed);
    const { offset, rest, tooLong } = scanLines(fd, grown ? known.offset : 0, (line) => {
      if (rules.wanted(line)) readLine(line, rules, file);
    });
    for (let line = 0; line < tooLong; line += 1) file.note("unreadable");
    const usage = file.usage();
    const result = { stamp: stampOf(stats), ino: stats.ino, offset, before: digestBefore(fd, offset), usage };
    // A last line without an end is being written, or the file was cut there: it counts when it is whole already.
    if (!rules.wanted(rest) || !isJson(rest)) return result;
    const withRest = new SessionFile(agent, path, usage);
    readLine(rest, rules, withRest);
    return { ...result, withRest: withRest.usage() };
  } finally {
    closeSync(fd);
  }
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads a session file, or only what was added to it since.
 * @param known what an earlier reading gave
 * @returns `known` itself when nothing has changed; undefined when the file is gone
 */
export function readFile(
  agent: AgentName,
  path: string,
  rules: LineRules | WholeRules,
  known: KnownFile | undefined,
): KnownFile | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) return undefined;
  if (rules.kind === "lines")
    return known?.stamp === stampOf(stats) ? known : readLines(agent, path, stats, rules, known);
  const companions = rules.companions(path).map((one) => statSync(one, { throwIfNoEntry: false }));
  const stamp = [stats, ...companions].map((one) => (one === undefined ? "-" : stampOf(one))).join(", ");
  if (known?.stamp === stamp) return known;
  const file = new SessionFile(agent, path);
  rules.read(path, file);
  return { stamp, ino: stats.ino, offset: 0, before: "", usage: file.usage() };
}
