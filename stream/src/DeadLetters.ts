import { headers as names } from "@ecomind/contract";
import type { LogWriter } from "@ecomind/event-log";
import { Context, Effect, Layer } from "effect";
import type { Refusal } from "./enrich.js";
import { type Fenced, LogFault, type StoreRefused, type StoreUnavailable } from "./errors.js";
import { Store } from "./Store.js";

export interface DeadLettersShape {
  /** Keeps records whole, on their own topic and in the store; both are acknowledged when this ends. Harmless to repeat. */
  keep(refusals: readonly Refusal[]): Effect.Effect<void, StoreUnavailable | StoreRefused | Fenced | LogFault>;
}

export interface DeadLetterOptions {
  readonly epoch: number;
  readonly topic: string;
  readonly writer: LogWriter;
}

export class DeadLetters extends Context.Service<DeadLetters, DeadLettersShape>()("@ecomind/stream/DeadLetters") {
  static readonly layer = (options: DeadLetterOptions) =>
    Layer.effect(
      DeadLetters,
      Effect.gen(function* () {
        const store = yield* Store;
        return DeadLetters.of({ keep: (refusals) => keep(store, options, refusals) });
      }),
    );
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

/** Bytes that are not UTF-8 are kept as `base64:…`, told by the header `encoding`. */
function exact(bytes: Uint8Array): { value: string; encoded: boolean } {
  const value = text(bytes);
  return Buffer.from(value).equals(bytes)
    ? { value, encoded: false }
    : { value: Buffer.from(bytes).toString("base64"), encoded: true };
}

const moment = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

const keep = Effect.fnUntraced(function* (
  store: Store["Service"],
  { epoch, topic, writer }: DeadLetterOptions,
  refusals: readonly Refusal[],
) {
  if (refusals.length === 0) return;
  yield* Effect.tryPromise({
    try: () =>
      writer.append(
        refusals.map(({ record, reason, stage }) => ({
          key: `${topic}/${record.partition}/${record.offset}`,
          value: record.value,
          headers: {
            ...Object.fromEntries(Object.entries(record.headers).map(([name, bytes]) => [name, text(bytes)])),
            [names.key]: text(record.key),
            [names.origin]: `${topic}/${record.partition}/${record.offset}`,
            [names.reason]: reason,
            [names.stage]: stage,
          },
        })),
      ),
    catch: (cause) => new LogFault({ message: cause instanceof Error ? cause.message : String(cause), cause }),
  });
  const deadAt = moment(Date.now());
  yield* store.insertRows(
    "dead_letters",
    refusals.map(({ record, orgId, reason, stage, detail }) => {
      const { value, encoded } = exact(record.value);
      const headers = Object.fromEntries(Object.entries(record.headers).map(([name, bytes]) => [name, text(bytes)]));
      return {
        epoch,
        topic,
        partition: record.partition,
        offset: record.offset,
        record_at: moment(record.timestampMs),
        dead_at: deadAt,
        org_id: orgId,
        reason,
        stage,
        detail,
        key: text(record.key),
        value,
        headers: encoded ? { ...headers, encoding: "base64" } : headers,
      };
    }),
  );
});
