import { mostOfAll } from "./concurrency-limit.js";
import { readerPatienceMs } from "./send-export.js";

/**
 * Of the store client that files are read through. Its time-out is one of silence, and the store is silent while a file's
 * reader pauses: that one's patience ends first.
 */
export const exportConnections = { maxConnections: mostOfAll, requestTimeoutMs: readerPatienceMs + 60_000 } as const;
