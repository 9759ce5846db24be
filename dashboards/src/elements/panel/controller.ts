import type { ReactiveController, ReactiveControllerHost } from "lit";
import { PanelLoader, type PanelState } from "../../api/panel-loader.js";

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
