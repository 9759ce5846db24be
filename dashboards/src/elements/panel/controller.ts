import type { ReactiveController, ReactiveControllerHost } from "lit";
import { PanelLoader, type PanelState } from "../../api/panel-loader.js";

/** Controllers of a host that have nothing to show yet. */
const waiting = new WeakMap<object, Set<object>>();

/** Ties a loader to an element and to whether the page is being looked at. */
export class PanelController<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #live: boolean;
  #loader: PanelLoader<T> | undefined;
  #asked: { key: string; load: (signal: AbortSignal) => Promise<T> } | undefined;
  readonly #visibility = () => this.#loader?.setVisible(document.visibilityState === "visible");

  constructor(host: ReactiveControllerHost, { live = true } = {}) {
    this.#host = host;
    this.#live = live;
    host.addController(this);
  }

  get state(): PanelState<T> {
    return this.#loader?.state ?? { loading: false };
  }

  ask(key: string, load: (signal: AbortSignal) => Promise<T>): void {
    this.#asked = { key, load };
    this.#loader?.ask(key, load);
  }

  retry(): void {
    this.#loader?.retry();
  }

  /** Marks a host of which anything is shown for the first time: see the layout of pages. */
  hostUpdated(): void {
    if (!(this.#host instanceof HTMLElement)) return;
    const { data, error } = this.state;
    const all = waiting.get(this.#host) ?? new Set();
    waiting.set(this.#host, all);
    if (this.#asked !== undefined && data === undefined && error === undefined) all.add(this);
    else all.delete(this);
    this.#host.toggleAttribute("data-waits", all.size > 0);
  }

  hostConnected(): void {
    this.#loader = new PanelLoader<T>(() => this.#host.requestUpdate(), { live: this.#live });
    this.#visibility();
    document.addEventListener("visibilitychange", this.#visibility);
    if (this.#asked !== undefined) this.#loader.ask(this.#asked.key, this.#asked.load);
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.#visibility);
    this.#loader?.close();
    this.#loader = undefined;
  }
}
