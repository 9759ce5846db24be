import { parseArgs } from "node:util";
import { startBrokers } from "@ecomind/tests/broker";
import { System } from "ecomind/testing";

const services = ["ingest", "stream", "query", "clickhouse"] as const;
export type Service = (typeof services)[number];

/** The standalone system under a benchmark, on the log that `--log` names. */
export class BenchSystem {
  readonly system: System;
  readonly #stopLog: () => Promise<void>;
  /** What the log is, for people. */
  readonly log: string;

  private constructor(system: System, log: string, stopLog: () => Promise<void>) {
    this.system = system;
    this.log = log;
    this.#stopLog = stopLog;
  }

  /** `kafka` starts a broker for this run (see `tests/broker`). */
  static async start(log: string): Promise<BenchSystem> {
    if (log !== "embedded" && log !== "kafka") throw new Error("--log is embedded or kafka");
    const brokers = log === "kafka" ? await startBrokers({ brokers: 1, heap: "1g", forLoad: true }) : undefined;
    const system = await System.create();
    await system.start(brokers === undefined ? [] : ["--kafka", brokers.bootstrap.join(",")]);
    return new BenchSystem(system, brokers?.description ?? "embedded log", async () => await brokers?.stop());
  }

  get url(): string {
    return this.system.credentials.ECOMIND_URL ?? "";
  }
  get apiKey(): string {
    return this.system.credentials.ECOMIND_API_KEY ?? "";
  }
  get org(): string {
    return this.system.credentials.ECOMIND_ORG ?? "";
  }

  pids(...of: readonly Service[]): number[] {
    return of.flatMap((service) => this.system.pids(`ecomind-${service}`));
  }

  /** Holds processes with SIGSTOP, so that what is measured has the machine to itself. @returns what lets them go on */
  hold(...of: readonly Service[]): () => void {
    const pids = this.pids(...of);
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    return () => {
      for (const pid of pids) process.kill(pid, "SIGCONT");
    };
  }

  /** Records that are accounted so far. */
  async accounted(): Promise<number> {
    return Number(await this.system.sql("SELECT sum(records_read) FROM batches"));
  }

  /** Waits until so many records are accounted. @throws Error when nothing moves for a minute */
  async untilAccounted(goal: number): Promise<void> {
    let last = -1;
    let movedMs = Date.now();
    for (;;) {
      const now = await this.accounted();
      if (now >= goal) return;
      if (now !== last) movedMs = Date.now();
      else if (Date.now() - movedMs > 60_000) throw new Error(`stands at ${now} of ${goal} records`);
      last = now;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async dispose(): Promise<void> {
    await this.system.dispose();
    await this.#stopLog();
  }
}

/** Options of a benchmark by name, all numbers but `log`. @throws TypeError for one that does not exist */
export function benchOptions<T extends Record<string, number>>(defaults: T): T & { log: string } {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: "string" as const }]));
  const { values } = parseArgs({ options: { ...options, log: { type: "string" as const, default: "embedded" } } });
  const numbers = Object.entries(defaults).map(([name, value]) => {
    const given = (values as Record<string, string | undefined>)[name];
    const number = given === undefined ? value : Number(given);
    if (!Number.isFinite(number) || number <= 0) throw new TypeError(`--${name}: a number above 0`);
    return [name, number];
  });
  return { ...(Object.fromEntries(numbers) as T), log: values.log };
}
