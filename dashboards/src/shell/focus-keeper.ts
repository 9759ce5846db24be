/** How long after an action the focus is watched: answers that redraw a list may take as long. */
const watchedMs = 4_000;

/** The element that has the focus, through all shadow roots. */
function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** An element and all that it is in, through shadow roots, the innermost first. */
function pathOf(element: Element): Element[] {
  const path: Element[] = [];
  for (let at: Node | null = element; at !== null; at = at instanceof ShadowRoot ? at.host : at.parentNode)
    if (at instanceof Element) path.push(at);
  return path;
}

const isGone = (element: Element): boolean =>
  !element.isConnected || element.matches(":disabled") || element.getClientRects().length === 0;

/** The heading of what an element was in. */
function headingIn(element: Element): HTMLElement | null {
  const roots: ParentNode[] = element.shadowRoot === null ? [element] : [element.shadowRoot, element];
  for (const root of roots) {
    const found = root.querySelector<HTMLElement>("h1, h2, caption");
    if (found !== null && found.getClientRects().length > 0) return found;
  }
  return null;
}

/**
 * Keeps the focus where somebody works: when an action takes away what had it (a row that was removed, a button that is
 * done), the heading of what it was in has it, and the next key goes on from there.
 */
export class FocusKeeper {
  #path: Element[] = [];
  #untilMs = 0;
  #frame = 0;

  readonly #note = (): void => {
    const element = focused();
    if (element !== null && element !== document.body) this.#path = pathOf(element);
  };
  readonly #watch = (): void => {
    this.#note();
    this.#untilMs = performance.now() + watchedMs;
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#look);
  };
  readonly #look = (now: number): void => {
    this.#frame = now < this.#untilMs ? requestAnimationFrame(this.#look) : 0;
    const [last] = this.#path;
    const element = focused();
    if (last === undefined || (element !== null && element !== document.body) || !isGone(last)) return;
    for (const place of this.#path.slice(1)) {
      const heading = place.isConnected ? headingIn(place) : null;
      if (heading === null) continue;
      heading.tabIndex = -1;
      heading.focus();
      return;
    }
  };

  connect(): void {
    document.addEventListener("focusin", this.#note);
    for (const action of ["click", "keydown", "change"]) document.addEventListener(action, this.#watch);
  }

  disconnect(): void {
    document.removeEventListener("focusin", this.#note);
    for (const action of ["click", "keydown", "change"]) document.removeEventListener(action, this.#watch);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }
}
