import { css, html, LitElement } from "lit";

/**
 * Text with an explanation that is shown by pointer, touch and key alike; what stands in `title` is for the pointer alone.
 * @element eco-hint
 */
export class EcoHint extends LitElement {
  static override properties = { text: {}, isOpen: { state: true } };
  declare text: string;
  declare isOpen: boolean;

  static override styles = css`
    button {
      padding: 3px 0;
      margin-block: -3px;
      border: 0;
      background: none;
      color: inherit;
      font: inherit;
      text-align: inherit;
      text-decoration: underline dotted;
      text-decoration-color: var(--line-strong);
      text-underline-offset: 3px;
      cursor: help;
    }
    button:focus-visible {
      outline: 2px solid var(--accent);
      outline-offset: 2px;
    }
    span {
      inset: auto;
      margin: 0;
      max-inline-size: min(280px, calc(100vw - 24px));
      padding: 8px 10px;
      border: 1px solid var(--line-strong);
      border-radius: 8px;
      background: var(--surface);
      color: var(--ink);
      font-size: 12.5px;
      font-weight: 400;
      line-height: 1.4;
      text-align: start;
      white-space: normal;
    }
    @media print {
      button {
        text-decoration: none;
      }
    }
  `;

  constructor() {
    super();
    this.text = "";
    this.isOpen = false;
  }

  get #shown(): HTMLElement | null {
    return this.renderRoot.querySelector("span");
  }

  readonly #show = (): void => {
    const shown = this.#shown;
    if (shown === null || this.isOpen) return;
    shown.showPopover();
    this.isOpen = true;
    // Below the text, and within the window.
    const { left, bottom, top } = this.getBoundingClientRect();
    const { width, height } = shown.getBoundingClientRect();
    const edge = 12;
    const below = bottom + 6 + height < innerHeight ? bottom + 6 : top - height - 6;
    shown.style.left = `${Math.max(edge, Math.min(left, innerWidth - width - edge))}px`;
    shown.style.top = `${Math.max(edge, below)}px`;
  };
  readonly #hide = (): void => {
    if (!this.isOpen) return;
    this.#shown?.hidePopover();
    this.isOpen = false;
  };

  override render() {
    return html`<button
        type="button"
        aria-describedby="text"
        @click=${() => (this.isOpen ? this.#hide() : this.#show())}
        @mouseenter=${this.#show}
        @mouseleave=${this.#hide}
        @blur=${this.#hide}
      ><slot></slot></button
      ><span id="text" role="tooltip" popover="auto" @toggle=${(event: ToggleEvent) => {
        this.isOpen = event.newState === "open";
      }}>${this.text}</span>`;
  }
}
customElements.define("eco-hint", EcoHint);
