import type { ApiProblem } from "@ecomind/api-client";
import { isTransient, problemOf } from "./problem.js";

/** What a panel knows at a moment. Old data stay while new ones come, and when they do not come. */
export interface PanelState<T> {
  readonly data?: T;
  readonly error?: ApiProblem;
  readonly loading: boolean;
  /** When the data came, milliseconds since 1970. */
  readonly loadedAtMs?: number;
}

export interface Clock {
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

/** Live refresh asks no more often than this. */
export const refreshMs = 15_000;
const slowestMs = 5 * 60_000;

/**
 * Loads what a panel shows, again when the question changes, and now and then while it is watched: at most one request
 * each 10 s by itself, none while hidden, rarer after errors. An answer to an older question is dropped; where the
 * newer one fails, so are the older one's data, which would stand under the new one's name.
 */
export class PanelLoader<T> {
  readonly #changed: (state: PanelState<T>) => void;
  readonly #clock: Clock;
  readonly #live: boolean;
  #load: ((signal: AbortSignal) => Promise<T>) | undefined;
  #key: string | undefined;
  #state: PanelState<T> = { loading: false };
  /** The question that the data answer. */
  #dataKey: string | undefined;
  #running: AbortController | undefined;
  #timer: unknown;
  #failures = 0;
  #visible = true;
  #askedAtMs = Number.NEGATIVE_INFINITY;

  constructor(changed: (state: PanelState<T>) => void, { clock = systemClock, live = true } = {}) {
    this.#changed = changed;
    this.#clock = clock;
    this.#live = live;
  }

  get state(): PanelState<T> {
    return this.#state;
  }

  /** Asks if the question is another one. @param key the same for the same question */
  ask(key: string, load: (signal: AbortSignal) => Promise<T>): void {
    this.#load = load;
    if (key === this.#key) return;
    this.#key = key;
    this.#failures = 0;
    void this.#run();
  }

  /** Asks again at once, as after an error. */
  retry(): void {
    if (this.#load !== undefined) void this.#run();
  }

  /** Hidden panels do not ask; shown again they do when their data are old. */
  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.#clock.clearTimeout(this.#timer);
    if (visible && this.#load !== undefined && this.#running === undefined) this.#schedule();
  }

  close(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = undefined;
    this.#load = undefined;
    this.#key = undefined;
  }

  async #run(): Promise<void> {
    const load = this.#load;
    const key = this.#key;
    if (load === undefined) return;
    this.#clock.clearTimeout(this.#timer);
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#askedAtMs = this.#clock.now();
    const { error: _, ...kept } = this.#state;
    this.#set({ ...kept, loading: true });
    try {
      const data = await load(running.signal);
      if (this.#running !== running) return;
      this.#failures = 0;
      this.#running = undefined;
      this.#dataKey = key;
      this.#set({ data, loading: false, loadedAtMs: this.#clock.now() });
    } catch (cause) {
      if (this.#running !== running) return;
      this.#running = undefined;
      this.#failures += 1;
      const error = problemOf(cause);
      this.#set({ ...(this.#dataKey === key ? kept : {}), error, loading: false });
    }
    this.#schedule();
  }

  #schedule(): void {
    if (!this.#live || !this.#visible) return;
    if (this.#state.error !== undefined && !isTransient(this.#state.error)) return;
    const pauseMs = Math.min(slowestMs, refreshMs * 2 ** this.#failures);
    this.#timer = this.#clock.setTimeout(
      () => void this.#run(),
      Math.max(0, this.#askedAtMs + pauseMs - this.#clock.now()),
    );
  }

  #set(state: PanelState<T>): void {
    this.#state = state;
    this.#changed(state);
  }
}
