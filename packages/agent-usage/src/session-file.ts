import { type AgentName, type Answer, merge } from "./answer.js";

/** What is counted beside answers. */
export type NoteName = "interrupted" | "compaction" | "no_usage" | "unreadable";

/** What reading a file gave; plain JSON, kept in the index. */
export interface FileUsage {
  readonly answers: readonly Answer[];
  readonly notes: Readonly<Partial<Record<NoteName, number>>>;
  /** What the agent's rules remember from earlier lines. */
  readonly state: Readonly<Record<string, unknown>>;
}

export const nothingUsed: FileUsage = { answers: [], notes: {}, state: {} };

/** Gathers what the lines of one file say. */
export class SessionFile {
  readonly #answers = new Map<string, Answer>();
  readonly #notes: Partial<Record<NoteName, number>>;
  /** Plain JSON. */
  readonly state: Record<string, unknown>;
  readonly path: string;
  readonly #agent: AgentName;

  /** @param before what its earlier lines said */
  constructor(agent: AgentName, path: string, before: FileUsage = nothingUsed) {
    this.#agent = agent;
    this.path = path;
    for (const answer of before.answers) this.#answers.set(idOf(answer), answer);
    this.#notes = { ...before.notes };
    this.state = structuredClone(before.state) as Record<string, unknown>;
  }

  /** A record of an answer without tokens, key or time is none. */
  add(numbers: Omit<Answer, "agent">): void {
    const answer = { agent: this.#agent, ...numbers };
    if (answer.tokensIn + answer.tokensOut === 0) return;
    if (answer.key === "" || !Number.isFinite(answer.atMs)) {
      this.note("unreadable");
      return;
    }
    const id = idOf(answer);
    const before = this.#answers.get(id);
    this.#answers.set(id, before === undefined ? answer : merge(before, answer));
  }

  note(name: NoteName): void {
    this.#notes[name] = (this.#notes[name] ?? 0) + 1;
  }

  usage(): FileUsage {
    return { answers: [...this.#answers.values()], notes: this.#notes, state: structuredClone(this.state) };
  }
}

const idOf = ({ key, lineage = "" }: Answer): string => `${lineage}\n${key}`;
