import type { ClickHouseClient } from "@ecomind/clickhouse";
import type { Logger } from "@ecomind/platform";
import { mayFail } from "@ecomind/platform";
import { type Job, rowsOf } from "./job.js";
import type { Leadership } from "./leadership.js";
import type { JobsMetrics } from "./metrics.js";
import { retryDelayMs } from "./retry-delay.js";

export interface JobRunnerOptions {
  readonly client: ClickHouseClient;
  readonly logger: Logger;
  readonly leadership: Leadership;
  readonly jobs: readonly Job[];
  readonly metrics: JobsMetrics;
  /** Milliseconds between two looks at what is due. @default 2_000 */
  readonly tickMs?: number;
}

const asTime = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

interface Failure {
  readonly inARow: number;
  readonly failedMs: number;
  /** How long the job waits from then on. */
  readonly delayMs: number;
}

/** Not what ended in the future: the clock was put back since. */
const isWaiting = ({ failedMs, delayMs }: Failure, nowMs: number): boolean =>
  nowMs >= failedMs && nowMs - failedMs < delayMs;

/** Runs jobs when they are due, one after another, for as long as this process leads. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  /** When the newest run began that was done, by job; also another process's. */
  #doneMs = new Map<string, number>();
  /** Of jobs that failed, and were not done since. */
  readonly #failures = new Map<string, Failure>();
  #stopping = false;
  #led = false;
  #main: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#main = this.#loop();
  }

  /** Waits for the step that is running, and gives the lead back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    await this.#main;
  }

  async #loop(): Promise<void> {
    const { leadership, logger, metrics, tickMs = 2_000 } = this.#options;
    // Renewed beside the jobs: one of them may take longer than the lease.
    const renewing = setInterval(() => void this.#seek(), tickMs);
    while (!this.#stopping) {
      if (await this.#seek()) await this.#runDue().catch((error: unknown) => logger.warn({ err: error }, "jobs wait"));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, tickMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (this.#stopping) this.#wake();
      });
    }
    clearInterval(renewing);
    await this.#seeking;
    metrics.leader.set(0);
    await leadership.resign().catch((error: unknown) => logger.warn({ err: error }, "the lead was not given back"));
  }

  #seeking: Promise<boolean> | undefined;

  #seek(): Promise<boolean> {
    if (this.#stopping && this.#seeking === undefined) return Promise.resolve(false);
    this.#seeking ??= this.#seekOnce().finally(() => {
      this.#seeking = undefined;
    });
    return this.#seeking;
  }

  async #seekOnce(): Promise<boolean> {
    const { leadership, logger, metrics } = this.#options;
    try {
      await leadership.seek();
    } catch (error) {
      logger.debug({ err: error }, "the lease could not be renewed");
    }
    const { holds } = leadership;
    if (holds !== this.#led) {
      logger.info({ owner: leadership.owner }, holds ? "leads" : "does not lead any more");
      if (holds) this.#doneMs.clear();
    }
    this.#led = holds;
    metrics.leader.set(holds ? 1 : 0);
    return holds;
  }

  readonly #mayGoOn = (): boolean => !this.#stopping && this.#options.leadership.holds;

  async #runDue(): Promise<void> {
    const { client, jobs } = this.#options;
    if (this.#doneMs.size === 0) {
      const rows = await rowsOf<{ job: string; ms: number }>(
        client,
        "SELECT toString(r.job) AS job, toFloat64(toUnixTimestamp64Milli(max(r.started_at))) AS ms FROM job_runs AS r FINAL WHERE r.state = 'done' GROUP BY r.job",
      );
      this.#doneMs = new Map(rows.map(({ job, ms }) => [job, ms]));
      for (const { job, ms } of rows) this.#options.metrics.lastDone.set({ name: job }, ms / 1_000);
    }
    for (const job of jobs) {
      const nowMs = Date.now();
      const doneMs = this.#doneMs.get(job.name) ?? Number.NEGATIVE_INFINITY;
      // A run of the future is another clock's: not waited for.
      const isDue = nowMs - doneMs >= job.intervalMs || doneMs > nowMs + 60_000;
      if (!this.#mayGoOn()) return;
      const failure = this.#failures.get(job.name);
      if (isDue && !(failure && isWaiting(failure, nowMs))) await this.#run(job);
    }
  }

  async #run(job: Job): Promise<void> {
    const { client, logger, metrics, leadership } = this.#options;
    const startedMs = Date.now();
    const { fence, owner } = leadership;
    const record = (state: string, changed: number, detail: string) =>
      client.insert({
        table: "job_runs",
        format: "JSONEachRow",
        values: [
          {
            job: job.name,
            started_at: asTime(startedMs),
            ended_at: state === "running" ? null : asTime(Date.now()),
            state,
            changed,
            detail: detail.slice(0, 1_000),
            owner,
            fence,
          },
        ],
      });
    const ended = metrics.seconds.startTimer({ name: job.name });
    try {
      // What runs often and finds nothing to do leaves no row.
      const isRare = job.intervalMs >= 600_000;
      if (isRare) await record("running", 0, "");
      const { changed, detail = "" } = await job.run({ client, logger, mayGoOn: this.#mayGoOn });
      if (isRare || changed > 0) await record("done", changed, detail);
      this.#doneMs.set(job.name, startedMs);
      this.#failures.delete(job.name);
      metrics.runs.inc({ name: job.name, state: "done" });
      metrics.changed.inc({ name: job.name }, changed);
      metrics.lastDone.set({ name: job.name }, Date.now() / 1000);
      metrics.failuresInARow.set({ name: job.name }, 0);
      if (changed > 0) logger.info({ job: job.name, changed, detail }, "job done");
    } catch (error) {
      metrics.runs.inc({ name: job.name, state: "failed" });
      const inARow = (this.#failures.get(job.name)?.inARow ?? 0) + 1;
      metrics.failuresInARow.set({ name: job.name }, inARow);
      const delayMs = retryDelayMs(job.intervalMs, inARow);
      this.#failures.set(job.name, { inARow, failedMs: Date.now(), delayMs });
      logger.error({ err: error, job: job.name }, "job failed");
      await record("failed", 0, error instanceof Error ? error.message : String(error)).catch(
        mayFail("the failure itself was logged, and the store may be its cause"),
      );
    } finally {
      ended();
    }
  }
}
