import { randomUUID } from "node:crypto";
import { Random } from "../../standalone/src/random.js";
import { type Identity, type Ledger, nameOf } from "./ledger.js";
import { type ResponseReport, reportsOfResponse, requestOf, responseKey } from "./response-load.js";

/** A client's way in. */
export interface Credential {
  readonly org: string;
  readonly apiKey: string;
}

export interface LoadOptions {
  /** Edges, without a path; each request takes one of them. */
  readonly urls: readonly string[];
  readonly credentials: readonly Credential[];
  readonly ledger: Ledger;
  readonly seed: string;
  /** Requests at once. @default 4 */
  readonly clients?: number;
  /** Pause of a client between requests, milliseconds. @default 20 */
  readonly pauseMs?: number;
}

interface LoadEvent extends Identity {
  readonly tokens_in: number;
  readonly tokens_out: number;
  readonly revision: number;
  readonly requests: number;
  readonly [field: string]: unknown;
}

const dayMs = 86_400_000;
/** Share of events that a client sends once more on purpose, of those that it corrects, and of those that sum several uses. */
const duplicates = 0.1;
const corrections = 0.1;
const sums = 0.1;
/** Share of requests whose events name a response. */
const telling = 0.3;
const requestsOf = (random: Random): number => (random.next() < sums ? 2 + Math.floor(random.next() * 500) : 1);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Clients that post events of this month and the last, repeat a tenth of them and correct as many, give up waiting, and send again
 * whatever was not answered; and several reporters of one response, each in a request of its own. Everything is noted in the ledger.
 */
export class Load {
  readonly #options: LoadOptions;
  readonly #clients: Promise<void>[];
  /** Requests by what came of them. */
  readonly answers = new Map<string, number>();
  repeated = 0;
  #running = true;
  /** Highest revision of each event that was corrected. */
  readonly #revisions = new Map<string, number>();

  constructor(options: LoadOptions) {
    this.#options = options;
    const { clients = 4, seed } = options;
    this.#clients = Array.from({ length: clients }, (_, client) =>
      this.#client(new Random(`${seed}/client/${client}`)),
    );
  }

  /** Ends once what is under way was answered or given up. */
  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#clients);
  }

  async #client(random: Random): Promise<void> {
    const { credentials, pauseMs = 20 } = this.#options;
    const recent: LoadEvent[] = [];
    const untold = new Map<Credential, ResponseReport[]>(credentials.map((credential) => [credential, []]));
    while (this.#running) {
      const credential = credentials[Math.floor(random.next() * credentials.length)] as Credential;
      if (random.next() < telling) await this.#tell(random, credential, untold.get(credential) ?? []);
      else await this.#report(random, credential, recent);
      await sleep(random.next() * 2 * pauseMs);
    }
  }

  async #report(random: Random, credential: Credential, recent: LoadEvent[]): Promise<void> {
    const events = Array.from({ length: random.next() < 0.2 ? 1 : 1 + Math.floor(random.next() * 40) }, () =>
      this.#event(random, credential.org, recent),
    );
    const { sent } = this.#options.ledger.of(credential.org);
    for (const event of events) {
      const revisions = sent.get(nameOf(event)) ?? new Map();
      sent.set(nameOf(event), revisions);
      revisions.set(event.revision, {
        requests: event.requests,
        tokensIn: event.tokens_in,
        tokensOut: event.tokens_out,
      });
    }
    await this.#send(random, credential, events);
  }

  /** Sends what one reporter has to say of some responses, new ones and such as another has told of. */
  async #tell(random: Random, credential: Credential, untold: ResponseReport[]): Promise<void> {
    const { responses } = this.#options.ledger.of(credential.org);
    for (let more = Math.floor(random.next() * 6); more > 0; more -= 1) untold.push(...reportsOfResponse(random));
    const first = untold[Math.floor(random.next() * untold.length)];
    if (first === undefined) return;
    const reports = untold.filter(({ rank }) => rank === first.rank).slice(0, 1 + Math.floor(random.next() * 10));
    for (const { responseId, rank, sums } of reports) {
      const key = responseKey(responseId);
      const known = responses.get(key) ?? { sent: new Map(), acknowledged: 0 };
      known.sent.set(rank, sums);
      responses.set(key, known);
    }
    const again = random.next() < duplicates;
    for (const report of again ? [] : reports) untold.splice(untold.indexOf(report), 1);
    await this.#deliver(random, credential, requestOf(reports), () => {
      for (const { responseId, rank } of reports) {
        const known = responses.get(responseKey(responseId));
        if (known !== undefined) known.acknowledged = Math.max(known.acknowledged, rank);
      }
    });
  }

  #event(random: Random, org: string, recent: LoadEvent[]): LoadEvent {
    const earlier = recent.filter(
      (event) => event.labels === undefined || (event.labels as { org: string }).org === org,
    );
    const again = earlier[Math.floor(random.next() * earlier.length)];
    const draw = random.next();
    if (draw < duplicates && again !== undefined) {
      this.repeated += 1;
      return again;
    }
    if (draw < duplicates + corrections && again !== undefined) {
      // Another model too: a correction moves use from one row of a rollup to another.
      const { model } = again;
      const revision = (this.#revisions.get(again.id) ?? 0) + 1;
      this.#revisions.set(again.id, revision);
      const corrected = {
        ...again,
        revision,
        model: model === "gpt-4o" ? "gpt-4o-mini" : "gpt-4o",
        tokens_in: Math.floor(random.next() * 4_000),
        tokens_out: Math.floor(random.next() * 9_000),
        requests: requestsOf(random),
      };
      recent[recent.indexOf(again)] = corrected;
      // An earlier revision may still be sent again.
      recent.push(again);
      return corrected;
    }
    const event: LoadEvent = {
      id: randomUUID(),
      ts: new Date(Date.now() - Math.floor(random.next() * 45 * dayMs)).toISOString(),
      user_id: `u${Math.floor(random.next() * 50)}`,
      provider: "openai",
      model: random.next() < 0.5 ? "gpt-4o" : "gpt-4o-mini",
      tokens_in: Math.floor(random.next() * 4_000),
      tokens_out: Math.floor(random.next() * 9_000),
      revision: 0,
      requests: requestsOf(random),
      source: "sdk",
      labels: { org },
    };
    recent.push(event);
    if (recent.length > 400) recent.shift();
    return event;
  }

  async #send(random: Random, credential: Credential, events: readonly LoadEvent[]): Promise<void> {
    const single = events.length === 1;
    const body = JSON.stringify(single ? events[0] : { events });
    const { acknowledged } = this.#options.ledger.of(credential.org);
    await this.#deliver(random, credential, { path: `/v1/ingest${single ? "" : "/batch"}`, body }, (refused) => {
      for (const [index, event] of events.entries())
        if (!refused.has(index))
          acknowledged.set(nameOf(event), Math.max(event.revision, acknowledged.get(nameOf(event)) ?? 0));
    });
  }

  /** Until it is answered for good, or given up for good: then nobody knows, and both is right. */
  async #deliver(
    random: Random,
    { apiKey }: Credential,
    { path, body }: { readonly path: string; readonly body: string },
    acknowledge: (refused: ReadonlySet<number>) => void,
  ): Promise<void> {
    const { urls } = this.#options;
    const mostTries = random.next() < 0.05 ? 2 : 60;
    for (let tries = 0; tries < mostTries && (this.#running || tries < 10); tries += 1) {
      const url = urls[Math.floor(random.next() * urls.length)] as string;
      // Some do not wait long: what they send again is in the log already.
      const timeoutMs = random.next() < 0.03 ? 15 : 8_000;
      let outcome: string;
      try {
        const response = await fetch(`${url}${path}`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-api-key": apiKey },
          body,
          signal: AbortSignal.timeout(timeoutMs),
        });
        const answer = (await response.json()) as { results?: { index: number; status: string }[] };
        outcome = String(response.status);
        if (response.ok) {
          const refused = new Set(
            (answer.results ?? []).filter(({ status }) => status !== "accepted").map(({ index }) => index),
          );
          acknowledge(refused);
          this.#count(outcome);
          if (refused.size > 0) this.#count("202 with refusals");
          return;
        }
        if (response.status < 500 && response.status !== 429) {
          this.#count(`${outcome} ${(answer as { code?: string }).code}`);
          return;
        }
      } catch (error) {
        outcome = error instanceof Error && error.name === "TimeoutError" ? "timed out" : "cut off";
      }
      this.#count(outcome);
      await sleep(50 + random.next() * Math.min(1_500, 100 * 2 ** tries));
    }
  }

  #count(outcome: string): void {
    this.answers.set(outcome, (this.answers.get(outcome) ?? 0) + 1);
  }
}
