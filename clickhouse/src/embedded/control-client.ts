import { setTimeout as sleep } from "node:timers/promises";

/** How this process itself speaks to the engine: to let statements end before it stops. */
export class ControlClient {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, { name, password }: { readonly name: string; readonly password: string }) {
    this.#url = url;
    this.#headers = { "X-ClickHouse-User": name, "X-ClickHouse-Key": password, Connection: "close" };
  }

  /** Waits until no statement runs, cancelling what is left after `graceMs`. */
  async drain(graceMs: number): Promise<void> {
    const deadline = performance.now() + graceMs;
    while ((await this.#running()) > 0) {
      if (performance.now() > deadline) {
        await this.#query("KILL QUERY WHERE query_id != queryID() ASYNC");
        if (performance.now() > deadline + 1_000) return;
      }
      await sleep(20);
    }
  }

  /** Whether the engine can open a file of the machine. */
  async canRead(path: string): Promise<boolean> {
    return await this.#query(`SELECT length(file('${path}'))`).then(
      () => true,
      () => false,
    );
  }

  async #running(): Promise<number> {
    return Number(await this.#query("SELECT count() FROM system.processes WHERE query_id != queryID()"));
  }

  async #query(sql: string): Promise<string> {
    const signal = AbortSignal.timeout(1_000);
    const response = await fetch(this.#url, { method: "POST", headers: this.#headers, body: sql, signal });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  }
}
