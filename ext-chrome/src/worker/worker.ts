import { type RequestDetails, type RequestStage, readRequest } from "../detection/read-request.js";
import type { RequestSighting } from "../detection/sightings.js";
import type { TurnState } from "../detection/turn-state.js";
import { destination, isProviderOn, silence } from "../policy/settings.js";
import { userIdOf } from "../policy/user-id.js";
import type { Reporter } from "../queue/event-of-turn.js";
import { Uploader } from "../queue/uploader.js";
import { pathKinds } from "../rules/match.js";
import { DatabaseQueueStore } from "./database-queue-store.js";
import { openDatabase, result } from "./indexed-db.js";
import { type NoticeKind, notice } from "./notices.js";
import { readEntries } from "./read-entries.js";
import { Recorder, type Seen } from "./recorder.js";
import { Settings, type Stored } from "./settings.js";

/** Everything that the worker does, once it knows its settings. The browser's events may come before; they wait. */
export class Worker {
  readonly settings: Settings;
  readonly #database: IDBDatabase;
  readonly #run: string;
  readonly #recorder: Recorder;
  readonly #uploader: Uploader;
  readonly #requests = new Map<string, RequestSighting>();
  #unsaved = new Map<string, RequestSighting>();
  #last: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueMs = Number.POSITIVE_INFINITY;

  private constructor(settings: Settings, database: IDBDatabase, run: string) {
    this.settings = settings;
    this.#database = database;
    this.#run = run;
    this.#recorder = new Recorder(database);
    this.#uploader = new Uploader({ store: new DatabaseQueueStore(database) });
  }

  static async start(): Promise<Worker> {
    const settings = await Settings.load();
    const { run = crypto.randomUUID() } = (await chrome.storage.session.get("run")) as { run?: string };
    await chrome.storage.session.set({ run });
    const worker = new Worker(settings, await openDatabase(), run);
    const turns = (await result(worker.#database.transaction("state").objectStore("state").get("turns"))) as
      | TurnState
      | undefined;
    for (const request of turns?.requests ?? []) worker.#requests.set(request.key, request);
    return worker;
  }

  /** An event of webRequest. Stores only what a rule speaks of. */
  request(stage: RequestStage, details: RequestDetails): void {
    const { settings } = this;
    if (details.url.startsWith("wss:")) {
      const pack = settings.rules.socket(new URL(details.url));
      if (pack !== undefined && stage === "begin" && this.#isOn(pack.id, details.timeStamp))
        this.#notice("not_covered", pack.id);
      return;
    }
    const key = `${this.#run} ${details.requestId}`;
    const before = this.#requests.get(key);
    const seen = readRequest(stage, details, this.#run, settings.rules, before);
    if (seen === undefined || (before === undefined && !this.#isOn(seen.pack, seen.startMs))) return;
    if (seen.end === undefined) this.#requests.set(key, seen);
    else this.#requests.delete(key);
    this.#unsaved.set(key, seen);
    this.#background(this.#commit());
  }

  /** What a content script reports. @returns true once it is stored */
  async entries(entries: unknown, document: string, tab: number): Promise<boolean> {
    const { pages, stale } = readEntries(entries, document, tab);
    for (const pack of new Set(stale)) if (this.#isOn(pack, Date.now())) this.#notice("stale", pack);
    await this.#commit({ pages: pages.filter(({ pack, startMs }) => this.#isOn(pack, startMs)) });
    return true;
  }

  /** What a content script looks for on a page. */
  watches(origin: string): unknown {
    const { rules, policy, choices } = this.settings;
    const packs = rules.packsOfPage(new URL(origin).hostname).filter(({ id }) => isProviderOn(policy, choices, id));
    return packs.map((pack) => ({ pack: pack.id, hosts: pack.hosts, paths: pathKinds(pack) }));
  }

  /** Settles what time alone settles, and uploads what is due. @param flush also uploads what is not due yet */
  async tick(flush = false): Promise<void> {
    await this.#commit();
    await this.#upload(flush);
  }

  #isOn(pack: string, atMs: number): boolean {
    const { policy, choices } = this.settings;
    return silence(policy, choices, new Date(atMs)) === undefined && isProviderOn(policy, choices, pack);
  }

  #notice(kind: NoticeKind, pack: string): void {
    this.#background(notice(this.#database, kind, pack, Date.now()));
  }

  /** One after another: each commit reads what the one before wrote. */
  async #commit(seen: Seen = {}): Promise<void> {
    const committing = this.#last.then(async () => {
      const requests = [...this.#unsaved.values()];
      this.#unsaved = new Map();
      try {
        const how = { rules: this.settings.rules, reporter: await this.#reporter(), run: this.#run, nowMs: Date.now() };
        const wakeMs = await this.#recorder.commit({ ...seen, requests }, how);
        if (wakeMs !== undefined) this.#wakeAt(wakeMs);
      } catch (error) {
        // What was not written is written with the next commit.
        for (const request of requests) if (!this.#unsaved.has(request.key)) this.#unsaved.set(request.key, request);
        throw error;
      }
    });
    this.#last = Promise.allSettled([committing]);
    await committing;
    this.#background(this.#upload(false));
  }

  async #reporter(): Promise<Reporter> {
    const { policy, installId } = this.settings;
    const values = policy.state === "present" ? policy.values : {};
    const { team, region, models = {} } = values;
    return { userId: await userIdOf(values, installId), team, region, models };
  }

  async #upload(flush: boolean): Promise<void> {
    const to = destination(this.settings.policy, this.settings.choices);
    if (to === undefined) return;
    const dueMs = await this.#uploader.run(to, flush);
    if (dueMs !== undefined) this.#wakeAt(dueMs);
  }

  /** The worker may end before: the alarm that comes every minute does the same. */
  #wakeAt(timeMs: number): void {
    if (timeMs >= this.#dueMs) return;
    this.#dueMs = timeMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#dueMs = Number.POSITIVE_INFINITY;
        this.#background(this.tick());
      },
      Math.min(2 ** 31 - 1, Math.max(0, timeMs - Date.now())),
    );
  }

  #background(work: Promise<unknown>): void {
    work.catch((error: Error) => console.warn("the worker tries again later:", error.name));
  }

  /** Takes newer rule packs. */
  async takeRules(rulePacks: unknown): Promise<void> {
    const stored: Stored = { ...(rulePacks === undefined ? {} : { rulePacks }), rulesCheckedMs: Date.now() };
    this.settings.take(stored);
    await chrome.storage.local.set(stored);
  }
}
