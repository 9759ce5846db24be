import { Counter, DurationHistogram, Gauge, Histogram, type Registry } from "@ecomind/platform";

/** What became of records, by the names that metrics have. */
const recordOutcomes = ["stored", "duplicates", "dead_letters", "erased"] as const;

/** What the stream tells. Lag in records and in seconds, per partition. */
export function streamMetrics(registry: Registry) {
  const registers = [registry];
  const records = new Counter({
    name: "stream_records_total",
    help: "Records accounted, by what became of them",
    labelNames: ["outcome"],
    registers,
  });
  for (const outcome of recordOutcomes) records.inc({ outcome }, 0);
  return {
    records,
    batches: new Counter({ name: "stream_batches_total", help: "Batches accounted", registers }),
    publishSeconds: new Histogram({
      name: "stream_publish_seconds",
      help: "From a batch's last record to its account",
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    freshnessSeconds: new DurationHistogram({
      name: "stream_freshness_seconds",
      help: "From the log's taking of a record to its being counted, for each record",
      labelNames: [],
      bounds: [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 30, 60, 300, 1_800],
      registers,
    }).series(),
    lagRecords: new Gauge({
      name: "stream_lag_records",
      help: "Records in the log that are not accounted",
      labelNames: ["partition"],
      registers,
    }),
    lagSeconds: new Gauge({
      name: "stream_lag_seconds",
      help: "Age of the oldest record that is not accounted",
      labelNames: ["partition"],
      registers,
    }),
    halted: new Gauge({
      name: "stream_partition_halted",
      help: "1: a person must look before the partition goes on",
      labelNames: ["partition"],
      registers,
    }),
    waiting: new Gauge({
      name: "stream_store_waiting",
      help: "1 while the store is away and the stream waits",
      registers,
    }),
    partitionsHeld: new Gauge({
      name: "stream_partitions_held",
      help: "Partitions that this process reads",
      registers,
    }),
    partitions: new Gauge({ name: "stream_partitions", help: "Partitions of the log", registers }),
  };
}

export type StreamMetrics = ReturnType<typeof streamMetrics>;
