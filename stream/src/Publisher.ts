import type { LogRecord } from "@ecomind/event-log";
import { Context, Effect, Layer } from "effect";
import { type Batch, type Row, refuseRows } from "./batch.js";
import { DeadLetters } from "./DeadLetters.js";
import { type Fenced, type LogFault, PartitionHalted, type StoreRefused, type StoreUnavailable } from "./errors.js";
import { formerOf, identitiesOf, responsesOf } from "./identities.js";
import { type PartitionRange, totalOf, withCounts } from "./partition-range.js";
import { Store } from "./Store.js";
import type { StagedRows } from "./staged-rows.js";
import { statementComment } from "./statement-comment.js";

type PublishError = StoreUnavailable | StoreRefused | Fenced | LogFault | PartitionHalted;

export interface PublisherShape {
  /**
   * Stores what is not there yet, keeps what cannot be stored, and accounts for every record. Harmless to repeat: what is
   * stored already is found, and counted where it belongs.
   * @param fences of every partition in the batch
   * @param traceparent W3C trace context of the batch
   * @returns the batch's ranges with their counts
   */
  publish(
    batch: Batch,
    records: readonly LogRecord[],
    fences: ReadonlyMap<number, number>,
    traceparent?: string,
  ): Effect.Effect<readonly PartitionRange[], PublishError>;
}

export interface PublisherOptions {
  readonly epoch: number;
  readonly owner: string;
  /** This process's own table. */
  readonly stage: string;
}

interface OwnRow {
  readonly partition: number;
  readonly org_id: string;
  readonly stored: string;
  readonly offsets: string;
  readonly without_person: string;
}

interface CountRow {
  readonly partition: number;
  readonly org_id: string;
  readonly stored: string;
  readonly erased: string;
  readonly duplicates: string;
}

export class Publisher extends Context.Service<Publisher, PublisherShape>()("@ecomind/stream/Publisher") {
  static readonly layer = (options: PublisherOptions) =>
    Layer.effect(
      Publisher,
      Effect.gen(function* () {
        const store = yield* Store;
        const deadLetters = yield* DeadLetters;
        yield* dropAbandoned(store).pipe(Effect.ignore);
        yield* Effect.addFinalizer(() =>
          Effect.forEach([options.stage, formerOf(options.stage), responsesOf(options.stage)], (table) =>
            store.command(`DROP TABLE IF EXISTS ${table} SYNC`).pipe(Effect.ignore),
          ),
        );
        return Publisher.of(publisherOf(store, deadLetters, options));
      }),
    );
}

/**
 * Killed processes leave their tables behind. Those that are old go; should one belong to a living process, its next batch
 * fails once and makes it again.
 */
const dropAbandoned = Effect.fnUntraced(function* (store: Store["Service"]) {
  const old = yield* store.rows<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'Memory' AND match(name, '^stage_[0-9]+_[0-9a-f]+(_former|_responses)?$')
      AND metadata_modification_time < now() - INTERVAL 10 MINUTE`,
  );
  for (const { name } of old) yield* store.command(`DROP TABLE IF EXISTS ${name} SYNC`);
});

const createStage = (stage: string) =>
  `CREATE TABLE IF NOT EXISTS ${stage} ENGINE = Memory EMPTY AS SELECT * FROM events`;

function publisherOf(
  store: Store["Service"],
  deadLetters: DeadLetters["Service"],
  { epoch, owner, stage }: PublisherOptions,
): PublisherShape {
  const settle = identitiesOf(store, { epoch, stage });

  const fill = Effect.fnUntraced(function* (rows: readonly Row[], staged: StagedRows) {
    yield* store.command(createStage(stage));
    yield* store.command(`TRUNCATE TABLE ${stage}`);
    if (rows.length > 0)
      yield* store.insertNative(stage, staged.columns, staged.encode(rows.map(({ position }) => position)));
  });

  /** Halves what the store refuses until the rows to blame stand alone. */
  const findRefused = (
    rows: readonly Row[],
    staged: StagedRows,
  ): Effect.Effect<Map<Row, string>, StoreUnavailable | Fenced | StoreRefused> =>
    fill(rows, staged).pipe(
      Effect.as(new Map<Row, string>()),
      Effect.catchTag("StoreRefused", (error) => {
        const [only] = rows;
        if (rows.length === 1 && only !== undefined) return Effect.succeed(new Map([[only, `code ${error.code}`]]));
        const middle = rows.length >> 1;
        return Effect.gen(function* () {
          const first = yield* findRefused(rows.slice(0, middle), staged);
          const second = yield* findRefused(rows.slice(middle), staged);
          return new Map([...first, ...second]);
        });
      }),
    );

  /** Stages what can be staged; the rest joins the dead letters. */
  const stageRows = Effect.fnUntraced(function* (batch: Batch, records: readonly LogRecord[]) {
    return yield* fill(batch.rows, batch.staged).pipe(
      Effect.as(batch),
      Effect.catchTag("StoreRefused", () =>
        Effect.gen(function* () {
          const next = refuseRows(batch, yield* findRefused(batch.rows, batch.staged), records);
          yield* fill(next.rows, next.staged);
          return next;
        }),
      ),
    );
  });

  /** Rows by what became of them. Most batches repeat nothing, and a cheaper look finds all of it in place. */
  const look = Effect.fnUntraced(function* (batch: Batch) {
    const own = yield* store.select<OwnRow>("countOwn", { parameters: { epoch, stage } });
    const inPlace = own.reduce((sum, { stored }) => sum + Number(stored), 0);
    const plain = own.every((row) => row.offsets === row.stored && Number(row.without_person) === 0);
    if (plain && inPlace === batch.rows.length)
      return own.map((row): CountRow => ({ ...row, erased: "0", duplicates: "0" }));
    return yield* store.select<CountRow>("count", { parameters: { epoch, stage } });
  });

  /** @returns the ranges with what became of the rows, and the partitions of which not every row is in the table, or some twice */
  const count = Effect.fnUntraced(function* (batch: Batch) {
    const rows = yield* look(batch);
    const missing = new Map<number, number>();
    for (const { partition } of batch.rows) missing.set(partition, (missing.get(partition) ?? 0) + 1);
    for (const { partition, stored, erased, duplicates } of rows)
      missing.set(partition, (missing.get(partition) ?? 0) - Number(stored) - Number(erased) - Number(duplicates));
    const incomplete = [...missing].flatMap(([partition, rest]) => (rest === 0 ? [] : [partition]));
    const ranges = withCounts(
      batch.ranges,
      rows.map(({ partition, org_id: orgId, stored, erased, duplicates }) => ({
        partition,
        orgId,
        counts: { stored: Number(stored), erased: Number(erased), duplicates: Number(duplicates) },
      })),
    );
    return { ranges, incomplete };
  });

  const publish = Effect.fnUntraced(function* (
    made: Batch,
    records: readonly LogRecord[],
    fences: ReadonlyMap<number, number>,
    traceparent?: string,
  ) {
    const partitions = [...made.ranges.keys()];
    const parameters = { epoch, stage, partitions, fences: partitions.map((partition) => fences.get(partition) ?? 0) };
    const comment = (what: string) => statementComment(epoch, what, partitions, owner);
    const batch = yield* stageRows(yield* settle(made), records);
    let ranges = batch.ranges;
    if (batch.rows.length > 0) {
      // A table in memory is empty once the store was restarted: then nothing is found below, and all is done again.
      const statement = batch.hasRevisions ? "publishRevisions" : "publish";
      yield* store.run(statement, { parameters, comment: comment("publish"), traceparent });
      let counted = yield* count(batch);
      if (counted.incomplete.length > 0) {
        yield* fill(batch.rows, batch.staged);
        yield* store.run(statement, { parameters, comment: comment("publish"), traceparent });
        counted = yield* count(batch);
      }
      ranges = counted.ranges;
      const [partition] = counted.incomplete;
      if (partition !== undefined)
        return yield* new PartitionHalted({
          partition,
          message: `Partition ${partition}: what is published is not in the table exactly once. See docs/runbooks/partition-halted.md.`,
        });
    }
    yield* deadLetters.keep(batch.refusals);
    for (const range of ranges.values()) {
      const { read, stored, duplicates, deadLetters: dead, erased } = totalOf(range);
      if (read !== stored + duplicates + dead + erased || read !== range.end - range.start)
        return yield* new PartitionHalted({
          partition: range.partition,
          message: `Partition ${range.partition}: ${read} read, but ${stored} stored, ${duplicates} duplicates, ${dead} dead letters and ${erased} erased. See docs/runbooks/partition-halted.md.`,
        });
    }
    const rows = JSON.stringify(
      [...ranges.values()].map((range) => accountRow(range, fences.get(range.partition) ?? 0)),
    );
    yield* store.run("account", { parameters: { ...parameters, rows }, comment: comment("account"), traceparent });
    return [...ranges.values()];
  });

  return { publish };
}

/** A row of `batches`, in the order of `account.sql`. */
function accountRow(range: PartitionRange, fence: number): readonly unknown[] {
  const { read, stored, duplicates, deadLetters, erased } = totalOf(range);
  const orgs = [...range.orgs];
  return [
    range.partition,
    range.start,
    range.end,
    read,
    stored,
    duplicates,
    deadLetters,
    erased,
    orgs.map(([org]) => org),
    orgs.map(([, counts]) => [counts.read, counts.stored, counts.duplicates, counts.deadLetters, counts.erased]),
    range.lastKey,
    range.oldestMs,
    range.newestMs,
    fence,
  ];
}
