import type { PathKind } from "../rules/match.js";

/**
 * What the worker saw of one request (webRequest). Times are milliseconds since 1970. Nothing of a URL is kept but the hash of
 * its path.
 */
export interface RequestSighting {
  /** Of the browser's run and the request: request ids begin again at a restart. */
  readonly key: string;
  readonly pack: string;
  readonly kind: PathKind;
  readonly path: string;
  readonly tab: number;
  /** Empty for a request that no document made, such as one of a service worker. */
  readonly document: string;
  readonly startMs: number;
  /** False when its begin was lost with a killed worker: `startMs` is then the first that was seen of it. */
  readonly begun: boolean;
  /** Whether it left the browser. */
  readonly sent: boolean;
  /** 0 until headers arrived. */
  readonly status: number;
  readonly endMs?: number;
  /** `aborted`: by the page, a closed tab or the browser's end; `failed`: by the network or the server. */
  readonly end?: "completed" | "aborted" | "failed";
}

/** What a page saw of one request (Resource Timing). */
export interface PageSighting {
  /** Of the document and the entry's own start: the same whenever it is read. */
  readonly key: string;
  readonly pack: string;
  readonly kind: PathKind;
  readonly path: string;
  readonly tab: number;
  readonly document: string;
  readonly startMs: number;
  readonly endMs: number;
  /** 0 where the browser does not tell. */
  readonly status: number;
  readonly encodedBytes: number;
  readonly decodedBytes: number;
  /** Without parameters; empty where the browser does not tell. */
  readonly contentType: string;
}

/** Hash of a path, so that two sides can compare what neither keeps (FNV-1a, 32 bits). */
export function pathHash(path: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < path.length; index += 1) hash = Math.imul(hash ^ path.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36);
}
