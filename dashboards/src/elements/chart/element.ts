import type { EChartsOption } from "echarts";
import { html, LitElement, type PropertyValues } from "lit";
import type { DrawnChart } from "../../charts/chart-library.js";
import type { Palette } from "../../charts/palette.js";
import { saveBlob } from "../../files/save-blob.js";
import { themeChanged, themeQueries } from "../../theme/appearance.js";
import { tokens } from "../../theme/tokens.js";
import { paletteOf } from "./palette-of.js";
import { pngOf } from "./png.js";
import { chartStyles } from "./styles.js";

/** The library with its option builders, as it is loaded. */
export type ChartLibrary = typeof import("../../charts/chart-library.js");
/** Pixels of the drawing. */
export interface DrawSize {
  readonly width: number;
  readonly height: number;
}
export type DrawOption = (library: ChartLibrary, palette: Palette, size: DrawSize) => EChartsOption;

/**
 * Draws one chart with the library, which is loaded when the first chart has something to draw. Focusable: arrow keys
 * move from point to point, and each is said.
 */
export class EcoChart extends LitElement {
  static override properties = {
    option: { attribute: false },
    description: {},
    points: { attribute: false },
    filename: {},
  };
  declare option: DrawOption | undefined;
  /** One or two sentences on what the chart shows. */
  declare description: string;
  /** What is said of each point, in order. */
  declare points: readonly string[];
  declare filename: string;

  static override styles = [tokens, chartStyles];

  #drawn: DrawnChart | undefined;
  #at = -1;
  #library: ChartLibrary | undefined;
  #opened = false;
  #waits = false;
  #shown = "";
  readonly #redraw = () => this.#draw();

  constructor() {
    super();
    this.description = "";
    this.points = [];
    this.filename = "chart";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const query of themeQueries()) query.addEventListener("change", this.#redraw);
    document.addEventListener(themeChanged, this.#redraw);
    if (this.hasUpdated) void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const query of themeQueries()) query.removeEventListener("change", this.#redraw);
    document.removeEventListener(themeChanged, this.#redraw);
    this.#drawn?.close();
    this.#drawn = undefined;
    this.#opened = false;
    this.#shown = "";
  }

  protected override firstUpdated(): void {
    void this.#open();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("option")) this.#drawSoon();
    if (changed.has("points") && this.#at >= this.points.length) this.#at = -1;
  }

  async #open(): Promise<void> {
    if (this.#opened) return;
    this.#opened = true;
    const library = await import("../../charts/chart-library.js");
    this.#library = library;
    const host = this.renderRoot.querySelector<HTMLElement>(".canvas");
    if (!this.isConnected || host === null || this.#drawn !== undefined) return;
    this.#drawn = new library.DrawnChart(host, () => this.#draw());
    this.#drawn.onClick((_, dataIndex) =>
      this.dispatchEvent(new CustomEvent("eco-point", { detail: { index: dataIndex }, bubbles: true, composed: true })),
    );
    this.#draw();
    this.dispatchEvent(new CustomEvent("eco-drawn", { bubbles: true, composed: true }));
  }

  /** Colours as the theme has them now. */
  palette(): Palette {
    return paletteOf(this);
  }

  /** After the next frame: what was pressed is answered before the drawing, which takes longest, begins. */
  #drawSoon(): void {
    if (this.#waits || this.#drawn === undefined) return;
    this.#waits = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.#waits = false;
        this.#draw();
      }),
    );
  }

  #draw(): void {
    if (this.#drawn === undefined || this.#library === undefined || this.option === undefined) return;
    const { clientWidth: width, clientHeight: height } = this;
    const option = this.option(this.#library, this.palette(), { width, height });
    // A refresh that brings the same figures must not take the tooltip away.
    const text = JSON.stringify(option);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#drawn.draw(option);
  }

  /** Saves the drawing. */
  async save(kind: "png" | "svg"): Promise<void> {
    if (this.#drawn === undefined) return;
    const svg = new Blob([this.#drawn.svg()], { type: "image/svg+xml" });
    if (kind === "svg") return saveBlob(svg, `${this.filename}.svg`);
    const { clientWidth: width, clientHeight: height } = this;
    const png = await pngOf(svg, { width, height, background: this.palette().surface });
    if (png !== null) saveBlob(png, `${this.filename}.png`);
  }

  #key(event: KeyboardEvent): void {
    const last = this.points.length - 1;
    if (last < 0) return;
    const forward = getComputedStyle(this).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    if (event.key === forward) this.#at = Math.min(last, this.#at + 1);
    else if (event.key === back) this.#at = Math.max(0, this.#at - 1);
    else if (event.key === "Home") this.#at = 0;
    else if (event.key === "End") this.#at = last;
    else if (event.key === "Escape") this.#at = -1;
    else if (event.key === "Enter" && this.#at >= 0)
      this.dispatchEvent(new CustomEvent("eco-point", { detail: { index: this.#at }, bubbles: true, composed: true }));
    else return;
    event.preventDefault();
    this.#drawn?.point(this.#at);
    if (this.#at >= 0)
      this.dispatchEvent(
        new CustomEvent("eco-say", { detail: this.points[this.#at] ?? "", bubbles: true, composed: true }),
      );
  }

  override render() {
    return html`<div
        class="canvas"
        part="canvas"
        role="group"
        aria-roledescription="chart"
        aria-label=${this.description}
        tabindex="0"
        @keydown=${this.#key}
        @blur=${() => this.#drawn?.point(-1)}
      ></div>
      <span class="colours" aria-hidden="true"></span><span class="colours own" aria-hidden="true"></span>`;
  }
}
customElements.define("eco-chart", EcoChart);
