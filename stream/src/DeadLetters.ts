import { headers as names } from "@ecomind/contract";
import type { LogRecord, LogWriter } from "@ecomind/event-log";
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

/** Bytes that are not UTF-8 are kept as `base64:…`, and the header `encoding` says so. */
function exact(bytes: Uint8Array): { value: string; encoded: boolean } {
  const value = text(bytes);
  return Buffer.from(value).equals(bytes)
    ? { value, encoded: false }
    : { value: Buffer.from(bytes).toString("base64"), encoded: true };
}

const moment = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

interface Origin {
  readonly epoch: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/**
 * Where a record was refused first. A replay says so in a header: refused once more, it takes the place of its own dead
 * letter, so that a replay that was killed and done again leaves one.
 */
function originOf(record: LogRecord, { epoch, topic }: DeadLetterOptions): Origin {
  const here = { epoch, topic, partition: record.partition, offset: record.offset };
  const named = record.headers[names.origin];
  const match = named === undefined ? null : /^(.+\.(\d{1,10}))\/(\d{1,5})\/(\d{1,15})$/.exec(text(named));
  if (match === null) return here;
  const [, first = "", ...numbers] = match;
  const [firstEpoch = 0, partition = 0, offset = 0] = numbers.map(Number);
  if (firstEpoch > 0xffff_ffff || partition > 0xffff) return here;
  return { epoch: firstEpoch, topic: first, partition, offset };
}

const keep = Effect.fnUntraced(function* (
  store: Store["Service"],
  options: DeadLetterOptions,
  refusals: readonly Refusal[],
) {
  if (refusals.length === 0) return;
  const { writer } = options;
  const origins = new Map(refusals.map((refusal) => [refusal, originOf(refusal.record, options)]));
  const nameOf = ({ topic, partition, offset }: Origin) => `${topic}/${partition}/${offset}`;
  yield* Effect.tryPromise({
    try: () =>
      writer.append(
        [...origins].map(([{ record, reason, stage }, origin]) => ({
          key: nameOf(origin),
          value: record.value,
          headers: {
            ...Object.fromEntries(Object.entries(record.headers).map(([name, bytes]) => [name, text(bytes)])),
            [names.key]: text(record.key),
            [names.origin]: nameOf(origin),
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
    [...origins].map(([{ record, orgId, reason, stage, detail }, origin]) => {
      const { value, encoded } = exact(record.value);
      const headers = Object.fromEntries(Object.entries(record.headers).map(([name, bytes]) => [name, text(bytes)]));
      return {
        ...origin,
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
