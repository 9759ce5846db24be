import { settle } from "../detection/settle.js";
import type { PageSighting, RequestSighting } from "../detection/sightings.js";
import type { Turn } from "../detection/turn.js";
import { emptyTurnState, type TurnState, withPage, withRequest } from "../detection/turn-state.js";
import { uuidV7 } from "../detection/uuid-v7.js";
import { eventOfDropped, eventOfTurn, type Reporter, type TurnEvent } from "../queue/event-of-turn.js";
import type { QueuedEvent } from "../queue/queue-store.js";
import type { RuleBook } from "../rules/match.js";
import { type DayFigures, dayKey, dayOf, withEvent } from "./day-figures.js";
import { result, type StoreName, transact } from "./indexed-db.js";

/** Most that waits for a server that can't be reached; what comes then is counted, and reported as a number. */
const queueCap = { events: 10_000, bytes: 5_000_000 };

/** What found no room, by pack. */
export type Dropped = Readonly<Record<string, { readonly requests: number; readonly firstMs: number }>>;

/** What the worker is told by the browser and by pages. */
export interface Seen {
  readonly requests?: readonly RequestSighting[];
  readonly pages?: readonly PageSighting[];
}

interface Commit {
  readonly rules: RuleBook;
  readonly reporter: Reporter;
  /** Names the browser's run. */
  readonly run: string;
  readonly nowMs: number;
}

const stores: readonly StoreName[] = ["state", "events", "days"];

/** Writes what was seen and the events that follow from it, in one transaction: all of it or nothing. */
export class Recorder {
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** @returns when time alone settles more, milliseconds since 1970; undefined when nothing is waited for */
  async commit({ requests = [], pages = [] }: Seen, how: Commit): Promise<number | undefined> {
    const { rules, run, nowMs } = how;
    return await transact(this.#database, stores, async (store) => {
      const kept = (await result(store("state").get("turns"))) as TurnState | undefined;
      let state = kept ?? emptyTurnState;
      for (const request of requests) state = withRequest(state, request);
      for (const page of pages) state = withPage(state, page, nowMs);
      const settlement = settle(state, rules, run, nowMs);
      store("state").put(settlement.state, "turns");
      for (const turn of settlement.turns) await this.#add(store, turn, how);
      for (const { turn, decodedBytes } of settlement.sizes) await this.#resize(store, turn, decodedBytes, how);
      await this.#reportDropped(store, how);
      return settlement.wakeMs;
    });
  }

  async #add(store: (name: StoreName) => IDBObjectStore, turn: Turn, how: Commit): Promise<void> {
    const pack = how.rules.pack(turn.pack);
    if (pack === undefined) return;
    const event = eventOfTurn(turn, pack, how.rules.packs, how.reporter);
    const json = JSON.stringify(event);
    const bytes = ((await result(store("state").get("bytes"))) as number | undefined) ?? 0;
    const isFull = (await result(store("events").count())) >= queueCap.events || bytes + json.length > queueCap.bytes;
    if (isFull) {
      const dropped = ((await result(store("state").get("dropped"))) as Dropped | undefined) ?? {};
      const before = dropped[pack.id] ?? { requests: 0, firstMs: turn.startMs };
      store("state").put({ ...dropped, [pack.id]: { ...before, requests: before.requests + 1 } }, "dropped");
    } else await this.#queue(store, event, json, pack.id, how.nowMs);
    await this.#figure(store, event, pack.id, turn.startMs);
  }

  async #queue(
    store: (name: StoreName) => IDBObjectStore,
    event: TurnEvent,
    json: string,
    pack: string,
    nowMs: number,
  ): Promise<void> {
    const queued: QueuedEvent & { readonly pack: string } = { id: event.id, json, storedMs: nowMs, pack };
    store("events").add(queued);
    const bytes = ((await result(store("state").get("bytes"))) as number | undefined) ?? 0;
    store("state").put(bytes + json.length, "bytes");
  }

  async #figure(store: (name: StoreName) => IDBObjectStore, event: TurnEvent, pack: string, startMs: number) {
    const day = dayOf(startMs);
    const before = (await result(store("days").get(dayKey(day, pack, event.model)))) as DayFigures | undefined;
    store("days").put(withEvent(before, event, pack, day));
  }

  /** A size that came after its event: one that has not been uploaded takes it. */
  async #resize(
    store: (name: StoreName) => IDBObjectStore,
    id: string,
    decodedBytes: number,
    { rules, reporter }: Commit,
  ): Promise<void> {
    const key = await result(store("events").index("id").getKey(id));
    if (key === undefined) return;
    const queued = (await result(store("events").get(key))) as QueuedEvent & { readonly pack: string };
    const pack = rules.pack(queued.pack);
    // An attempt under way may have delivered it as it was: then the first report stands.
    if (pack === undefined) return;
    const startMs = Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
    const json = JSON.stringify(eventOfTurn({ id, pack: pack.id, startMs, decodedBytes }, pack, rules.packs, reporter));
    store("events").put({ ...queued, json }, key);
  }

  /** Once there is room again, what was dropped is reported as a number. */
  async #reportDropped(store: (name: StoreName) => IDBObjectStore, { rules, reporter, nowMs }: Commit): Promise<void> {
    const dropped = (await result(store("state").get("dropped"))) as Dropped | undefined;
    if (dropped === undefined || Object.keys(dropped).length === 0) return;
    if ((await result(store("events").count())) > queueCap.events / 2) return;
    for (const [id, { requests, firstMs }] of Object.entries(dropped)) {
      const pack = rules.pack(id);
      if (pack === undefined) continue;
      const event = eventOfDropped(uuidV7(Math.round(firstMs)), pack, requests, reporter);
      await this.#queue(store, event, JSON.stringify(event), id, nowMs);
    }
    store("state").delete("dropped");
  }
}
