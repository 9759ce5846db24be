import { type Answer, merge } from "./answer.js";

/**
 * The answers of one agent, copies counted once: over blocks of an answer, resumed and forked sessions, sub-agents,
 * archives and copies of another machine's folder.
 * @param parents the thread that a thread was forked from
 */
export function countOnce(answers: Iterable<Answer>, parents: ReadonlyMap<string, string>): Answer[] {
  const once = new Map<string, Answer>();
  for (const answer of answers) {
    const whole = answer.lineage === undefined ? answer : inLineage(answer, answer.lineage, parents);
    const before = once.get(whole.key);
    once.set(whole.key, before === undefined ? whole : merge(before, whole));
  }
  return [...once.values()];
}

/** The answer under the key that it has for the thread and all its forks. */
function inLineage({ lineage: _, ...answer }: Answer, thread: string, parents: ReadonlyMap<string, string>): Answer {
  const passed = new Set<string>();
  let first = thread;
  for (let parent = parents.get(first); parent !== undefined && !passed.has(parent); parent = parents.get(first)) {
    passed.add(first);
    first = parent;
  }
  return { ...answer, key: `${first} ${answer.key}` };
}
