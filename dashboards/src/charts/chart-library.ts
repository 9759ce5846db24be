import type { EChartsOption } from "echarts";
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

use([
  LineChart,
  BarChart,
  CustomChart,
  ScatterChart,
  GridComponent,
  TooltipComponent,
  MarkAreaComponent,
  MarkLineComponent,
  LabelLayout,
  SVGRenderer,
]);

// What draws comes with what is drawn: neither is part of the first view.
export { freshnessOption } from "./freshness-option.js";
export { quadrantOption } from "./quadrant-option.js";
export { sqlOption } from "./sql-option.js";
export { timeseriesOption } from "./timeseries-option.js";

/** The only place that owns a chart of the library: one per host element, gone with it. */
export class DrawnChart {
  readonly #chart: ECharts;
  readonly #observer: ResizeObserver;

  /** @param resized what to do when the host has another size, and the drawing too */
  constructor(host: HTMLElement, resized: () => void) {
    this.#chart = init(host, null, { renderer: "svg" });
    this.#observer = new ResizeObserver(() => {
      this.#chart.resize();
      resized();
    });
    this.#observer.observe(host);
  }

  draw(option: EChartsOption): void {
    this.#chart.setOption(option, { notMerge: true });
  }

  /** Takes the host's size as it is now. */
  resize(): void {
    this.#chart.resize();
  }

  /** Draws at once what would be drawn in the next frame. */
  flush(): void {
    this.#chart.getZr().flush();
  }

  /** Shows the tooltip at a point, as a pointer would; -1 hides it. */
  point(index: number, seriesIndex = 0): void {
    if (index < 0) this.#chart.dispatchAction({ type: "hideTip" });
    else this.#chart.dispatchAction({ type: "showTip", seriesIndex, dataIndex: index });
  }

  /** The category at a distance from the left end of the host; the first or last one beside the grid. @param count of categories */
  categoryAt(x: number, count: number): number {
    const at = this.#chart.convertFromPixel({ xAxisIndex: 0 }, x);
    return Math.min(count - 1, Math.max(0, Math.round(Number(at))));
  }

  onClick(handle: (seriesIndex: number, dataIndex: number) => void): void {
    this.#chart.on("click", ({ seriesIndex = 0, dataIndex = 0 }) => handle(seriesIndex, dataIndex));
  }

  /** The drawing as a document of its own. */
  svg(): string {
    return this.#chart.renderToSVGString();
  }

  close(): void {
    this.#observer.disconnect();
    this.#chart.dispose();
  }
}
