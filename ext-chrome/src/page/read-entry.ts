import { pathHash } from "../detection/sightings.js";

/** What a page's content script looks for: hosts, and sources of regular expressions of paths with their kinds, by pack. */
export interface Watch {
  readonly pack: string;
  readonly hosts: readonly string[];
  readonly paths: readonly (readonly [source: string, kind: string])[];
}

/** What Resource Timing tells of a request. */
export interface Entry {
  readonly name: string;
  readonly initiatorType: string;
  readonly startTime: number;
  readonly responseEnd: number;
  readonly responseStatus: number;
  readonly encodedBodySize: number;
  readonly decodedBodySize: number;
  readonly contentType?: string;
}

/** One entry as it is sent to the worker, which knows tab and document. */
export interface EntryReport {
  /** Milliseconds since the document began: with the document it names the entry. */
  readonly at: number;
  readonly pack: string;
  /** `stale`: a stream of a provider that no rule speaks of. */
  readonly kind: string;
  readonly path: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly status: number;
  readonly encodedBytes: number;
  readonly decodedBytes: number;
  readonly contentType: string;
}

const streams = /^(text\/event-stream|application\/(x-ndjson|jsonl|stream\+json))$/;

/** @param offsetMs what turns the document's times into milliseconds since 1970 */
export function readEntry(entry: Entry, watches: readonly Watch[], offsetMs: number): EntryReport | undefined {
  // Beacons and subresources carry no prompt.
  if (entry.initiatorType !== "fetch" && entry.initiatorType !== "xmlhttprequest") return undefined;
  const { hostname, pathname } = new URL(entry.name);
  const contentType = entry.contentType ?? "";
  for (const { pack, hosts, paths } of watches) {
    if (!hosts.includes(hostname)) continue;
    const kind = paths.find(([source]) => new RegExp(source).test(pathname))?.[1];
    if (kind === undefined && !streams.test(contentType)) continue;
    return {
      at: Math.round(entry.startTime * 10),
      pack,
      kind: kind ?? "stale",
      path: pathHash(pathname),
      startMs: Math.round(offsetMs + entry.startTime),
      endMs: Math.round(offsetMs + entry.responseEnd),
      status: entry.responseStatus,
      encodedBytes: entry.encodedBodySize,
      decodedBytes: entry.decodedBodySize,
      contentType,
    };
  }
  return undefined;
}
