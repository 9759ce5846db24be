import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { type ClickHouseClient, codeOf, createStoreClient } from "@ecomind/clickhouse";
import { Context, Effect, Layer } from "effect";
import { Fenced, StoreRefused, StoreUnavailable } from "./errors.js";

const fence = text("fence");

const statements = {
  account: read("account"),
  count: read("count"),
  countOwn: read("count-own"),
  formerUntil: read("former-until"),
  positions: read("positions"),
  publish: read("publish"),
  publishRevisions: read("publish-revisions"),
  running: read("running"),
  storedFormer: read("stored-former"),
  storedResponses: read("stored-responses"),
} as const;

/** A statement; `@fence` in it stands for the condition that its process still owns the partitions. */
function read(name: string): string {
  return text(name).replace("@fence", () => fence);
}

function text(name: string): string {
  return readFileSync(new URL(`../sql/${name}.sql`, import.meta.url), "utf8");
}

export type StatementName = keyof typeof statements;

export interface StatementOptions {
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Shown in `system.processes` while it runs. */
  readonly comment?: string;
  /** W3C trace context that the store's own spans hang below. */
  readonly traceparent?: string | undefined;
}

type StoreError = StoreUnavailable | StoreRefused | Fenced;

/** Codes of ClickHouse that mean that a value cannot be taken. Everything else is a reason to wait, never to set a record aside. */
const contentCodes = new Set([
  6, 25, 26, 27, 38, 41, 53, 69, 70, 72, 117, 130, 131, 321, 349, 376, 441, 467, 563, 675, 676, 691,
]);
const throwIfCode = 395;

/** What an error of the client means for the pipeline. */
function classify(error: unknown): StoreError {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (code === throwIfCode && message.includes("fenced")) return new Fenced();
  if (contentCodes.has(code)) return new StoreRefused({ message: message.slice(0, 500), code });
  return new StoreUnavailable({ message: message.slice(0, 500), cause: error });
}

export interface StoreShape {
  /** Rows of a named statement. */
  select<T>(name: StatementName, options?: StatementOptions): Effect.Effect<readonly T[], StoreError>;
  /** Runs a named statement that returns nothing. */
  run(name: StatementName, options?: StatementOptions): Effect.Effect<void, StoreError>;
  /** Runs SQL that has no file of its own: names of tables cannot be parameters everywhere. */
  command(
    sql: string,
    options?: StatementOptions & { readonly settings?: Readonly<Record<string, string | number>> },
  ): Effect.Effect<void, StoreError>;
  rows<T>(sql: string, parameters?: Readonly<Record<string, unknown>>): Effect.Effect<readonly T[], StoreError>;
  /** Inserts a block in ClickHouse's Native format. */
  insertNative(table: string, columns: readonly string[], block: Uint8Array): Effect.Effect<void, StoreError>;
  insertRows(table: string, rows: readonly object[]): Effect.Effect<void, StoreError>;
}

export interface StoreSettings {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

/** The store as the stream uses it; every failure is classified. */
export class Store extends Context.Service<Store, StoreShape>()("@ecomind/stream/Store") {
  static readonly layer = (settings: StoreSettings) =>
    Layer.effect(
      Store,
      Effect.gen(function* () {
        const client = yield* Effect.acquireRelease(
          Effect.sync(() =>
            createStoreClient({ ...settings, application: "ecomind-stream", requestTimeoutMs: 60_000 }),
          ),
          (opened) => Effect.promise(() => opened.close()),
        );
        return Store.of(storeOf(client));
      }),
    );
}

const attempt = <T>(work: () => Promise<T>): Effect.Effect<T, StoreError> =>
  Effect.tryPromise({ try: work, catch: classify });

function storeOf(client: ClickHouseClient): StoreShape {
  const settingsOf = (comment: string | undefined) =>
    comment === undefined ? {} : { clickhouse_settings: { log_comment: comment } };
  const select = <T>(query: string, { parameters, comment }: StatementOptions = {}) =>
    attempt(async () => {
      const result = await client.query({
        query,
        format: "JSONEachRow",
        query_params: { ...parameters },
        ...settingsOf(comment),
      });
      return await result.json<T>();
    });
  const run = (
    query: string,
    { parameters, comment, traceparent }: StatementOptions = {},
    settings: Readonly<Record<string, string | number>> = {},
  ) =>
    attempt(async () => {
      await client.command({
        query,
        query_params: { ...parameters },
        ...(traceparent === undefined ? {} : { http_headers: { traceparent } }),
        clickhouse_settings: { ...settings, ...(comment === undefined ? {} : { log_comment: comment }) },
      });
    });
  return {
    select: (name, options) => select(statements[name], options),
    // One thread and one block: a batch is one part per month.
    run: (name, options) => run(statements[name], options, { max_insert_threads: 1, max_threads: 2 }),
    command: (sql, options = {}) => run(sql, options, options.settings),
    rows: (sql, parameters = {}) => select(sql, { parameters }),
    insertNative: (table, columns, block) =>
      attempt(async () => {
        const { stream } = await client.exec({
          query: `INSERT INTO ${table} (${columns.join(", ")}) FORMAT Native`,
          values: Readable.from([block], { objectMode: false }),
        });
        await finished(stream.resume());
      }),
    insertRows: (table, rows) =>
      attempt(async () => {
        await client.insert({ table, values: rows, format: "JSONEachRow" });
      }),
  };
}
