/** Draws a bar on a terminal; elsewhere it prints nothing until the end. */
export class ProgressBar {
  readonly #label: string;
  readonly #total: number;
  readonly #stream: NodeJS.WriteStream;
  readonly #startedMs = performance.now();
  #drawnMs = 0;

  constructor(label: string, total: number, stream: NodeJS.WriteStream = process.stderr) {
    this.#label = label;
    this.#total = total;
    this.#stream = stream;
  }

  update(done: number): void {
    const nowMs = performance.now();
    if (!this.#stream.isTTY || (nowMs - this.#drawnMs < 100 && done < this.#total)) return;
    this.#drawnMs = nowMs;
    const width = 30;
    const share = this.#total === 0 ? 1 : done / this.#total;
    const full = Math.round(share * width);
    const perSecond = Math.round(done / ((nowMs - this.#startedMs) / 1000));
    const bar = `${"█".repeat(full)}${"░".repeat(width - full)}`;
    const figures = `${done.toLocaleString("en")} of ${this.#total.toLocaleString("en")}, ${perSecond.toLocaleString("en")}/s`;
    this.#stream.write(`\r${this.#label} ${bar} ${figures}  `);
  }

  end(): void {
    if (this.#stream.isTTY) this.#stream.write("\n");
  }
}
