import { type Choices, firstChoices, type PolicyState } from "../policy/settings.js";
import type { RefusedEvent, Send, UploadPace } from "../queue/queue-store.js";
import { RuleBook } from "../rules/match.js";
import { readRulePacks } from "../rules/read-rule-packs.js";
import { shippedRulePacks } from "../rules/shipped.js";
import type { DayFigures } from "../worker/day-figures.js";
import { dayOf } from "../worker/day-figures.js";
import { openDatabase, result } from "../worker/indexed-db.js";
import type { Notices } from "../worker/notices.js";
import type { Stored } from "../worker/settings.js";

/** What the pages show, read at once. */
export interface Shown {
  readonly policy: PolicyState;
  readonly choices: Choices;
  readonly rules: RuleBook;
  readonly days: readonly DayFigures[];
  readonly waiting: number;
  readonly pace: UploadPace | undefined;
  readonly sends: readonly Send[];
  readonly refused: readonly RefusedEvent[];
  readonly notices: Notices;
}

const dayMs = 86_400_000;
const opened = openDatabase();

export async function readStored(nowMs = Date.now()): Promise<Shown> {
  const stored = (await chrome.storage.local.get()) as Stored;
  const database = await opened;
  const transaction = database.transaction(["days", "events", "state", "sends", "refused"], "readonly");
  const store = (name: string) => transaction.objectStore(name);
  const first = dayOf(nowMs - 29 * dayMs);
  const [days, waiting, pace, sends, refused, notices] = await Promise.all([
    result<DayFigures[]>(store("days").getAll(IDBKeyRange.lowerBound(first))),
    result(store("events").count()),
    result<UploadPace | undefined>(store("state").get("pace")),
    result<Send[]>(store("sends").getAll()),
    result<RefusedEvent[]>(store("refused").getAll()),
    result<Notices | undefined>(store("state").get("notices")),
  ]);
  const own = stored.rulePacks === undefined ? shippedRulePacks : readRulePacks(stored.rulePacks);
  return {
    policy: stored.policy ?? { state: "unknown" },
    choices: { ...firstChoices, ...stored.choices },
    rules: new RuleBook(own.version > shippedRulePacks.version ? own : shippedRulePacks),
    days,
    waiting,
    pace,
    sends: sends.reverse(),
    refused,
    notices: notices ?? {},
  };
}

export async function choose(change: Partial<Choices>): Promise<void> {
  const { choices } = (await chrome.storage.local.get("choices")) as Stored;
  await chrome.storage.local.set({ choices: { ...firstChoices, ...choices, ...change } } satisfies Stored);
}

/** Deletes the ledger and the refused events. */
export async function clearLedger(): Promise<void> {
  const transaction = (await opened).transaction(["sends", "refused"], "readwrite");
  transaction.objectStore("sends").clear();
  await result(transaction.objectStore("refused").clear());
}
