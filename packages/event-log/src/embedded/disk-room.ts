import { statfsSync } from "node:fs";

/** Looks at a folder's free space no more often than this, in milliseconds. */
const lookEveryMs = 100;

/**
 * Whether the disk has room for more. Appends stop while there still is some: a database that meets a full disk in the
 * middle of a write is harder to bring back than one that stopped before.
 */
export class DiskRoom {
  readonly #dir: string;
  readonly #leastFreeBytes: number;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #hasRoom = true;

  constructor(dir: string, leastFreeBytes: number) {
    this.#dir = dir;
    this.#leastFreeBytes = leastFreeBytes;
  }

  /** Looks now: less is left than any append may need. */
  get isExhausted(): boolean {
    return this.freeBytes < 2 * 1024 ** 2;
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.#dir);
    return bavail * bsize;
  }

  get hasRoom(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#lookedMs >= lookEveryMs) {
      this.#lookedMs = nowMs;
      this.#hasRoom = this.freeBytes >= this.#leastFreeBytes;
    }
    return this.#hasRoom;
  }
}
