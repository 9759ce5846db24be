import {
  type Entry,
  emptyTurnState,
  type PageSighting,
  pathKinds,
  type RequestSighting,
  type RequestStage,
  type RuleBook,
  readEntry,
  readRequest,
  settle,
  type TurnState,
  withPage,
  withRequest,
} from "../../src/index.js";

interface Step {
  readonly atMs: number;
  readonly run: (replay: Replay) => void;
}

export interface Call {
  readonly url: string;
  readonly method?: string;
  /** Milliseconds since the scenario began. */
  readonly atMs: number;
  /** @default 2_000 */
  readonly durationMs?: number;
  /** Last stage; what an answer has before depends on it. @default completed */
  readonly end?: "completed" | "error" | "open";
  readonly error?: string;
  /** 0: no answer began. @default 200 */
  readonly status?: number;
  readonly document?: string;
  readonly tab?: number;
  readonly contentType?: string;
  readonly bytes?: number;
  /** What the page sees: nothing, the entry, or one without sizes. @default entry */
  readonly page?: "entry" | "empty" | "none";
  /** When the page's entry is told; the request's end by default. */
  readonly toldAtMs?: number;
  /** What the worker sees: everything, nothing (it was killed), or only a stage. @default all */
  readonly worker?: "all" | "none" | "begin" | "end";
  /** Of a request that the page's own service worker makes. */
  readonly byServiceWorker?: boolean;
  readonly redirectTo?: { readonly url: string; readonly method?: string };
  readonly initiatorType?: string;
}

const startMs = Date.UTC(2026, 10, 30, 9);
let nextRequest = 1;

/** Traffic of one browser in the form in which extensions see it. */
export class Traffic {
  readonly steps: Step[] = [];

  call(call: Call): this {
    const { url, method = "POST", atMs, durationMs = 2_000, end = "completed", status = 200, worker = "all" } = call;
    const { document = "doc-1", tab = 1, byServiceWorker = false, redirectTo } = call;
    const requestId = String(nextRequest++);
    const endMs = atMs + durationMs;
    const details = (at: number, extra: object = {}) => ({
      requestId,
      url,
      method,
      tabId: byServiceWorker ? -1 : tab,
      documentId: byServiceWorker ? undefined : document,
      timeStamp: startMs + at,
      ...extra,
    });
    const see = (stage: RequestStage, at: number, extra: object = {}) => {
      if (worker === "none" || (worker === "begin" && stage !== "begin") || (worker === "end" && at < endMs)) return;
      this.steps.push({ atMs: at, run: (replay) => replay.request(stage, details(at, extra)) });
    };
    see("begin", atMs);
    see("sent", atMs + 1);
    let last = {};
    if (redirectTo !== undefined) {
      see("redirect", atMs + 50, { statusCode: 302 });
      last = { url: redirectTo.url, method: redirectTo.method ?? method };
      see("begin", atMs + 51, last);
      see("sent", atMs + 52, last);
    }
    if (status !== 0) see("headers", Math.min(atMs + 300, endMs), { statusCode: status, ...last });
    if (end === "completed") see("completed", endMs, { statusCode: status, ...last });
    if (end === "error") see("error", endMs, { error: call.error ?? "net::ERR_ABORTED", ...last });
    if (end !== "open" && call.page !== "none") {
      const bytes = call.page === "empty" ? 0 : (call.bytes ?? 20_000);
      const entry: Entry = {
        name: url,
        initiatorType: call.initiatorType ?? "fetch",
        startTime: atMs + 0.6,
        responseEnd: endMs + 0.4,
        responseStatus: status,
        encodedBodySize: bytes,
        decodedBodySize: bytes,
        contentType: call.contentType ?? "",
      };
      this.steps.push({
        atMs: call.toldAtMs ?? endMs + 5,
        run: (replay) => replay.entry(entry, document, tab),
      });
    }
    return this;
  }

  /** The browser ends and begins again. */
  restart(atMs: number): this {
    this.steps.push({ atMs, run: (replay) => replay.restart() });
    return this;
  }
}

/** Plays traffic to the code that runs in the worker and in pages. */
class Replay {
  state: TurnState = emptyTurnState;
  readonly sizes = new Map<string, number | undefined>();
  nowMs = startMs;
  #run = "run-1";
  readonly #requests = new Map<string, RequestSighting>();
  readonly #rules: RuleBook;

  constructor(rules: RuleBook) {
    this.#rules = rules;
  }

  request(stage: RequestStage, details: Parameters<typeof readRequest>[1]): void {
    const key = `${this.#run} ${details.requestId}`;
    const seen = readRequest(stage, details, this.#run, this.#rules, this.#requests.get(key));
    if (seen === undefined) return;
    this.#requests.set(key, seen);
    this.state = withRequest(this.state, seen);
    this.settle();
  }

  entry(entry: Entry, document: string, tab: number): void {
    const watches = this.#rules.packs.packs.map((pack) => ({
      pack: pack.id,
      hosts: pack.hosts,
      paths: pathKinds(pack),
    }));
    const report = readEntry(entry, watches, startMs);
    if (report === undefined || report.kind === "stale") return;
    const { at, ...rest } = report;
    const sighting = { ...rest, key: `${document} ${at}`, document, tab } as PageSighting;
    // Told twice, as after an answer of the worker that was lost.
    for (let times = 0; times < 2; times += 1) {
      this.state = withPage(this.state, sighting, this.nowMs);
      this.settle();
    }
  }

  restart(): void {
    this.#run += "'";
    this.#requests.clear();
  }

  settle(): number | undefined {
    // What is stored is what is left after a kill: it must survive being written and read.
    const stored = structuredClone(this.state);
    const { state, turns, sizes, wakeMs } = settle(stored, this.#rules, this.#run, this.nowMs);
    this.state = state;
    for (const turn of turns) this.sizes.set(turn.id, turn.decodedBytes);
    for (const { turn, decodedBytes } of sizes) this.sizes.set(turn, decodedBytes);
    return wakeMs;
  }
}

/** @returns decoded bytes of each turn that was counted, undefined where they are unknown, in order of their begin */
export function turnsOf(traffic: Traffic, rules: RuleBook): (number | undefined)[] {
  const replay = new Replay(rules);
  const steps = traffic.steps.toSorted((a, b) => a.atMs - b.atMs);
  const until = (atMs: number) => {
    for (let wakeMs = replay.settle(); wakeMs !== undefined && wakeMs <= atMs; wakeMs = replay.settle()) {
      if (wakeMs <= replay.nowMs) throw new Error("time that has passed is waited for");
      replay.nowMs = wakeMs;
    }
    replay.nowMs = Math.max(replay.nowMs, atMs);
  };
  for (const { atMs, run } of steps) {
    until(startMs + atMs);
    run(replay);
  }
  until(replay.nowMs + 3 * 3_600_000);
  const rest = replay.state;
  if (rest.requests.length + rest.pages.length > 0) throw new Error("something is still waited for after three hours");
  return [...replay.sizes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, bytes]) => bytes);
}
