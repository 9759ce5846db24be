import { declared, run } from "../run-state.js";

class Metric {
  readonly #name: string;
  constructor(name: string, kind: "counter" | "trend") {
    this.#name = name;
    declared.set(name, kind);
  }
  add(value: number | boolean, tags?: Readonly<Record<string, string>>): void {
    run.metrics.add(this.#name, Number(value), tags);
  }
}

export class Counter extends Metric {
  constructor(name: string) {
    super(name, "counter");
  }
}
export class Trend extends Metric {
  constructor(name: string, _isTime?: boolean) {
    super(name, "trend");
  }
}
