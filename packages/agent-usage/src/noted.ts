import type { Missing } from "./agent-reader.js";
import type { AgentName } from "./answer.js";
import type { FileUsage, NoteName } from "./session-file.js";

/** What the files noted beside answers, where there is any. @param texts what each note says to people */
export function noted(
  agent: AgentName,
  files: ReadonlyMap<string, FileUsage>,
  texts: Partial<Record<Exclude<NoteName, "unreadable">, string>>,
): Missing[] {
  return (Object.entries(texts) as [Exclude<NoteName, "unreadable">, string][]).flatMap(([kind, text]) => {
    let count = 0;
    for (const { notes } of files.values()) count += notes[kind] ?? 0;
    return count === 0 ? [] : [{ agent, kind, count, text }];
  });
}
