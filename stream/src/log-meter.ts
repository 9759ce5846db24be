import type { EventLog, LogInspector } from "@ecomind/event-log";
import { Gauge, type Registry } from "@ecomind/platform";

export interface LogMeterOptions {
  readonly log: Pick<EventLog, "room">;
  readonly inspector: LogInspector;
  readonly registry: Registry;
  /** Partitions that this process holds; others tell of theirs. */
  readonly held: () => Iterable<number>;
}

/** Tells how much room the log has, where it is this machine's own, and how far back it reaches. */
export class LogMeter {
  readonly #options: LogMeterOptions;
  readonly #oldest: Gauge;

  constructor(options: LogMeterOptions) {
    this.#options = options;
    const { log, registry } = options;
    const registers = [registry];
    this.#oldest = new Gauge({
      name: "log_oldest_record_age_seconds",
      help: "Age of the oldest record that the log still has; with an empty partition 0",
      labelNames: ["partition"],
      registers,
    });
    if (log.room === undefined) return;
    const room = log.room.bind(log);
    const gauge = (name: string, help: string, read: (of: ReturnType<typeof room>) => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read(room()));
        },
      });
    gauge("log_map_bytes", "Size of the embedded log's memory map", ({ mapBytes }) => mapBytes);
    gauge(
      "log_used_bytes",
      "Pages of the map that the embedded log has taken, free ones included",
      (of) => of.usedBytes,
    );
    gauge("log_disk_free_bytes", "Room left on the disk of the embedded log", ({ diskFreeBytes }) => diskFreeBytes);
    gauge("log_disk_reserve_bytes", "Appends stop when the disk has less room than this", (of) => of.reserveBytes);
  }

  /** Looks at the log once. */
  async measure(): Promise<void> {
    const { inspector, held } = this.#options;
    const bounds = await inspector.bounds();
    const ages = new Map<number, number>();
    for (const partition of held()) {
      const { start, end } = bounds.get(partition) ?? { start: 0, end: 0 };
      const oldest = start < end ? await inspector.recordAt(partition, start) : undefined;
      ages.set(partition, oldest === undefined ? 0 : Math.max(0, (Date.now() - oldest.timestampMs) / 1_000));
    }
    this.#oldest.reset();
    for (const [partition, age] of ages) this.#oldest.set({ partition }, age);
  }
}
