import type { EventLog, LogInspector } from "@ecomind/event-log";
import { mayFail } from "@ecomind/platform";

/** Records of an organisation that the edge has acknowledged and no batch accounts for yet. */
export interface InFlight {
  readonly records: number;
  /** Not each waiting record was looked at: the number is scaled from those that were. */
  readonly estimated: boolean;
}

/** Records that are looked at for one answer. */
const mostLooked = 200;

/** Numbers that lie evenly in [0, count), at most so many. */
function evenly(count: number, most: number): number[] {
  const many = Math.min(count, most);
  return Array.from({ length: many }, (_, index) => Math.floor((index * count) / many));
}

/** Looks at the end of the log, which is opened when it is first asked for, and again after a fault. */
export class LogTail {
  readonly #open: () => Promise<EventLog>;
  #opened: Promise<{ readonly log: EventLog; readonly inspector: LogInspector }> | undefined;

  constructor(open: () => Promise<EventLog>) {
    this.#open = open;
  }

  /**
   * @param positions next offset after what is accounted, by partition, in an epoch; read after the log's own ends, so
   *   that nothing is both accounted and waiting
   */
  async inFlight(orgId: string, positions: (epoch: number) => Promise<ReadonlyMap<number, number>>): Promise<InFlight> {
    const { log, inspector } = await this.#log();
    const bounds = await inspector.bounds();
    const accounted = await positions(log.epoch);
    const waiting = [...bounds].flatMap(([partition, { start, end }]) => {
      const from = Math.max(start, accounted.get(partition) ?? start);
      return end > from ? [{ partition, from, count: end - from }] : [];
    });
    const all = waiting.reduce((sum, { count }) => sum + count, 0);
    const looked = waiting.flatMap(({ partition, from, count }) =>
      evenly(count, Math.ceil((mostLooked * count) / all)).map((place) => ({ partition, offset: from + place })),
    );
    const records = await Promise.all(looked.map(({ partition, offset }) => inspector.recordAt(partition, offset)));
    const own = records.filter((record) => record !== undefined && orgOf(record.key) === orgId).length;
    if (looked.length >= all) return { records: own, estimated: false };
    return { records: Math.round((own * all) / looked.length), estimated: true };
  }

  async #log() {
    this.#opened ??= this.#open().then(async (log) => ({ log, inspector: await log.inspector("events") }));
    try {
      return await this.#opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(mayFail("what was not opened need not be closed"));
    await opened?.inspector.close();
    await opened?.log.close();
  }
}

/** A record's key is the organisation and the event's id, which has no slash. */
function orgOf(key: Uint8Array): string {
  const text = Buffer.from(key).toString("utf8");
  return text.slice(0, text.lastIndexOf("/"));
}
