import http from "k6/http";
import { Counter } from "k6/metrics";
import { setTimeout } from "k6/timers";
import { target } from "./workloads.ts";

/** The organisation's records, by what became of them. */
export interface Accounting {
  readonly records_read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly dead_letters: number;
  readonly erased: number;
  /** Null: the query service does not know the log. */
  readonly in_flight: number | null;
}

/** What the run added to each, once everything had arrived. */
const recordsRead = new Counter("records_read");
const recordsAccountedFor = new Counter("records_accounted_for");
const deadLetters = new Counter("records_dead_letters");

/** @throws Error when the query service does not answer */
export async function readAccounting(): Promise<Accounting> {
  const params = { headers: { "x-api-key": target.apiKey }, tags: { part: "accounting" } };
  const answer = await http.asyncRequest("GET", `${target.queryUrl}/v1/accounting`, null, params);
  if (answer.status !== 200) throw new Error(`/v1/accounting answered ${answer.status}: is ECOMIND_API_KEY set?`);
  return answer.json() as unknown as Accounting;
}

/** Waits until the log is empty and the sums stand still, and counts what came since `before`. */
export async function countWhatCame(before: Accounting): Promise<void> {
  let last = await readAccounting();
  for (let still = 0, tries = 0; still < 3 && tries < 150; tries += 1) {
    await new Promise<void>((resolve) => setTimeout(() => resolve(), 1_000));
    const now = await readAccounting();
    still = now.records_read === last.records_read && (now.in_flight ?? 0) === 0 ? still + 1 : 0;
    last = now;
  }
  const outcomes = ({ stored, duplicates, dead_letters, erased }: Accounting) =>
    stored + duplicates + dead_letters + erased;
  recordsRead.add(last.records_read - before.records_read);
  recordsAccountedFor.add(outcomes(last) - outcomes(before));
  deadLetters.add(last.dead_letters - before.dead_letters);
}

export interface Reconciled {
  readonly holds: boolean;
  readonly text: string;
}

/** Every event that was acknowledged is counted, and none that nobody sent. */
export function reconcile(counts: {
  readonly accepted: number;
  readonly unsure: number;
  readonly read: number;
  readonly accountedFor: number;
}): Reconciled {
  const { accepted, unsure, read, accountedFor } = counts;
  const holds = accountedFor === read && read >= accepted && read <= accepted + unsure;
  const sent = unsure === 0 ? `${accepted} accepted` : `${accepted} accepted, ${unsure} without a sure answer`;
  return { holds, text: `${sent}; ${read} records came, ${accountedFor} of them accounted for` };
}
