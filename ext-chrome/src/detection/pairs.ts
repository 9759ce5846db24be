import type { PageSighting } from "./sightings.js";

/** What both sides of one request have in common. */
export interface Traced {
  readonly pack: string;
  readonly path: string;
  readonly document: string;
  readonly startMs: number;
  readonly begun: boolean;
}

/**
 * How far apart the two sides may have seen one request begin. Measured: 0.6 ms at the median, 30 ms at the 99th percentile; a
 * page's own service worker may have to start first.
 */
const apartMs = { sameDocument: 1_000, noDocument: 5_000 };

/** Milliseconds between the two, undefined when they can't be one request. */
function distanceMs(request: Traced, page: PageSighting): number | undefined {
  if (request.pack !== page.pack || request.path !== page.path) return undefined;
  if (request.document !== "" && request.document !== page.document) return undefined;
  const { startMs } = request;
  // Without its begin, a request was seen at some moment between the page's begin and end.
  const apart = request.begun
    ? Math.abs(startMs - page.startMs)
    : Math.max(0, page.startMs - startMs, startMs - page.endMs);
  return apart <= (request.document === "" ? apartMs.noDocument : apartMs.sameDocument) ? apart : undefined;
}

/** Pairs requests with what pages saw of them, the closest first; each side has at most one partner. */
export function pairUp<T extends Traced>(requests: readonly T[], pages: readonly PageSighting[]): Map<T, PageSighting> {
  const candidates = requests.flatMap((request) =>
    pages.flatMap((page) => {
      const apart = distanceMs(request, page);
      return apart === undefined ? [] : [{ request, page, apart }];
    }),
  );
  candidates.sort((a, b) => a.apart - b.apart);
  const pairs = new Map<T, PageSighting>();
  const taken = new Set<PageSighting>();
  for (const { request, page } of candidates) {
    if (pairs.has(request) || taken.has(page)) continue;
    pairs.set(request, page);
    taken.add(page);
  }
  return pairs;
}
