import type { ClickHouseClient } from "@ecomind/clickhouse";
import { Counter, Gauge, type Logger, ownEnergy, type Registry } from "@ecomind/platform";
import { rowsOf } from "./job.js";

export interface StoreMeterOptions {
  /** Of its own, with a short time-out: a job's statement may hold the others for long. */
  readonly client: ClickHouseClient;
  readonly registry: Registry;
  readonly logger: Logger;
  /** Milliseconds between two looks. @default 15_000 */
  readonly intervalMs?: number;
}

/** Gauges by name: what one row of the statement below holds, and what it means. */
const gauges = {
  clickhouse_uptime_seconds: ["uptime()", "Since the engine's start"],
  clickhouse_active_parts: ["(SELECT count() FROM system.parts WHERE active)", "Parts of all tables"],
  clickhouse_largest_partition_parts: [
    "(SELECT max(parts) FROM (SELECT count() AS parts FROM system.parts WHERE active GROUP BY database, table, partition_id))",
    "Parts of the partition that has most",
  ],
  clickhouse_partition_parts_limit: [
    "(SELECT toFloat64(value) FROM system.merge_tree_settings WHERE name = 'parts_to_throw_insert')",
    "Parts of one partition at which inserts are refused",
  ],
  clickhouse_merges_running: ["(SELECT count() FROM system.merges)", "Merges and mutations of parts that run now"],
  clickhouse_mutations_unfinished: ["(SELECT count() FROM system.mutations WHERE NOT is_done)", "Mutations to be done"],
  clickhouse_oldest_mutation_age_seconds: [
    "(SELECT if(count() = 0, 0, dateDiff('second', min(create_time), now())) FROM system.mutations WHERE NOT is_done)",
    "Age of the oldest mutation that is not done",
  ],
  clickhouse_memory_bytes: [
    "(SELECT value FROM system.metrics WHERE metric = 'MemoryTracking')",
    "Memory that the engine has taken by its own account",
  ],
  clickhouse_memory_limit_bytes: [
    "(SELECT toFloat64(value) FROM system.server_settings WHERE name = 'max_server_memory_usage')",
    "Memory at which the engine refuses statements",
  ],
  clickhouse_disk_free_bytes: ["(SELECT min(free_space) FROM system.disks)", "Room on the fullest disk of the engine"],
  clickhouse_disk_size_bytes: ["(SELECT argMin(total_space, free_space) FROM system.disks)", "Size of that disk"],
  clickhouse_stored_bytes: [
    "(SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase())",
    "Size of EcoMind's tables",
  ],
  clickhouse_stored_rows: [
    "(SELECT sum(rows) FROM system.parts WHERE active AND database = currentDatabase() AND table = 'events')",
    "Rows of events",
  ],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

/** What the engine counts since its start, by name. */
const counters = {
  clickhouse_statements_total: ["Query", "Statements begun"],
  clickhouse_failed_statements_total: ["FailedQuery", "Statements that failed"],
  clickhouse_delayed_inserts_total: ["DelayedInserts", "Inserts that were slowed down for too many parts"],
  clickhouse_rejected_inserts_total: ["RejectedInserts", "Inserts that were refused for too many parts"],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

const eventsOf = (...names: readonly string[]) =>
  `(SELECT sum(value) FROM system.events WHERE event IN (${names.map((name) => `'${name}'`).join(", ")}))`;
const columns = [
  ...Object.entries(gauges).map(([name, [expression]]) => `toFloat64(${expression}) AS ${name}`),
  ...Object.entries(counters).map(([name, [event]]) => `toFloat64(${eventsOf(event)}) AS ${name}`),
  `toFloat64(${eventsOf("UserTimeMicroseconds", "SystemTimeMicroseconds")}) / 1e6 AS cpu_seconds`,
];
const statement = `SELECT ${columns.join(",\n  ")}`;

/**
 * Tells of the engine behind this process: parts, merges, disk, memory. Of several ClickHouse servers this sees the one that
 * it is connected to; each has an endpoint of its own.
 */
export class StoreMeter {
  readonly #options: StoreMeterOptions;
  readonly #up: Gauge;
  readonly #gauges: ReadonlyMap<string, Gauge>;
  readonly #counters: ReadonlyMap<string, Counter>;
  #cpuSeconds = 0;
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StoreMeterOptions) {
    this.#options = options;
    const registers = [options.registry];
    this.#up = new Gauge({ name: "clickhouse_up", help: "1 when the engine answered the last look", registers });
    this.#gauges = new Map(
      Object.entries(gauges).map(([name, [, help]]) => [name, new Gauge({ name, help, registers })]),
    );
    this.#counters = new Map(
      Object.entries(counters).map(([name, [, help]]) => [name, new Counter({ name, help, registers })]),
    );
    ownEnergy(options.registry, "clickhouse", () => this.#cpuSeconds);
  }

  start(): this {
    void this.look();
    this.#timer = setInterval(() => void this.look(), this.#options.intervalMs ?? 15_000).unref();
    return this;
  }

  /** Looks once; one look at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { client, logger } = this.#options;
    try {
      const [row = {}] = await rowsOf<Readonly<Record<string, number>>>(client, statement);
      for (const [name, gauge] of this.#gauges) gauge.set(row[name] ?? 0);
      for (const [name, counter] of this.#counters) {
        // A restarted engine begins at 0: as a counter that was reset.
        counter.reset();
        counter.inc(row[name] ?? 0);
      }
      this.#cpuSeconds = row.cpu_seconds ?? 0;
      this.#up.set(1);
    } catch (error) {
      this.#up.set(0);
      logger.debug({ err: error }, "the engine could not be looked at");
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }
}
