import { eventsTopic } from "@ecomind/contract";
import type { AppendRecord, LogInspector, LogRecord, LogWriter } from "@ecomind/event-log";
import { loadDefaultFactorSet } from "@ecomind/footprint";
import { Effect, Layer, ManagedRuntime } from "effect";
import { makeBatch } from "../src/batch.js";
import { DeadLetters } from "../src/DeadLetters.js";
import { Fences } from "../src/Fences.js";
import type { FormerIdRule } from "../src/FormerIds.js";
import { Positions } from "../src/Positions.js";
import { Publisher } from "../src/Publisher.js";
import { Store } from "../src/Store.js";
import type { TestDatabase } from "./store.js";

export const epoch = 1;
const factors = loadDefaultFactorSet();
let processes = 0;

/** One stream process's parts, without its loop; `deadLetters` gets what is appended to their topic. */
export class StreamParts {
  readonly deadLetters: AppendRecord[] = [];
  readonly stage: string;
  readonly #runtime: ManagedRuntime.ManagedRuntime<Fences | Positions | Publisher, never>;

  constructor(database: TestDatabase, inspector?: LogInspector) {
    processes += 1;
    const owner = `test/${processes}`;
    this.stage = `stage_${process.pid}_${processes.toString(16).padStart(8, "0")}`;
    const writer: LogWriter = {
      append: async (records) => {
        this.deadLetters.push(...records);
      },
      available: true,
      close: async () => {},
    };
    const store = Store.layer({ url: database.url, username: "default", password: "", database: database.name });
    this.#runtime = ManagedRuntime.make(
      Layer.mergeAll(
        Fences.layer({ epoch, owner }),
        Positions.layer({ epoch, inspector: inspector ?? noLog }),
        Publisher.layer({ epoch, owner, stage: this.stage }).pipe(
          Layer.provide(DeadLetters.layer({ epoch, topic: eventsTopic(epoch), writer })),
        ),
      ).pipe(Layer.provide(store)),
    );
  }

  take(partitions: readonly number[]) {
    return this.#runtime.runPromise(
      Effect.gen(function* () {
        return yield* (yield* Fences).take(partitions);
      }),
    );
  }

  positions(partitions: readonly number[]) {
    return this.#runtime.runPromise(
      Effect.gen(function* () {
        return yield* (yield* Positions).find(partitions);
      }),
    );
  }

  /** @throws the pipeline's errors, by their tags */
  publish(records: readonly LogRecord[], fences: ReadonlyMap<number, number>, formerIds?: FormerIdRule) {
    return this.#runtime.runPromise(
      Effect.gen(function* () {
        return yield* (yield* Publisher).publish(makeBatch(records, epoch, factors, formerIds), records, fences);
      }),
    );
  }

  async close(): Promise<void> {
    await this.#runtime.dispose();
  }
}

const noLog: LogInspector = {
  partitionCount: async () => 0,
  bounds: async () => new Map(),
  recordAt: async () => undefined,
  committed: async () => new Map(),
  close: async () => {},
};
