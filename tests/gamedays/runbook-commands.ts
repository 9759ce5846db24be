import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./project-root.js";

/** A command of a runbook: to be run while it is broken, or `after`, when it is mended. */
export interface RunbookCommand {
  readonly runbook: string;
  readonly when: "broken" | "after";
  readonly line: number;
  readonly text: string;
}

/**
 * The shell commands of a runbook: blocks marked `sh`, and `sh after` for those that show that it is over. What has placeholders
 * in it is not marked so.
 */
export function commandsOf(runbook: string): readonly RunbookCommand[] {
  const lines = readFileSync(join(projectRoot, "docs/runbooks", runbook), "utf8").split("\n");
  const commands: RunbookCommand[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const match = /^(\s*)```sh( after)?$/.exec(lines[index] as string);
    if (match === null) continue;
    const [, indent = "", after] = match;
    const begin = index + 1;
    index = lines.indexOf(`${indent}\`\`\``, begin);
    if (index < 0) throw new Error(`${runbook}:${begin}: the block has no end`);
    const text = lines
      .slice(begin, index)
      .map((line) => line.slice(indent.length))
      .join("\n");
    commands.push({ runbook, when: after ? "after" : "broken", line: begin, text });
  }
  return commands;
}
