import { parseArgs } from "node:util";
import { createStoreClient } from "@ecomind/clickhouse";
import { deadLetterReasons } from "@ecomind/contract";
import { type Command, type CommandIo, CommandUsageError } from "../command.js";
import {
  countDeadLetters,
  type DeadLetter,
  type DeadLetterCount,
  type DeadLetterFilter,
  findDeadLetter,
  markReplayed,
  readDeadLetters,
  replayOf,
} from "../dead-letters.js";
import { kafkaConnectionHelp, kafkaConnectionOptions } from "../kafka-connection.js";
import { openLogOf } from "../log-connection.js";
import { storeConnection, storeConnectionHelp, storeConnectionOptions } from "../store-connection.js";

const reasons = Object.entries(deadLetterReasons)
  .map(([reason, meaning]) => `  ${reason.padEnd(22)}${meaning}`)
  .join("\n");

const help = `Usage: ecomind dead-letters list [options]
       ecomind dead-letters show [TOPIC/PARTITION/OFFSET ...] [options]
       ecomind dead-letters replay [options]

Records that the stream could not take are set aside whole. When what stood in their way is gone (a newer build of the
stream, a mended store), replay puts them back into the log with their own keys and bytes. An event counts once however
often it is put back, also when a replay is killed and done again; a record that is refused again is open again.

list    how many, by reason
show    whole records: the ones named, or the first that the options choose
replay  appends them to the log, and notes that it did

  --reason R      only of this reason, see below
  --org ORG       only of this organisation
  --from TIME     set aside at this time or later: RFC 3339, such as 2026-01-31T12:00:00Z
  --until TIME    set aside before this time
  --all           those that were put back before as well
  --limit N       at most so many [show: 20; replay: no limit]
${storeConnectionHelp}
${kafkaConnectionHelp}
  --json          print the result as JSON

Reasons
${reasons}`;

/** Records appended and noted together. */
const atOnce = 500;

function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(ms)) throw new CommandUsageError(`--${name}: an RFC 3339 time, such as 2026-01-31T12:00:00Z`);
  return ms;
}

function limitOf(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new CommandUsageError("--limit: a whole number from 1");
  return Number(text);
}

function printCounts(counts: readonly DeadLetterCount[], io: CommandIo): void {
  for (const { reason, stage, count, first_at, last_at } of counts)
    io.out(`${String(count).padStart(9)}  ${reason} (${stage})  ${first_at} to ${last_at}`);
  if (counts.length === 0) io.out("none");
}

function printLetter(letter: DeadLetter, io: CommandIo): void {
  io.out(`${letter.origin}  ${letter.reason}${letter.detail === "" ? "" : `: ${letter.detail}`}`);
  io.out(`  organisation ${letter.org_id || "-"}, in the log ${letter.record_at}, set aside ${letter.dead_at}`);
  if (letter.replayed_at !== null) io.out(`  put back into the log ${letter.replayed_at}`);
  io.out(`  key ${letter.key}`);
  for (const [name, value] of Object.entries(letter.headers)) io.out(`  ${name}: ${value}`);
  io.out(`  ${letter.value}`);
}

type Store = ReturnType<typeof createStoreClient>;

async function show(store: Store, origins: readonly string[], filter: DeadLetterFilter, limit: number) {
  if (origins.length === 0) return await readDeadLetters(store, filter, limit);
  const letters: DeadLetter[] = [];
  for (const origin of origins) {
    const letter = await findDeadLetter(store, origin);
    if (letter === undefined) throw new Error(`there is no dead letter ${origin}`);
    letters.push(letter);
  }
  return letters;
}

/** Appends first and notes afterwards: killed in between, the next replay appends again, and the stream counts once. */
async function replay(
  store: Store,
  log: Awaited<ReturnType<typeof openLogOf>>,
  filter: DeadLetterFilter,
  limit: number,
): Promise<Record<string, number>> {
  const writer = await log.writer("events");
  const counts: Record<string, number> = {};
  let [replayed, last]: [number, DeadLetter | undefined] = [0, undefined];
  while (replayed < limit) {
    const letters: DeadLetter[] = await readDeadLetters(store, filter, Math.min(atOnce, limit - replayed), last);
    last = letters.at(-1);
    if (last === undefined) break;
    await writer.append(letters.map(replayOf));
    await markReplayed(store, letters);
    for (const { reason } of letters) counts[reason] = (counts[reason] ?? 0) + 1;
    replayed += letters.length;
  }
  await writer.close();
  return counts;
}

export const deadLettersCommand: Command = {
  name: "dead-letters",
  summary: "records that the stream set aside: list, show, put back into the log",
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...storeConnectionOptions,
        ...kafkaConnectionOptions,
        reason: { type: "string" },
        org: { type: "string" },
        from: { type: "string" },
        until: { type: "string" },
        limit: { type: "string" },
        all: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const [action = "", ...origins] = positionals;
    if (!["list", "show", "replay"].includes(action) || (action !== "show" && origins.length > 0))
      throw new CommandUsageError("list, show or replay?");
    if (values.reason !== undefined && !(values.reason in deadLetterReasons))
      throw new CommandUsageError(`--reason: one of ${Object.keys(deadLetterReasons).join(", ")}`);
    const filter: DeadLetterFilter = {
      reason: values.reason,
      org: values.org,
      fromMs: timeOf("from", values.from),
      untilMs: timeOf("until", values.until),
      replayed: values.all,
    };
    const limit = limitOf(values.limit, action === "show" ? 20 : 1_000_000_000);
    const store = createStoreClient({ ...storeConnection(values), application: "ecomind-dead-letters" });
    try {
      if (action === "list") {
        const counts = await countDeadLetters(store, filter);
        if (values.json) io.out(JSON.stringify({ dead_letters: counts }));
        else printCounts(counts, io);
        return 0;
      }
      if (action === "show") {
        const letters = await show(store, origins, filter, limit);
        if (values.json) io.out(JSON.stringify({ dead_letters: letters }));
        else for (const letter of letters) printLetter(letter, io);
        return 0;
      }
      const log = await openLogOf(values);
      try {
        const counts = await replay(store, log, filter, limit);
        const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
        if (values.json) io.out(JSON.stringify({ replayed: total, by_reason: counts }));
        else {
          for (const [reason, count] of Object.entries(counts)) io.out(`${String(count).padStart(9)}  ${reason}`);
          io.out(`${total} put back into the log`);
        }
        return 0;
      } finally {
        await log.close();
      }
    } finally {
      await store.close();
    }
  },
};
