import type { LogInspector } from "@ecomind/event-log";
import { Context, Effect, Layer } from "effect";
import { type Fenced, LogFault, PartitionHalted, type StoreRefused, type StoreUnavailable } from "./errors.js";
import { Store } from "./Store.js";

export interface PositionsShape {
  /**
   * Where reading goes on: after the last accounted range, if log and accounts agree.
   * @returns the position of each partition, and why a partition must halt
   */
  find(
    partitions: readonly number[],
  ): Effect.Effect<
    { readonly positions: ReadonlyMap<number, number>; readonly halted: readonly PartitionHalted[] },
    StoreUnavailable | StoreRefused | Fenced | LogFault
  >;
}

interface PositionRow {
  readonly partition: number;
  readonly position: number;
  readonly last_key: string;
  readonly first: number;
  readonly covered: number;
}

export class Positions extends Context.Service<Positions, PositionsShape>()("@ecomind/stream/Positions") {
  static readonly layer = (options: { readonly epoch: number; readonly inspector: LogInspector }) =>
    Layer.effect(
      Positions,
      Effect.gen(function* () {
        const store = yield* Store;
        return Positions.of(positionsOf(store, options));
      }),
    );
}

const advice = "See docs/runbooks/partition-halted.md.";

function positionsOf(
  store: Store["Service"],
  { epoch, inspector }: { epoch: number; inspector: LogInspector },
): PositionsShape {
  const ask = <T>(work: () => Promise<T>) =>
    Effect.tryPromise({
      try: work,
      catch: (cause) => new LogFault({ message: cause instanceof Error ? cause.message : String(cause), cause }),
    });

  const find = Effect.fnUntraced(function* (partitions: readonly number[]) {
    const rows = new Map(
      (yield* store.select<PositionRow>("positions", { parameters: { epoch, partitions } })).map((row) => [
        row.partition,
        row,
      ]),
    );
    const bounds = yield* ask(() => inspector.bounds());
    const positions = new Map<number, number>();
    const halted: PartitionHalted[] = [];
    for (const partition of partitions) {
      const halt = (message: string) =>
        halted.push(new PartitionHalted({ partition, message: `${message} ${advice}` }));
      const row = rows.get(partition);
      const position = row?.position ?? 0;
      const { start, end } = bounds.get(partition) ?? { start: 0, end: 0 };
      if (row !== undefined && row.covered !== row.position - row.first) {
        halt(
          `The accounted ranges of partition ${partition} do not tile: ${row.covered} records between ${row.first} and ${row.position}.`,
        );
      } else if (position < start) {
        halt(
          `Partition ${partition} begins at ${start}, and ${position} is next: the records between are gone from the log.`,
        );
      } else if (position > end) {
        halt(
          `Partition ${partition} ends at ${end}, and ${position} is next: is this another log? A recreated one is a new epoch.`,
        );
      } else if (row !== undefined && position > start) {
        const before = yield* ask(() => inspector.recordAt(partition, position - 1));
        const key = before === undefined ? undefined : Buffer.from(before.key).toString("utf8");
        // A range without a key was accounted for by a person, as lost: nothing stands before it to compare with.
        if (row.last_key !== "" && key !== row.last_key)
          halt(
            `The record before ${position} in partition ${partition} is not the one accounted: is this another log? A recreated one is a new epoch.`,
          );
        else positions.set(partition, position);
      } else positions.set(partition, position);
    }
    return { positions, halted };
  });

  return { find };
}
