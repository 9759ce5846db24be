import type { ChildProcess } from "node:child_process";
import { AggregatorRegistry, Counter, Gauge, Registry } from "prom-client";

type MetricValues = Awaited<ReturnType<Registry["getMetricsAsJSON"]>>;

type MetricsMessage =
  | { readonly type: "metrics-wanted" | "group-metrics-wanted"; readonly id: number }
  | { readonly type: "metrics"; readonly id: number; readonly metrics: MetricValues }
  | { readonly type: "group-metrics"; readonly id: number; readonly text: string };

const messageOf = (message: unknown) => message as MetricsMessage | { readonly type: undefined };

/** How long a worker may take to answer before its last known counts stand for it, in milliseconds. */
const patienceMs = 2_000;

const isCumulative = ({ type }: MetricValues[number]): boolean => {
  const name = String(type);
  return name === "counter" || name === "histogram";
};

const sumOf = (all: readonly MetricValues[]): Registry => AggregatorRegistry.aggregate([...all]);

/**
 * The metrics of worker processes that share one port, added up. Whichever worker is asked answers for all of them. What a
 * worker that ended had counted is kept, so that no sum ever falls: to Prometheus a counter that falls has been reset.
 */
export class WorkerMetrics {
  readonly #own = new Registry();
  /** What each worker told last. */
  readonly #workers = new Map<ChildProcess, MetricValues>();
  /** Counters and histograms of workers that have ended. */
  #ended: readonly MetricValues[] = [];
  readonly #waiting = new Map<number, () => void>();
  #lastId = 0;
  readonly #ends: Counter;
  readonly #answering: Gauge;

  /** @param workers how many there should be */
  constructor(workers: number) {
    const registers = [this.#own];
    new Gauge({ name: "ecomind_workers_expected", help: "Processes that should share the port", registers }).set(
      workers,
    );
    this.#answering = new Gauge({ name: "ecomind_workers_answering", help: "Of these, those that answer", registers });
    this.#ends = new Counter({ name: "ecomind_worker_ends_total", help: "Workers that have ended", registers });
  }

  /** Takes a worker in; when it ends it is forgotten, but not what it counted. */
  watch(worker: ChildProcess): void {
    this.#workers.set(worker, []);
    worker.on("message", (received) => {
      const message = messageOf(received);
      if (message.type === "metrics") {
        this.#workers.set(worker, message.metrics);
        this.#waiting.get(message.id)?.();
      } else if (message.type === "group-metrics-wanted") {
        const { id } = message;
        void this.text().then((text) => send(worker, { type: "group-metrics", id, text }));
      }
    });
    worker.once("exit", () => {
      const last = (this.#workers.get(worker) ?? []).filter(isCumulative);
      this.#workers.delete(worker);
      this.#ends.inc();
      this.#ended = [...this.#ended, last];
    });
  }

  /** The sums, in Prometheus' text format. */
  async text(): Promise<string> {
    const answered = await Promise.all([...this.#workers.keys()].map((worker) => this.#ask(worker)));
    this.#answering.set(answered.filter(Boolean).length);
    await this.#merge();
    const sums = sumOf([...this.#ended, ...this.#workers.values()]);
    return `${await sums.metrics()}\n${await this.#own.metrics()}`;
  }

  /** Keeps one sum of the workers that have ended in the place of each one's. */
  async #merge(): Promise<void> {
    const merging = this.#ended;
    if (merging.length < 2) return;
    const merged = await sumOf(merging).getMetricsAsJSON();
    this.#ended = [merged, ...this.#ended.filter((one) => !merging.includes(one))];
  }

  /** @returns whether it answered */
  async #ask(worker: ChildProcess): Promise<boolean> {
    this.#lastId += 1;
    const id = this.#lastId;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), patienceMs);
      this.#waiting.set(id, () => resolve(true));
      worker.once("exit", () => resolve(false));
      send(worker, { type: "metrics-wanted", id });
    });
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }
}

function send(to: ChildProcess, message: MetricsMessage): void {
  if (to.connected) to.send(message, () => {});
}

/**
 * In a worker: tells the supervisor this process's metrics whenever it wants them.
 * @returns what reads the metrics of all workers together, in Prometheus' text format; rejects when the supervisor is gone
 */
export function groupMetrics(registry: Registry): () => Promise<string> {
  const waiting = new Map<number, (text: string) => void>();
  let lastId = 0;
  const tell = (message: MetricsMessage) => process.send?.(message, undefined, undefined, () => {});
  process.on("message", (received) => {
    const message = messageOf(received);
    if (message.type === "group-metrics") waiting.get(message.id)?.(message.text);
    else if (message.type === "metrics-wanted") {
      const { id } = message;
      void registry.getMetricsAsJSON().then((metrics) => tell({ type: "metrics", id, metrics }));
    }
  });
  return async () => {
    lastId += 1;
    const id = lastId;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<string>((resolve, reject) => {
        timer = setTimeout(() => reject(new Error("the supervisor did not answer")), 2 * patienceMs);
        waiting.set(id, resolve);
        tell({ type: "group-metrics-wanted", id });
      });
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  };
}
