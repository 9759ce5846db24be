import { Context, Effect, Layer, Schedule } from "effect";
import { Fenced, type StoreRefused, StoreUnavailable } from "./errors.js";
import { Store } from "./Store.js";
import { commentPrefix } from "./statement-comment.js";

/** A partition is owned by whoever holds the greatest fence. */
export interface FencesShape {
  /**
   * Takes the next fence of each partition, and waits until nothing that an older owner began is still running.
   * @returns the fence of each partition
   */
  take(
    partitions: readonly number[],
  ): Effect.Effect<ReadonlyMap<number, number>, StoreUnavailable | StoreRefused | Fenced>;
  /** Waits until no statement of any owner that touches these partitions is running. */
  quiet(partitions: readonly number[]): Effect.Effect<void, StoreUnavailable | StoreRefused | Fenced>;
}

export interface FenceOptions {
  readonly epoch: number;
  /** Host, process and moment. */
  readonly owner: string;
}

interface OwnerRow {
  readonly partition: number;
  readonly newest: number;
  readonly owner: string;
}

const newest = `SELECT partition, toFloat64(max(fence)) AS newest, argMax(owner, fence) AS owner FROM log_owners
  WHERE epoch = {epoch:UInt32} AND partition IN {partitions:Array(UInt16)} GROUP BY partition`;

export class Fences extends Context.Service<Fences, FencesShape>()("@ecomind/stream/Fences") {
  static readonly layer = (options: FenceOptions) =>
    Layer.effect(
      Fences,
      Effect.gen(function* () {
        const store = yield* Store;
        return Fences.of(fencesOf(store, options));
      }),
    );
}

function fencesOf(store: Store["Service"], { epoch, owner }: FenceOptions): FencesShape {
  const quiet = Effect.fnUntraced(function* (partitions: readonly number[]) {
    const look = Effect.gen(function* () {
      const [row] = yield* store.select<{ running: string | number }>("running", {
        parameters: { prefix: commentPrefix(epoch), partitions },
      });
      if (Number(row?.running ?? 0) > 0)
        return yield* new StoreUnavailable({
          message: "a statement of an older owner is still running",
          cause: undefined,
        });
    });
    yield* look.pipe(Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo({ times: 900 }))));
  });

  const read = (partitions: readonly number[]) => store.rows<OwnerRow>(newest, { epoch, partitions });

  /** Of two that try the same fence at once the deduplication token lets the first one's row stay. */
  const tryFence = Effect.fnUntraced(function* (partition: number, fence: number) {
    yield* store.command(
      "INSERT INTO log_owners (epoch, partition, fence, owner) SELECT {epoch:UInt32}, {partition:UInt16}, {fence:UInt64}, {owner:String}",
      {
        parameters: { epoch, partition, fence, owner },
        settings: { insert_deduplication_token: `${epoch}/${partition}/${fence}`, insert_deduplicate: 1 },
      },
    );
  });

  const take = Effect.fnUntraced(function* (partitions: readonly number[]) {
    const taken = new Map<number, number>();
    const tried = new Map<number, number>();
    for (let round = 0; round < 20 && taken.size < partitions.length; round += 1) {
      const missing = partitions.filter((partition) => !taken.has(partition));
      const before = new Map((yield* read(missing)).map((row) => [row.partition, row.newest]));
      // Beyond what was tried as well: the engine notes a token before its row, and one killed in between has spent the
      // fence on nobody.
      const wanted = new Map(
        missing.map((partition) => [partition, Math.max(before.get(partition) ?? 0, tried.get(partition) ?? 0) + 1]),
      );
      for (const [partition, fence] of wanted) {
        tried.set(partition, fence);
        yield* tryFence(partition, fence);
      }
      for (const row of yield* read(missing))
        if (row.owner === owner && row.newest === wanted.get(row.partition)) taken.set(row.partition, row.newest);
    }
    // Others want the same partitions: they may have them.
    if (taken.size < partitions.length) return yield* new Fenced();
    yield* quiet(partitions);
    return taken;
  });

  return { take, quiet };
}
