import { randomUUID } from "node:crypto";
import type { System } from "ecomind/testing";

/** What a client gets: how often which answer, and which of its events were acknowledged. */
export class SteadyClient {
  readonly acknowledged = new Set<string>();
  readonly #system: System;
  readonly #answers = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  readonly #open = new Set<Promise<void>>();

  /** @param perSecond requests, whatever becomes of those before */
  constructor(system: System, perSecond: number) {
    this.#system = system;
    this.#timer = setInterval(() => {
      const sending = this.#send().finally(() => this.#open.delete(sending));
      this.#open.add(sending);
    }, 1_000 / perSecond);
  }

  async #send(): Promise<void> {
    const id = randomUUID();
    const event = { id, ts: new Date().toISOString(), user_id: "u", provider: "openai", model: "gpt-4o", tokens_in: 1 };
    const { ECOMIND_URL, ECOMIND_API_KEY = "" } = this.#system.credentials;
    let answer: string;
    try {
      const response = await fetch(`${ECOMIND_URL}/v1/ingest`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": ECOMIND_API_KEY },
        body: JSON.stringify(event),
        signal: AbortSignal.timeout(10_000),
      });
      await response.arrayBuffer();
      answer = String(response.status);
      if (response.status === 202) this.acknowledged.add(id);
    } catch {
      answer = "none";
    }
    this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
  }

  /** Answers since they were taken last, such as `202: 40, none: 12`. */
  takeAnswers(): string {
    const text = [...this.#answers].map(([answer, count]) => `${answer}: ${count}`).join(", ");
    this.#answers.clear();
    return text === "" ? "none yet" : text;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#open);
  }
}
