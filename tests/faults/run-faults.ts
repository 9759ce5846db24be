import { randomUUID } from "node:crypto";
import { type CanonicalEvent, headers, recordKey, SCHEMA_VERSION, serialise } from "@ecomind/contract";
import type { EventLog, LogWriter } from "@ecomind/event-log";
import { mayFail } from "@ecomind/platform";
import { Random } from "../../standalone/src/random.js";
import { Deletions } from "./deletions.js";
import { violations } from "./invariants.js";
import { compare, Ledger, nameOf } from "./ledger.js";
import { Load } from "./load.js";
import { between, eventually, type Fault, type SystemUnderTest, sleep } from "./system-under-test.js";

export interface FaultRun {
  /** The same seed gives the same faults in the same order. */
  readonly seed: string;
  readonly faults: number;
  /** Begins no new fault after this long, milliseconds. @default none */
  readonly untilMs?: number;
  /** Mean rest between a fault's end and the next, milliseconds. @default 1500 */
  readonly restMs?: number;
  /** Told of each fault as it begins. */
  readonly onFault?: (number: number, name: string) => void;
}

/** What a run did, and what it found. */
export interface FaultSummary {
  readonly system: string;
  readonly seed: string;
  readonly faults: Readonly<Record<string, number>>;
  readonly faultsTotal: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly deleted: number;
  readonly stored: number;
  readonly deadLetters: number;
  readonly duplicates: number;
  readonly repeatedByClients: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly remarks: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly secondsToSettle: number;
  /** None when every invariant holds. */
  readonly violations: readonly string[];
}

const topicRecreated = "events topic deleted and recreated, then a new epoch";
const orgs = ["acme", "globex", "initech"];

/** Puts a system under load, breaks it again and again, lets it settle, and looks whether each event counts once. */
export async function runFaults(system: SystemUnderTest, run: FaultRun): Promise<FaultSummary> {
  const begunMs = performance.now();
  const random = new Random(`${run.seed}/faults`);
  const ledger = new Ledger();
  const credentials = await system.store.organisations(orgs);
  await eventually("the edge knows the keys", 20_000, async () => await knows(system.urls, credentials));
  const load = new Load({ urls: system.urls, credentials, ledger, seed: run.seed });
  const administrators = await system.store.organisations(orgs, "admin");
  await eventually(
    "the query service knows the keys",
    20_000,
    async () => await mayAsk(system.queryUrl, administrators),
  );
  const deletions = new Deletions({ url: system.queryUrl, administrators, ledger, seed: run.seed });
  const newer = new NewerEvents(system, ledger);
  const counts = new Map<string, number>();
  for (let number = 1; number <= run.faults; number += 1) {
    if (run.untilMs !== undefined && performance.now() - begunMs > run.untilMs) break;
    const fault = choose(system.faults, random, number);
    run.onFault?.(number, fault.name);
    const struck = await fault.run(random);
    const name = struck === false ? `${fault.name} (none was under way just then)` : fault.name;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    await sleep(between(random, 0, 2 * (run.restMs ?? 1_500)));
  }
  await system.heal();
  await load.stop();
  await deletions.stop();
  await newer.stop();
  const settlingMs = performance.now();
  await settled(system);
  await deletions.settle();
  const settledMs = performance.now();
  const found = system.halts().map((message) => `halted: ${message}`);
  for (const [status, times] of deletions.refused) found.push(`${times} deletions were answered with ${status}`);
  if (system.recreateTopic !== undefined) {
    found.push(...(await violations((sql) => system.store.rows(sql))));
    run.onFault?.(run.faults + 1, topicRecreated);
    const faults = await system.recreateTopic().catch((error: Error) => [`${topicRecreated}: ${error.message}`]);
    found.push(...faults);
    counts.set(topicRecreated, 1);
    const after = new Load({ urls: system.urls, credentials, ledger, seed: `${run.seed}/after` });
    await sleep(5_000);
    await after.stop();
    await settled(system);
  }
  found.push(...(await violations((sql) => system.store.rows(sql))));
  let [stored, dead] = [0, 0];
  for (const org of ledger.orgs) {
    const held = await system.store.of(org);
    stored += held.stored.length;
    dead += held.dead.length;
    found.push(...compare(org, ledger.of(org), held));
  }
  if (stored === 0) found.push("nothing was stored at all");
  return {
    system: system.description,
    seed: run.seed,
    faults: Object.fromEntries([...counts].sort()),
    faultsTotal: [...counts.values()].reduce((sum, count) => sum + count, 0),
    ...ledger.totals,
    stored,
    deadLetters: dead,
    duplicates: await system.store.duplicates(),
    repeatedByClients: load.repeated,
    answers: Object.fromEntries([...load.answers].sort()),
    remarks: system.remarks(),
    seconds: Math.round((performance.now() - begunMs) / 100) / 10,
    secondsToSettle: Math.round((settledMs - settlingMs) / 100) / 10,
    violations: found,
  };
}

/** Each kind once at first, in their order; from then on at random by weight. */
function choose(faults: readonly Fault[], random: Random, number: number): Fault {
  return faults[number - 1] ?? random.pick(faults.map((fault) => ({ weight: fault.weight, value: fault })));
}

async function knows(urls: readonly string[], credentials: readonly { readonly apiKey: string }[]): Promise<boolean> {
  for (const url of urls)
    for (const { apiKey } of credentials) {
      const response = await fetch(`${url}/v1/ingest`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": apiKey },
        body: "{}",
      });
      await response.text();
      if (response.status !== 400) return false;
    }
  return true;
}

async function mayAsk(url: string, credentials: readonly { readonly apiKey: string }[]): Promise<boolean> {
  for (const { apiKey } of credentials) {
    const response = await fetch(`${url}/v1/accounting`, { headers: { "x-api-key": apiKey } });
    await response.text();
    if (!response.ok) return false;
  }
  return true;
}

/** Waits until all that the log holds is accounted for. */
async function settled(system: SystemUnderTest): Promise<void> {
  const log = await system.openLog();
  try {
    const inspector = await log.inspector("events");
    await eventually("everything in the log is accounted for", 300_000, async () => {
      const [bounds, positions] = [await inspector.bounds(), await system.store.positions(log.epoch)];
      return [...bounds].every(([partition, { end }]) => (positions.get(partition) ?? 0) === end);
    });
    await inspector.close();
  } finally {
    await log.close();
  }
}

/** Puts a record of a newer schema version into the log now and then, which this stream must set aside. */
class NewerEvents {
  #running = true;
  readonly #ended: Promise<void>;

  constructor(system: SystemUnderTest, ledger: Ledger) {
    this.#ended = this.#run(system, ledger);
  }

  async #run(system: SystemUnderTest, ledger: Ledger): Promise<void> {
    let log: EventLog | undefined;
    let writer: LogWriter | undefined;
    while (this.#running) {
      await sleep(400);
      const { sent, acknowledged } = ledger.of(orgs[0] as string);
      const ts = new Date().toISOString();
      const event = { ...template, id: randomUUID(), ts, received_at: ts };
      try {
        log ??= await system.openLog();
        writer ??= await log.writer("events");
        sent.set(nameOf(event), new Map([[0, { requests: 1, tokensIn: 0, tokensOut: 0 }]]));
        await writer.append([
          { key: recordKey(event), value: Buffer.from(serialise(event)), headers: { [headers.orgId]: event.org_id } },
        ]);
        acknowledged.set(nameOf(event), 0);
      } catch {
        // It may be there, or not.
        acknowledged.delete(nameOf(event));
      }
    }
    await writer?.close().catch(mayFail("its records are counted as not acknowledged"));
    await log?.close();
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#ended;
  }
}

const template: Omit<CanonicalEvent, "id" | "ts" | "received_at"> = {
  org_id: orgs[0] as string,
  user_id: "u1",
  provider: "openai",
  model: "gpt-4o",
  tokens_in: 0,
  tokens_cached: 0,
  tokens_out: 0,
  tokens_basis: "reported",
  source: "sdk",
  schema_version: SCHEMA_VERSION + 1,
};

/** The summary as people read it. */
export function format(summary: FaultSummary): string {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([name, count]) => `    ${String(count).padStart(7)}  ${name}`);
  return [
    `${summary.system}, seed ${summary.seed}: ${summary.faultsTotal} faults in ${summary.seconds} s, settled ${summary.secondsToSettle} s after the last event`,
    ...list(summary.faults),
    "  events",
    ...list({
      sent: summary.sent,
      acknowledged: summary.acknowledged,
      deleted: summary.deleted,
      stored: summary.stored,
      "set aside": summary.deadLetters,
      "duplicates found by the stream": summary.duplicates,
      "repeated by clients on purpose": summary.repeatedByClients,
    }),
    "  answers to clients",
    ...list(summary.answers),
    "  logged by the processes",
    ...list(summary.remarks),
    summary.violations.length === 0
      ? "  every invariant holds"
      : `  VIOLATED\n${summary.violations.map((line) => `    ${line}`).join("\n")}`,
  ].join("\n");
}
