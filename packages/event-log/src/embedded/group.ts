import { randomUUID } from "node:crypto";
import { StaleAssignmentError } from "../errors.js";
import type { LogDatabase, Topic } from "./database.js";
import { isAlive } from "./process-alive.js";
import { transact } from "./transact.js";

interface Member {
  readonly id: string;
  readonly pid: number;
  /** Machine-wide monotonic time of the last sign of life, milliseconds since the machine started. */
  readonly seenMs: number;
}

interface GroupState {
  /** Grows with every change of the members. */
  readonly assignment: number;
  readonly members: readonly Member[];
}

export interface Assignment {
  readonly number: number;
  readonly partitions: readonly number[];
}

/** The same clock in every process of a machine; it does not jump with the wall clock. */
const machineTimeMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/**
 * Membership of one reader in a group, kept in the log itself. A member that shows no life for the session time-out, or
 * whose process is gone, is dropped by the next one that looks; every change of the members is a new assignment number,
 * and partitions go round the members in the order in which they joined.
 */
export class GroupMember {
  readonly #database: LogDatabase;
  readonly #topic: Topic;
  readonly #name: string;
  readonly #sessionTimeoutMs: number;
  #id = randomUUID();

  constructor(database: LogDatabase, topic: Topic, name: string, sessionTimeoutMs: number) {
    this.#database = database;
    this.#topic = topic;
    this.#name = name;
    this.#sessionTimeoutMs = sessionTimeoutMs;
  }

  get #groupKey(): string {
    return `group:${this.#topic}/${this.#name}`;
  }

  #read(): GroupState {
    return (this.#database.names.get(this.#groupKey) as GroupState | undefined) ?? { assignment: 0, members: [] };
  }

  /** Shows life, joining if need be, drops the dead, and tells what is assigned now. */
  async heartbeat(partitions: number): Promise<Assignment> {
    const state = await transact(this.#database, (): GroupState => {
      const nowMs = machineTimeMs();
      const { assignment, members } = this.#read();
      const living = members.filter(({ id, pid, seenMs }) => {
        if (id === this.#id) return true;
        // A time ahead of this machine's own is from before a reboot.
        return nowMs - seenMs <= this.#sessionTimeoutMs && seenMs <= nowMs && isAlive(pid);
      });
      const me: Member = { id: this.#id, pid: process.pid, seenMs: nowMs };
      const isMember = living.some(({ id }) => id === this.#id);
      const next = isMember ? living.map((member) => (member.id === this.#id ? me : member)) : [...living, me];
      const changed = !isMember || next.length !== members.length;
      const state = { assignment: changed ? assignment + 1 : assignment, members: next };
      this.#database.names.put(this.#groupKey, state);
      return state;
    });
    const place = state.members.findIndex(({ id }) => id === this.#id);
    const all = Array.from({ length: partitions }, (_, partition) => partition);
    return {
      number: state.assignment,
      partitions: all.filter((partition) => partition % state.members.length === place),
    };
  }

  /** The number that holds now, without showing life. */
  get current(): number {
    return this.#read().assignment;
  }

  /** Writes progress, if `assignment` still holds and this is still a member. @throws StaleAssignmentError */
  async commit(assignment: number, positions: ReadonlyMap<number, number>): Promise<void> {
    const current = await transact(this.#database, () => {
      const { assignment: now, members } = this.#read();
      if (now !== assignment || !members.some(({ id }) => id === this.#id)) return now;
      const committed = readCommitted(this.#database, this.#topic, this.#name);
      for (const [partition, offset] of positions) committed[partition] = offset;
      this.#database.names.put(committedKey(this.#topic, this.#name), committed);
      return assignment;
    });
    if (current !== assignment) throw new StaleAssignmentError(assignment, current);
  }

  async leave(): Promise<void> {
    await transact(this.#database, () => {
      const { assignment, members } = this.#read();
      const rest = members.filter(({ id }) => id !== this.#id);
      if (rest.length < members.length)
        this.#database.names.put(this.#groupKey, { assignment: assignment + 1, members: rest });
    });
    this.#id = randomUUID();
  }
}

const committedPrefix = (topic: Topic): string => `committed:${topic}/`;
const committedKey = (topic: Topic, group: string): string => committedPrefix(topic) + group;

/** Next offsets to read that a group has committed, by partition. */
export function readCommitted(database: LogDatabase, topic: Topic, group: string): Record<number, number> {
  return { ...((database.names.get(committedKey(topic, group)) as Record<number, number> | undefined) ?? {}) };
}

/** What every group that ever committed has committed for a partition, the least of them; undefined without any. */
export function leastCommitted(database: LogDatabase, topic: Topic, partition: number): number | undefined {
  const prefix = committedPrefix(topic);
  let least: number | undefined;
  for (const { value } of database.names.getRange({ start: prefix, end: `${prefix}\uffff` })) {
    const offset = (value as Record<number, number>)[partition] ?? 0;
    least = least === undefined ? offset : Math.min(least, offset);
  }
  return least;
}
