import type { AgentName, Answer } from "./answer.js";
import type { FileUsage } from "./session-file.js";

/** A file's usage in the index: names once each, and a row of numbers an answer. Read in a fifth of the time of objects. */
export interface StoredUsage extends Omit<FileUsage, "answers"> {
  readonly names: readonly string[];
  readonly keys: readonly string[];
  /** `columns` numbers an answer: time, tokens in, cached, out, flags, then places in `names`. */
  readonly numbers: readonly number[];
}

const columns = 10;
const known = 1;
const cut = 2;

export function toStored({ answers, notes, state }: FileUsage): StoredUsage {
  const places = new Map<string, number>([["", 0]]);
  const place = (name: string): number => {
    const at = places.get(name) ?? places.size;
    places.set(name, at);
    return at;
  };
  const numbers = answers.flatMap((answer) => [
    answer.atMs,
    answer.tokensIn,
    answer.tokensCached,
    answer.tokensOut,
    (answer.outputKnown ? known : 0) | (answer.cut ? cut : 0),
    place(answer.model),
    place(answer.provider),
    place(answer.session),
    place(answer.project),
    place(answer.lineage ?? ""),
  ]);
  return { notes, state, names: [...places.keys()], keys: answers.map(({ key }) => key), numbers };
}

export function fromStored(agent: AgentName, { names, keys, numbers, notes, state }: StoredUsage): FileUsage {
  const answers = keys.map((key, index): Answer => {
    const at = index * columns;
    const number = (column: number) => numbers[at + column] as number;
    const name = (column: number) => names[number(column)] as string;
    const flags = number(4);
    const answer = {
      agent,
      key,
      atMs: number(0),
      model: name(5),
      provider: name(6),
      tokensIn: number(1),
      tokensCached: number(2),
      tokensOut: number(3),
      outputKnown: (flags & known) !== 0,
      cut: (flags & cut) !== 0,
      session: name(7),
      project: name(8),
    };
    return number(9) === 0 ? answer : { ...answer, lineage: name(9) };
  });
  return { answers, notes, state };
}
