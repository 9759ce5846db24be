import { randomUUID } from "node:crypto";
import type { AppendRecord, LogWriter } from "@ecomind/event-log";
import { appendSurely, recordOf } from "./fill-log.js";

const tickMs = 50;

const kinds = 20;

/** Events of this moment. Only `kinds` of them are made in full: the generator must not take the core it measures. */
function eventsOfNow(count: number, orgId: string): AppendRecord[] {
  const nowMs = Date.now();
  const ts = new Date(nowMs).toISOString();
  const made = Array.from({ length: Math.min(kinds, count) }, (_, kind) => {
    const id = randomUUID();
    const event = { id, ts, user_id: `u-${kind}`, team: `team-${kind}`, source: "api" };
    const use = { provider: "openai", model: "gpt-4o", tokens_in: 1_000 + kind, tokens_out: 100 + 40 * kind };
    const { key, value, headers = {} } = recordOf({ ...event, ...use }, orgId, nowMs);
    return { key: key.split(id), value: Buffer.from(value).toString().split(id), headers };
  });
  return Array.from({ length: count }, (_, index) => {
    const { key, value, headers } = made[index % made.length] as (typeof made)[number];
    const id = randomUUID();
    return { key: key.join(id), value: Buffer.from(value.join(id)), headers };
  });
}

/**
 * Appends events of this moment at a steady rate, straight to a log, until it is stopped.
 * @param perSecond events
 */
export class LiveEvents {
  readonly #writer: LogWriter;
  readonly #orgId: string;
  readonly #perSecond: number;
  readonly #beganMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #underWay = new Set<Promise<void>>();
  #offered = 0;
  #acknowledged = 0;
  #fault: Error | undefined;

  constructor(writer: LogWriter, orgId: string, perSecond: number) {
    this.#writer = writer;
    this.#orgId = orgId;
    this.#perSecond = perSecond;
    this.#timer = setInterval(() => this.#offer(), tickMs);
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** What is due by now: a late tick makes up for itself. */
  #offer(): void {
    const due = Math.floor(((performance.now() - this.#beganMs) / 1_000) * this.#perSecond) - this.#offered;
    if (due <= 0 || this.#fault !== undefined) return;
    this.#offered += due;
    const records = eventsOfNow(due, this.#orgId);
    const append = appendSurely(this.#writer, records).then(
      () => {
        this.#acknowledged += records.length;
      },
      (error: Error) => {
        this.#fault ??= error;
      },
    );
    this.#underWay.add(append);
    void append.then(() => this.#underWay.delete(append));
  }

  /** @returns how many were acknowledged. @throws the first fault of an append */
  async stop(): Promise<number> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
    if (this.#fault !== undefined) throw this.#fault;
    return this.#acknowledged;
  }
}
