import { Random } from "../../standalone/src/random.js";
import type { Ledger } from "./ledger.js";
import { eventually, sleep } from "./system-under-test.js";

/** Who may delete an organisation's events. */
export interface Administrator {
  readonly org: string;
  readonly apiKey: string;
}

export interface DeletionsOptions {
  /** The query service, without a path. */
  readonly url: string;
  readonly administrators: readonly Administrator[];
  readonly ledger: Ledger;
  readonly seed: string;
  /** Deletions at once. @default 3 */
  readonly workers?: number;
  /** Mean pause of a worker between deletions, milliseconds. @default 300 */
  readonly pauseMs?: number;
}

/** `done`: gone for good. `none`: there was no such event. `unknown`: no answer, or one that says to try again. */
type Outcome = "done" | "none" | "unknown";

/**
 * Deletes acknowledged events while clients go on to repeat and correct them. Only what the service confirms is noted as deleted;
 * a request that was cut off is sent again, as the runbook tells an administrator to.
 */
export class Deletions {
  readonly #options: DeletionsOptions;
  readonly #workers: Promise<void>[];
  readonly #asked = new Set<string>();
  /** Deletions without a clear answer: the last word is asked for at the end. */
  readonly #open: { readonly administrator: Administrator; readonly name: string }[] = [];
  /** Answers that no deletion should get, by their status. */
  readonly refused = new Map<number, number>();
  #running = true;

  constructor(options: DeletionsOptions) {
    this.#options = options;
    const { workers = 3, seed } = options;
    this.#workers = Array.from({ length: workers }, (_, worker) =>
      this.#run(new Random(`${seed}/deletions/${worker}`)),
    );
  }

  async #run(random: Random): Promise<void> {
    const { administrators, ledger, pauseMs = 300 } = this.#options;
    while (this.#running) {
      await sleep(random.next() * 2 * pauseMs);
      const administrator = administrators[Math.floor(random.next() * administrators.length)] as Administrator;
      const { acknowledged } = ledger.of(administrator.org);
      const names = [...acknowledged.keys()];
      // Half of them among the newest, which may be on their way, or corrected just now.
      const from = random.next() < 0.5 ? Math.max(0, names.length - 200) : 0;
      const name = names[from + Math.floor(random.next() * (names.length - from))];
      if (name === undefined || this.#asked.has(name)) continue;
      this.#asked.add(name);
      await this.#delete(random, administrator, name);
    }
  }

  async #delete(random: Random, administrator: Administrator, name: string): Promise<void> {
    let isUnclear = false;
    for (let tries = 0; tries < 20 && (tries === 0 || this.#running); tries += 1) {
      const outcome = await this.#ask(administrator, name);
      if (outcome === "done") return this.#note(administrator, name);
      // Deleted by an earlier try, or not there yet when that one looked.
      if (outcome === "none" && isUnclear) break;
      if (outcome === "none") return;
      isUnclear = true;
      await sleep(100 + random.next() * 400);
    }
    this.#open.push({ administrator, name });
  }

  #note({ org }: Administrator, name: string): void {
    this.#options.ledger.of(org).deleted.add(name);
  }

  async #ask({ apiKey }: Administrator, name: string): Promise<Outcome> {
    const [id] = name.split(" ");
    try {
      const response = await fetch(`${this.#options.url}/v1/events/${id}`, {
        method: "DELETE",
        headers: { "x-api-key": apiKey },
        signal: AbortSignal.timeout(60_000),
      });
      await response.text();
      if (response.status === 200) return "done";
      if (response.status === 404) return "none";
      if (response.status < 500 && response.status !== 429)
        this.refused.set(response.status, 1 + (this.refused.get(response.status) ?? 0));
      return "unknown";
    } catch (error) {
      // Undici's word for a connection that failed.
      if (error instanceof TypeError || (error as Error).name === "TimeoutError") return "unknown";
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#workers);
  }

  /** Once nothing is on its way: asks for the last word about deletions that were cut off. */
  async settle(): Promise<void> {
    for (const { administrator, name } of this.#open.splice(0)) {
      await eventually(
        "a deletion is confirmed",
        120_000,
        async () => (await this.#ask(administrator, name)) !== "unknown",
      );
      this.#note(administrator, name);
    }
  }
}
