import {
  initialPace,
  type Outcome,
  type QueuedEvent,
  type QueueStore,
  type RefusedEvent,
  type Send,
  type UploadPace,
} from "../queue/queue-store.js";
import { result, transact } from "./indexed-db.js";

/** Longest that the ledger and refused events are kept, and the most entries of each. */
const keptMs = 30 * 86_400_000;
const mostKept = 2_000;

/** The queue in IndexedDB. */
export class DatabaseQueueStore implements QueueStore {
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
  }

  #read(name: "events" | "state" | "sends" | "refused"): IDBObjectStore {
    return this.#database.transaction(name, "readonly").objectStore(name);
  }

  async oldest(limit: number): Promise<readonly QueuedEvent[]> {
    return await result(this.#read("events").getAll(undefined, limit));
  }

  async size(): Promise<number> {
    return await result(this.#read("events").count());
  }

  async pace(): Promise<UploadPace> {
    return ((await result(this.#read("state").get("pace"))) as UploadPace | undefined) ?? initialPace;
  }

  async refused(): Promise<readonly RefusedEvent[]> {
    return await result(this.#read("refused").getAll());
  }

  async sends(): Promise<readonly Send[]> {
    return await result(this.#read("sends").getAll());
  }

  async record({ accepted, refused, pace, send }: Outcome, nowMs: number): Promise<void> {
    await transact(this.#database, ["events", "state", "refused", "sends"], async (store) => {
      const events = store("events");
      let freed = 0;
      const take = async (id: string): Promise<QueuedEvent | undefined> => {
        const key = await result(events.index("id").getKey(id));
        if (key === undefined) return undefined;
        const event = (await result(events.get(key))) as QueuedEvent;
        events.delete(key);
        freed += event.json.length;
        return event;
      };
      for (const id of accepted) await take(id);
      for (const { id, reason } of refused) {
        const event = await take(id);
        if (event !== undefined) store("refused").put({ ...event, reason, refusedMs: nowMs } satisfies RefusedEvent);
      }
      const bytes = ((await result(store("state").get("bytes"))) as number | undefined) ?? 0;
      store("state").put(Math.max(0, bytes - freed), "bytes");
      store("state").put(pace, "pace");
      store("sends").add(send);
      await forget(store("sends"), (one: Send) => nowMs - one.atMs > keptMs);
      await forget(store("refused"), (one: RefusedEvent) => nowMs - one.refusedMs > keptMs);
    });
  }

  /** Empties the ledger and the list of refused events. */
  async clearLedger(): Promise<void> {
    await transact(this.#database, ["sends", "refused"], async (store) => {
      store("sends").clear();
      await result(store("refused").clear());
    });
  }
}

/** Deletes the oldest entries: those that are too old, and those beyond the most that are kept. */
async function forget<T>(store: IDBObjectStore, isOld: (one: T) => boolean): Promise<void> {
  let beyond = (await result(store.count())) - mostKept;
  await new Promise<void>((resolve, reject) => {
    const walking = store.openCursor();
    walking.onerror = () => reject(walking.error);
    walking.onsuccess = () => {
      const cursor = walking.result;
      if (cursor === null || (beyond <= 0 && !isOld(cursor.value as T))) return resolve();
      cursor.delete();
      beyond -= 1;
      cursor.continue();
    };
  });
}
