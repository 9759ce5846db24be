/** A request whose body is arriving. */
export interface Arrival {
  readonly startedMs: number;
  /** Answered, or its client hung up. */
  readonly done: boolean;
}

interface Held {
  /** Undefined: its sender is not known yet. */
  orgId: string | undefined;
  bytes: number;
  /** Whether the rest of the body is still to come. */
  arriving: boolean;
}

/** Senders who are not known yet share this part of the room. */
const unknownShare = 1 / 8;

/**
 * Bodies that are still arriving, or wait for their credential: bounded in time and, all together, in bytes. Nobody can take
 * all of the room. An organisation holds at most twice what is then left: alone two thirds, and however many organisations
 * hold as much as they can, there is room for one more. Unknown senders have a small part together, in which a new one
 * takes the place of the oldest: credentials are judged within milliseconds, unless somebody wants them not to be.
 */
export class ArrivingBodies<A extends Arrival> {
  readonly #mostBytes: number;
  readonly #giveUp: (arrival: A) => void;
  /** In the order in which they began. */
  readonly #held = new Map<A, Held>();
  readonly #byOrg = new Map<string, number>();
  #bytes = 0;
  #unknownBytes = 0;

  /** @param mostBytes of all together @param giveUp answers an unknown sender that has lost its place */
  constructor(mostBytes: number, giveUp: (arrival: A) => void) {
    this.#mostBytes = mostBytes;
    this.#giveUp = giveUp;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @param orgId whose body it is; undefined: not known yet */
  begin(arrival: A, orgId: string | undefined): void {
    this.#held.set(arrival, { orgId, bytes: 0, arriving: true });
  }

  /** @returns false when there is no room for as many bytes more */
  hold(arrival: A, bytes: number): boolean {
    const held = this.#held.get(arrival);
    if (held === undefined) return false;
    if (held.orgId === undefined) {
      if (!this.#makeRoom(arrival, bytes)) return false;
    } else if ((this.#byOrg.get(held.orgId) ?? 0) + bytes > 2 * (this.#mostBytes - this.#bytes - bytes)) return false;
    this.#add(held, bytes);
    return true;
  }

  /** The sender is known: nothing is held of its body until it is held again, as its organisation's. */
  judged(arrival: A, orgId: string): void {
    const held = this.#held.get(arrival);
    if (held === undefined) return;
    this.#add(held, -held.bytes);
    held.orgId = orgId;
  }

  /** The whole body is there; what is held of it stays held. */
  arrived(arrival: A): void {
    const held = this.#held.get(arrival);
    if (held !== undefined) held.arriving = false;
  }

  release(arrival: A): void {
    const held = this.#held.get(arrival);
    if (held === undefined) return;
    this.#held.delete(arrival);
    this.#add(held, -held.bytes);
  }

  /** Forgets those whose client hung up. @returns those that began before `latestMs` and are still arriving */
  expired(latestMs: number): readonly { readonly arrival: A; readonly isKnown: boolean }[] {
    for (const arrival of this.#held.keys()) if (arrival.done) this.release(arrival);
    return [...this.#held]
      .filter(([{ startedMs }, { arriving }]) => arriving && startedMs < latestMs)
      .map(([arrival, { orgId }]) => ({ arrival, isKnown: orgId !== undefined }));
  }

  #add(held: Held, bytes: number): void {
    held.bytes += bytes;
    this.#bytes += bytes;
    if (held.orgId === undefined) {
      this.#unknownBytes += bytes;
      return;
    }
    const own = (this.#byOrg.get(held.orgId) ?? 0) + bytes;
    if (own === 0) this.#byOrg.delete(held.orgId);
    else this.#byOrg.set(held.orgId, own);
  }

  /** Gives up the oldest unknown senders until there is room for a new one's bytes. */
  #makeRoom(arrival: A, bytes: number): boolean {
    const most = this.#mostBytes * unknownShare;
    if (bytes > most || this.#bytes + bytes > this.#mostBytes) return false;
    if (this.#unknownBytes + bytes <= most) return true;
    for (const [other, held] of this.#held) {
      if (held.orgId !== undefined || held.bytes === 0 || other === arrival) continue;
      this.release(other);
      if (!other.done) this.#giveUp(other);
      if (this.#unknownBytes + bytes <= most) return true;
    }
    return false;
  }
}
