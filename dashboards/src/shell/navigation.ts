import type { ReactiveController, ReactiveControllerHost } from "lit";
import { type Page, pageOf, pages } from "./pages.js";

/** The link of this site that an event of the mouse follows in this window, if it does. */
function followedLink(event: MouseEvent): HTMLAnchorElement | undefined {
  const isOther = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (event.defaultPrevented || event.button !== 0 || isOther) return undefined;
  const link = event.composedPath().find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement);
  if (link === undefined || link.origin !== location.origin || link.target !== "" || link.hasAttribute("download"))
    return undefined;
  if (link.hash !== "" && link.pathname === location.pathname) return undefined;
  return pages.some(({ path }) => path === link.pathname) ? link : undefined;
}

export interface Arrivals {
  /** Another page is shown. */
  arrived(): void;
  /** The page's file may be gone after a release: loading the address again gets the current one. */
  lost(): void;
}

/** Where the browser is: the address is the truth, back and forward work, links do not load the site again. */
export class Navigation implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #arrivals: Arrivals;
  page: Page;
  /** Of the address, with its question mark. */
  search: string;
  readonly #read = (): void => {
    const before = this.page;
    this.page = pageOf(location.pathname);
    this.search = location.search;
    this.page.load().catch(() => this.#arrivals.lost());
    this.#host.requestUpdate();
    if (before !== this.page) this.#arrivals.arrived();
  };
  readonly #click = (event: MouseEvent): void => {
    const link = followedLink(event);
    if (link === undefined) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  };

  constructor(host: ReactiveControllerHost & HTMLElement, arrivals: Arrivals) {
    this.#host = host;
    this.#arrivals = arrivals;
    this.page = pageOf(location.pathname);
    this.search = location.search;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener("popstate", this.#read);
    this.#host.addEventListener("click", this.#click);
    this.#read();
  }

  hostDisconnected(): void {
    removeEventListener("popstate", this.#read);
    this.#host.removeEventListener("click", this.#click);
  }

  go(address: string): void {
    history.pushState(null, "", address);
    this.#read();
  }
}
