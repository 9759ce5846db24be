import type { EChartsOption } from "echarts";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import type { DrawnChart } from "../../charts/chart-library.js";
import type { Palette } from "../../charts/palette.js";
import { saveBlob } from "../../files/save-blob.js";
import { themeChanged, themeQueries } from "../../theme/appearance.js";
import { paperChanged } from "../../theme/paper.js";
import { tokens } from "../../theme/tokens.js";
import { setStyle } from "../set-style.js";
import { paletteOf } from "./palette-of.js";
import { pngOf } from "./png.js";
import { chartStyles } from "./styles.js";
import { headingHeight, titledSvg } from "./titled-svg.js";

/** The library with its option builders, as it is loaded. */
export type ChartLibrary = typeof import("../../charts/chart-library.js");
/** Pixels of the drawing. */
export interface DrawSize {
  readonly width: number;
  readonly height: number;
}
export type DrawOption = (library: ChartLibrary, palette: Palette, size: DrawSize) => EChartsOption;

/** Pixels that a pointer moves by chance when it is pressed. */
const leastDrag = 6;

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
    heading: { attribute: false },
    zoomable: { type: Boolean },
    marked: { state: true },
  };
  declare option: DrawOption | undefined;
  /** One or two sentences on what the chart shows. */
  declare description: string;
  /** What is said of each point, in order. */
  declare points: readonly string[];
  declare filename: string;
  /** Title and detail of a saved picture; empty: it has none. */
  declare heading: readonly string[];
  /** Dragging over a part of the chart dispatches `eco-zoom` with the first and last index of that part. */
  declare zoomable: boolean;
  /** Pixels from the left end between which the pointer was drawn. */
  declare marked: readonly [number, number] | undefined;

  static override styles = [tokens, chartStyles];

  #drawn: DrawnChart | undefined;
  #at = -1;
  #library: ChartLibrary | undefined;
  #opened = false;
  #waits = false;
  #shown = "";
  readonly #redraw = () => this.#draw();
  /** Printing begins when this returns, so that the drawing must be there by then. */
  readonly #redrawForPaper = () => {
    this.#drawn?.resize();
    this.#draw();
    this.#drawn?.flush();
  };

  constructor() {
    super();
    this.description = "";
    this.points = [];
    this.heading = [];
    this.filename = "chart";
    this.zoomable = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const query of themeQueries()) query.addEventListener("change", this.#redraw);
    document.addEventListener(themeChanged, this.#redraw);
    document.addEventListener(paperChanged, this.#redrawForPaper);
    if (this.hasUpdated) void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const query of themeQueries()) query.removeEventListener("change", this.#redraw);
    document.removeEventListener(themeChanged, this.#redraw);
    document.removeEventListener(paperChanged, this.#redrawForPaper);
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
    const { clientWidth: width, clientHeight: height } = this;
    const { surface, ink, inkSoft: muted, font } = this.palette();
    const drawing = this.#drawn.svg();
    const hasHeading = this.heading.length > 0;
    const text = hasHeading
      ? titledSvg(drawing, this.heading, { width, height }, { surface, ink, muted, font })
      : drawing;
    const svg = new Blob([text], { type: "image/svg+xml" });
    if (kind === "svg") return saveBlob(svg, `${this.filename}.svg`);
    const png = await pngOf(svg, { width, height: height + (hasHeading ? headingHeight : 0), background: surface });
    if (png !== null) saveBlob(png, `${this.filename}.png`);
  }

  #press(event: PointerEvent): void {
    if (!this.zoomable || event.button !== 0 || event.pointerType === "touch") return;
    const { left } = this.getBoundingClientRect();
    const from = event.clientX - left;
    const canvas = event.currentTarget as HTMLElement;
    const move = ({ clientX }: PointerEvent) => {
      const to = clientX - left;
      if (this.marked !== undefined || Math.abs(to - from) > leastDrag) this.marked = [from, to];
    };
    const end = ({ type }: Event) => {
      canvas.removeEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) canvas.removeEventListener(name, end);
      if (type === "pointerup") this.#zoom();
      this.marked = undefined;
    };
    canvas.setPointerCapture(event.pointerId);
    canvas.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, end);
  }

  #zoom(): void {
    if (this.marked === undefined || this.#drawn === undefined) return;
    const [first, last] = this.marked
      .map((x) => this.#drawn?.categoryAt(x, this.points.length) ?? 0)
      .sort((a, b) => a - b) as [number, number];
    // All of it is what is shown already.
    if (last - first + 1 === this.points.length) return;
    this.dispatchEvent(new CustomEvent("eco-zoom", { detail: { first, last }, bubbles: true, composed: true }));
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
        @pointerdown=${this.#press}
        @blur=${() => this.#drawn?.point(-1)}
      ></div>
      ${
        this.marked === undefined
          ? nothing
          : html`<div
            class="marked"
            aria-hidden="true"
            ${setStyle({
              left: `${Math.min(...this.marked)}px`,
              width: `${Math.abs(this.marked[1] - this.marked[0])}px`,
            })}
          ></div>`
      }
      <span class="colours" aria-hidden="true"></span><span class="colours own" aria-hidden="true"></span>`;
  }
}
customElements.define("eco-chart", EcoChart);
