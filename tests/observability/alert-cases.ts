import type { Objective } from "@ecomind/observability";

/** Series as promtool writes them: `0+1x60` goes up by one each interval, sixty times. */
export type Series = Readonly<Record<string, string>>;

/** Samples and evaluations: every 15 s, every minute and 5 minutes, or every 20 minutes and every hour. */
export type Pace = "fine" | "hours" | "days";

/** What an alert does with some series. */
export interface AlertCase {
  readonly what: string;
  readonly alert: string;
  /** How finely time passes; promtool computes every rule at each step. @default "fine" */
  readonly pace?: Pace;
  readonly series: Series;
  /** When it is looked at. */
  readonly at: string;
  readonly fires: boolean;
}

/** For each alert of a cause: series under which it fires, series under which it does not, and none at all. */
const causes: readonly (readonly [alert: string, at: string, fires: Series, quiet: Series, pace?: Pace])[] = [
  [
    "ServiceDown",
    "2m",
    { 'up{job="ecomind-stream", instance="a"}': "1 1 0x20" },
    { 'up{job="ecomind-stream", instance="a"}': "1x20", 'up{job="other", instance="b"}': "0x20" },
  ],
  [
    "WorkersMissing",
    "4m",
    { ecomind_workers_answering: "4 3x30", ecomind_workers_expected: "4x30" },
    { ecomind_workers_answering: "4x30", ecomind_workers_expected: "4x30" },
  ],
  ["LogUnavailable", "2m", { ingest_log_available: "1 0x20" }, { ingest_log_available: "1x20" }],
  ["KeysUnknown", "3m", { ingest_keys_loaded: "0x20" }, { ingest_keys_loaded: "0 0 1x20" }],
  [
    "PartitionHalted",
    "1m",
    { 'stream_partition_halted{partition="3"}': "0 1x20" },
    { 'stream_partition_halted{partition="3"}': "0x20" },
  ],
  [
    "PartitionsUnread",
    "4m",
    { 'stream_partitions_held{instance="a"}': "4 2x30", 'stream_partitions{instance="a"}': "4x30" },
    {
      'stream_partitions_held{instance="a"}': "2x30",
      'stream_partitions_held{instance="b"}': "2x30",
      'stream_partitions{instance="a"}': "4x30",
      'stream_partitions{instance="b"}': "4x30",
    },
  ],
  [
    "StoreAway",
    "4m",
    { stream_store_waiting: "0 1x30" },
    { stream_store_waiting: "0 1 1 0x30", clickhouse_up: "1x30" },
  ],
  [
    "FiguresStale",
    "5m",
    { 'stream_lag_seconds{partition="0"}': "0+15x40" },
    { 'stream_lag_seconds{partition="0"}': "1 3 0 2 61 1 0 1 2 1x30" },
  ],
  [
    "LagNearRetention",
    "2m",
    { 'stream_lag_seconds{partition="0"}': "21700+15x20" },
    { 'stream_lag_seconds{partition="0"}': "3600x20" },
  ],
  [
    "LogDiskFull",
    "70m",
    { log_disk_free_bytes: "10e9-120e6x80", log_disk_reserve_bytes: "64e6x80" },
    { log_disk_free_bytes: "100e9-4e5x80", log_disk_reserve_bytes: "64e6x80" },
    "hours",
  ],
  [
    "StoreDiskFull",
    "15m",
    { clickhouse_disk_free_bytes: "5e9x80", clickhouse_disk_size_bytes: "100e9x80" },
    { clickhouse_disk_free_bytes: "50e9x80", clickhouse_disk_size_bytes: "100e9x80" },
  ],
  [
    "TooManyParts",
    "15m",
    { clickhouse_largest_partition_parts: "1600x80", clickhouse_partition_parts_limit: "3000x80" },
    { clickhouse_largest_partition_parts: "20x80", clickhouse_partition_parts_limit: "3000x80" },
  ],
  [
    "DeadLetters",
    "5m",
    {
      'stream_records_total{outcome="dead_letters"}': "0 0 0 2x30",
      'stream_records_total{outcome="stored"}': "0+5x30",
    },
    { 'stream_records_total{outcome="dead_letters"}': "7x30", 'stream_records_total{outcome="stored"}': "0+5x30" },
  ],
  ["EngineRestarted", "1m", { query_engine_restarts_last_day: "0 1x20" }, { query_engine_restarts_last_day: "0x20" }],
  ["StatementsOverdue", "3m", { query_sql_overdue_statements: "0 1x20" }, { query_sql_overdue_statements: "0 1 0x20" }],
  [
    "CanaryStopped",
    "4m",
    { canary_last_seen_timestamp_seconds: "0+15x6 90x30" },
    { canary_last_seen_timestamp_seconds: "0+15x30" },
  ],
  ["CanaryMissing", "5m", { canary_missing_total: "0 0 0 1x30" }, { canary_missing_total: "3x30" }],
  [
    "JobFails",
    "2m",
    { 'jobs_failures_in_a_row{name="retention"}': "2 3x20" },
    { 'jobs_failures_in_a_row{name="retention"}': "0 2 0x20" },
  ],
  [
    "NobodyRunsJobs",
    "4m",
    { 'jobs_leader{instance="a"}': "0x30", 'jobs_leader{instance="b"}': "0x30" },
    { 'jobs_leader{instance="a"}': "0x30", 'jobs_leader{instance="b"}': "1x30" },
  ],
];

export const causeCases: readonly AlertCase[] = [
  ...causes.flatMap(([alert, at, fires, quiet, pace = "fine"]): AlertCase[] => [
    { what: "its cause is there", alert, at, series: fires, fires: true, pace },
    { what: "its cause is not there", alert, at, series: quiet, fires: false, pace },
    { what: "nothing is told", alert, at, series: { unrelated: "1x20" }, fires: false },
  ]),
  {
    what: "ClickHouse does not answer the jobs",
    alert: "StoreAway",
    at: "4m",
    series: { stream_store_waiting: "0x30", clickhouse_up: "1 0x30" },
    fires: true,
  },
  {
    what: "the disk is nearly full already",
    alert: "LogDiskFull",
    at: "8m",
    series: { log_disk_free_bytes: "100e6x40", log_disk_reserve_bytes: "64e6x40" },
    fires: true,
  },
  ...(["ingest", "stream", "query", "jobs"] as const).map(
    (gone): AlertCase => ({
      what: `${gone} has no target`,
      alert: "ServiceUnknown",
      at: "3m",
      series: Object.fromEntries(
        ["ingest", "stream", "query", "jobs"].flatMap((job) =>
          job === gone ? [] : [[`up{job="ecomind-${job}"}`, "1x20"]],
        ),
      ),
      fires: true,
    }),
  ),
  { what: "nothing is told", alert: "ServiceUnknown", at: "3m", series: { unrelated: "1x20" }, fires: true },
  {
    what: "every job has a target",
    alert: "ServiceUnknown",
    at: "3m",
    series: Object.fromEntries(
      ["ingest", "stream", "query", "jobs"].map((job) => [`up{job="ecomind-${job}"}`, "1x20"]),
    ),
    fires: false,
  },
];

/** Labels that make a series of an objective's metric valid, by the metric. */
const labelsOf: Readonly<Record<string, string>> = {
  ingest_requests_total: 'job="ecomind-ingest", route="ingest"',
  ingest_request_seconds: 'job="ecomind-ingest", route="ingest", outcome="accepted"',
  stream_freshness_seconds: 'job="ecomind-stream"',
  query_request_seconds: 'job="ecomind-query", operation="getUsage"',
  query_requests_total: 'job="ecomind-query", operation="getUsage"',
};

type Counts = string;

/**
 * Series of good and bad events.
 * @param total of all events, as promtool writes series @param bad of those that were bad
 */
export function eventsOf({ indicator }: Objective, good: Counts, total: Counts, bad: Counts): Series {
  const labels = labelsOf[indicator.metric];
  if (labels === undefined) throw new Error(`${indicator.metric} has no example`);
  if (indicator.kind === "ratio")
    return {
      [`${indicator.metric}{${labels}, status="202"}`]: good,
      [`${indicator.metric}{${labels}, status="503"}`]: bad,
    };
  return {
    [`${indicator.metric}_bucket{${labels}, le="${indicator.atMostSeconds}"}`]: good,
    [`${indicator.metric}_bucket{${labels}, le="+Inf"}`]: total,
    [`${indicator.metric}_count{${labels}}`]: total,
  };
}
