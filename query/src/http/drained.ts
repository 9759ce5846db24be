import { once } from "node:events";
import type { ServerResponse } from "node:http";

/** Milliseconds that a reader may take nothing of an answer before its connection is closed. */
export const readerPatienceMs = 30_000;

/**
 * Waits until the reader has taken what was written. One that takes nothing for longer has gone without a word: its
 * connection is closed, and what is read for it is free for others.
 * @param signal aborts when the connection closes
 * @throws Error when it is closed
 */
export async function drained(response: ServerResponse, signal: AbortSignal, patienceMs: number): Promise<void> {
  const givenUp = setTimeout(() => response.destroy(), patienceMs);
  try {
    await once(response, "drain", { signal });
  } finally {
    clearTimeout(givenUp);
  }
}
