import type { RuleBook } from "../rules/match.js";
import { type Ended, wasAnswered, wholeSize } from "./judge.js";
import { pairUp } from "./pairs.js";
import type { PageSighting, RequestSighting } from "./sightings.js";
import type { Turn, UnknownSize } from "./turn.js";
import type { Settled, Told, TurnState } from "./turn-state.js";
import { uuidV7 } from "./uuid-v7.js";

/** How long the other side's sighting, or a request that carries an answer on, is waited for. */
export const graceMs = 3_000;
/** A request that nobody has seen end after this long has ended unseen: the worker was killed at that moment. */
export const longestAnswerMs = 2 * 3_600_000;
const settledForMs = 24 * 3_600_000;
const mostSettled = 1_000;

export interface Settlement {
  readonly state: TurnState;
  readonly turns: readonly Turn[];
  /** Sizes of turns that were committed without one. */
  readonly sizes: readonly { readonly turn: string; readonly decodedBytes: number }[];
  /** When time alone settles more; undefined when nothing is waited for. */
  readonly wakeMs: number | undefined;
}

/** A page's sighting of a request that the worker did not see, in the form of one that it did. */
function unseenRequest(page: Told, answers: readonly string[]): RequestSighting {
  // The path alone does not tell the method; the kind of answer does.
  const kind = page.kind === "prompt" && !answers.includes(page.contentType) ? "never" : page.kind;
  const { key, pack, path, tab, document, startMs, endMs, status } = page;
  const end = page.decodedBytes > 0 ? "completed" : "aborted";
  return { key: `page ${key}`, pack, kind, path, tab, document, startMs, begun: true, endMs, status, sent: true, end };
}

const laterOf = (a: number | undefined, b: number): number => (a === undefined || b < a ? b : a);

/**
 * Decides everything that can be decided now: which prompts have become turns, and what was none. Pure but for the ids.
 * @param run names the browser's run, the begin of every key of its requests: requests of earlier runs have ended
 */
export function settle(state: TurnState, rules: RuleBook, run: string, nowMs: number): Settlement {
  let wakeMs: number | undefined;
  const pairs = pairUp(state.requests, state.pages);
  const paired = new Set<PageSighting>(pairs.values());
  const sizes: { turn: string; decodedBytes: number }[] = [];

  // What comes late belongs to what is settled.
  const knownPages = pairUp(
    state.settled.filter(({ pageKey }) => pageKey === undefined),
    state.pages.filter((page) => !paired.has(page)),
  );
  const settled: Settled[] = state.settled.map((one) => {
    const page = knownPages.get(one);
    if (page === undefined) return one;
    const { unknownSize, ...rest } = one;
    if (one.turn === undefined || unknownSize === undefined || page.decodedBytes === 0)
      return { ...one, pageKey: page.key };
    sizes.push({ turn: one.turn, decodedBytes: page.decodedBytes });
    return { ...rest, pageKey: page.key };
  });
  const late = new Set<PageSighting>(knownPages.values());
  const isKnownRequest = (request: RequestSighting): boolean => {
    const at = settled.findIndex(
      (one) =>
        one.requestKey === undefined &&
        one.pack === request.pack &&
        one.path === request.path &&
        (request.document === "" || one.document === request.document) &&
        (request.begun
          ? Math.abs(one.startMs - request.startMs) <= 1_000
          : one.startMs <= request.startMs && request.startMs <= one.endMs + 1_000),
    );
    if (at < 0) return false;
    settled[at] = { ...(settled[at] as Settled), requestKey: request.key };
    return true;
  };

  const ended: Ended[] = [];
  const open: RequestSighting[] = [];
  for (const request of state.requests) {
    const page = pairs.get(request);
    if (page === undefined && isKnownRequest(request)) continue;
    const isLost = !request.key.startsWith(`${run} `) || nowMs - request.startMs >= longestAnswerMs;
    if (page !== undefined) {
      const end = request.end ?? (page.decodedBytes > 0 ? "completed" : "aborted");
      ended.push({ request: { ...request, end }, page, endMs: request.endMs ?? page.endMs });
    } else if (request.endMs !== undefined) ended.push({ request, page, endMs: request.endMs });
    else if (isLost) ended.push({ request: { ...request, end: "aborted" }, page, endMs: request.startMs });
    else {
      open.push(request);
      wakeMs = laterOf(wakeMs, request.startMs + longestAnswerMs);
    }
  }
  const waitingPages: Told[] = [];
  for (const page of state.pages) {
    if (paired.has(page) || late.has(page)) continue;
    if (nowMs < page.toldMs + graceMs) {
      waitingPages.push(page);
      wakeMs = laterOf(wakeMs, page.toldMs + graceMs);
    } else {
      const request = unseenRequest(page, rules.pack(page.pack)?.answers ?? []);
      ended.push({ request, page, endMs: page.endMs });
    }
  }
  ended.sort((a, b) => a.request.startMs - b.request.startMs);

  const sameChat = (a: RequestSighting, b: RequestSighting) => a.pack === b.pack && (a.tab === b.tab || b.tab === -1);
  const isContinued = ({ kind }: RequestSighting) => kind === "add" || kind === "replay";
  const turns: Turn[] = [];
  const done = new Set<Ended>();
  const finish = (one: Ended, turn?: Turn) => {
    done.add(one);
    const { pack, path, document, startMs, begun, key } = one.request;
    settled.push({
      pack,
      path,
      document: one.page?.document ?? document,
      startMs,
      begun,
      endMs: one.endMs,
      ...(key.startsWith("page ") ? {} : { requestKey: key }),
      ...(one.page === undefined ? {} : { pageKey: one.page.key }),
      ...(turn === undefined ? {} : { turn: turn.id }),
      ...(turn?.unknownSize === undefined ? {} : { unknownSize: turn.unknownSize }),
    });
  };

  for (const one of ended) {
    const { request } = one;
    if (isContinued(request)) continue;
    const canContinue = request.kind === "prompt" && (rules.pack(request.pack)?.continues.length ?? 0) > 0;
    const readyMs = one.page === undefined || canContinue ? one.endMs + graceMs : 0;
    if (nowMs < readyMs) {
      wakeMs = laterOf(wakeMs, readyMs);
      continue;
    }
    if (request.kind === "never" || !wasAnswered(one)) {
      finish(one);
      continue;
    }
    const next = [...ended.map((other) => other.request), ...open].find(
      (other) => other.kind === "prompt" && other.startMs > request.startMs && sameChat(request, other),
    );
    const belongs = (other: RequestSighting) =>
      isContinued(other) &&
      sameChat(request, other) &&
      other.startMs >= request.startMs &&
      (next === undefined || other.startMs < next.startMs);
    if (open.some(belongs)) continue;
    const continued = ended.filter((other) => !done.has(other) && belongs(other.request));
    // Another one may follow the last.
    const lastMs = Math.max(0, ...continued.map(({ endMs }) => endMs + graceMs));
    if (nowMs < lastMs) {
      wakeMs = laterOf(wakeMs, lastMs);
      continue;
    }
    for (const other of continued) finish(other);
    const startMs = request.begun ? request.startMs : (one.page?.startMs ?? request.startMs);
    turns.push(turnOf(request.pack, startMs, wholeSize(one, continued)));
    finish(one, turns.at(-1));
  }
  // One that carries on what nobody knows: a reloaded page, or a prompt that was settled long ago.
  for (const one of ended) {
    if (done.has(one) || !isContinued(one.request)) continue;
    const isWaited = [...ended.filter((other) => !done.has(other)).map(({ request }) => request), ...open].some(
      (other) => other.kind === "prompt" && sameChat(other, one.request) && other.startMs <= one.request.startMs,
    );
    if (isWaited) continue;
    if (nowMs >= one.endMs + graceMs) finish(one);
    else wakeMs = laterOf(wakeMs, one.endMs + graceMs);
  }

  const left = ended.filter((one) => !done.has(one));
  const leftPages = new Set<PageSighting>(left.flatMap(({ page }) => page ?? []));
  const leftRequests = new Set(left.map(({ request }) => request.key));
  return {
    state: {
      requests: state.requests.filter((request) => open.includes(request) || leftRequests.has(request.key)),
      pages: [...waitingPages, ...state.pages.filter((page) => leftPages.has(page))],
      settled: settled.filter(({ startMs }) => nowMs - startMs < settledForMs).slice(-mostSettled),
    },
    turns,
    sizes,
    wakeMs,
  };
}

function turnOf(pack: string, startMs: number, size: number | UnknownSize): Turn {
  const id = uuidV7(Math.round(startMs));
  return typeof size === "number"
    ? { id, pack, startMs, decodedBytes: size }
    : { id, pack, startMs, unknownSize: size };
}
