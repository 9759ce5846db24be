import { initialPace, type Outcome, type QueuedEvent, type QueueStore, type UploadPace } from "./queue-store.js";

/** A queue without a disk, for simulated browsers. */
export class MemoryQueueStore implements QueueStore {
  readonly #events = new Map<string, QueuedEvent>();
  readonly refused: { readonly id: string; readonly reason: string }[] = [];
  #pace: UploadPace = initialPace;

  add(event: QueuedEvent): void {
    this.#events.set(event.id, event);
  }

  async oldest(limit: number): Promise<readonly QueuedEvent[]> {
    const found: QueuedEvent[] = [];
    for (const event of this.#events.values()) {
      if (found.length === limit) break;
      found.push(event);
    }
    return found;
  }

  async size(): Promise<number> {
    return this.#events.size;
  }

  async pace(): Promise<UploadPace> {
    return this.#pace;
  }

  async record({ accepted, refused, pace }: Outcome): Promise<void> {
    for (const id of accepted) this.#events.delete(id);
    for (const { id } of refused) this.#events.delete(id);
    this.refused.push(...refused);
    this.#pace = pace;
  }
}
