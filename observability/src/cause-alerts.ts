import type { Rule, RuleGroup } from "./recording-rules.js";

interface CauseAlert {
  readonly alert: string;
  readonly expr: string;
  /** How long it must hold. @default as soon as it is seen */
  readonly for?: string;
  readonly severity: "page" | "ticket";
  readonly summary: string;
  /** File in docs/runbooks. */
  readonly runbook: string;
}

/** Jobs that Prometheus must know, by the names that docs/metrics.md gives them. */
export const jobs = ["ecomind-ingest", "ecomind-stream", "ecomind-query", "ecomind-jobs"] as const;

const absentJob = jobs.map((job) => `absent(up{job="${job}"})`).join(" or ");

/**
 * What no error budget shows: somebody is gone and so counts nothing, something waits for a person, or room runs out. Each
 * names its cause; pages are only for what loses or withholds events while nobody looks.
 */
const causeAlertTable: readonly CauseAlert[] = [
  {
    alert: "ServiceDown",
    expr: 'up{job=~"ecomind-.+"} == 0',
    for: "45s",
    severity: "page",
    summary: "{{ $labels.job }} at {{ $labels.instance }} does not answer",
    runbook: "service-down.md",
  },
  {
    alert: "ServiceUnknown",
    expr: absentJob,
    for: "1m",
    severity: "page",
    summary: "Prometheus has no target for {{ $labels.job }}",
    runbook: "service-down.md",
  },
  {
    alert: "WorkersMissing",
    expr: "ecomind_workers_answering < ecomind_workers_expected",
    for: "2m",
    severity: "ticket",
    summary: "{{ $value }} processes of the edge answer: fewer than there should be",
    runbook: "service-down.md",
  },
  {
    alert: "LogUnavailable",
    expr: "ingest_log_available == 0",
    for: "30s",
    severity: "page",
    summary: "The log takes no events: the edge answers 503",
    runbook: "log-stands-still.md",
  },
  {
    alert: "KeysUnknown",
    expr: "ingest_keys_loaded == 0",
    for: "1m",
    severity: "page",
    summary: "The edge knows no keys: every event is answered with 503",
    runbook: "store-away.md",
  },
  {
    alert: "PartitionHalted",
    expr: "max by (partition) (stream_partition_halted) > 0",
    severity: "page",
    summary: "Partition {{ $labels.partition }} waits for a person",
    runbook: "partition-halted.md",
  },
  {
    alert: "PartitionsUnread",
    expr: "sum(stream_partitions_held) < max(stream_partitions)",
    for: "2m",
    severity: "page",
    summary: "Nobody reads some partitions of the log",
    runbook: "partitions-unread.md",
  },
  {
    alert: "StoreAway",
    expr: "max(stream_store_waiting) > 0 or max(clickhouse_up) == 0",
    for: "2m",
    severity: "page",
    summary: "ClickHouse does not answer: events wait in the log",
    runbook: "store-away.md",
  },
  {
    alert: "FiguresStale",
    expr: "max(stream_lag_seconds) > 60",
    for: "2m",
    severity: "page",
    summary: "Events have waited {{ $value | humanizeDuration }} to be counted",
    runbook: "stale-figures.md",
  },
  {
    alert: "LagNearRetention",
    expr: "max(stream_lag_seconds) > 21600",
    severity: "page",
    summary:
      "The oldest event that is not counted is {{ $value | humanizeDuration }} old: the log does not keep it for ever",
    runbook: "stale-figures.md",
  },
  {
    alert: "LogDiskFull",
    expr: "log_disk_free_bytes < 2 * log_disk_reserve_bytes or predict_linear(log_disk_free_bytes[1h], 4 * 3600) < log_disk_reserve_bytes",
    for: "5m",
    severity: "page",
    summary: "The log's disk has {{ $value | humanize1024 }}B left, now or in four hours: then appends stop",
    runbook: "disk-full.md",
  },
  {
    alert: "StoreDiskFull",
    expr: "clickhouse_disk_free_bytes / clickhouse_disk_size_bytes < 0.1",
    for: "10m",
    severity: "ticket",
    summary: "{{ $value | humanizePercentage }} of ClickHouse's disk is left; merges need room too",
    runbook: "disk-full.md",
  },
  {
    alert: "TooManyParts",
    expr: "clickhouse_largest_partition_parts > 0.5 * clickhouse_partition_parts_limit",
    for: "10m",
    severity: "ticket",
    summary: "A partition has {{ $value }} parts: merges do not keep up, and inserts will be refused",
    runbook: "too-many-parts.md",
  },
  {
    alert: "DeadLetters",
    expr: 'sum(increase(stream_records_total{outcome="dead_letters"}[15m])) > 0',
    severity: "ticket",
    summary: "{{ $value | humanize }} records were set aside within 15 minutes",
    runbook: "dead-letters.md",
  },
  {
    alert: "EngineRestarted",
    expr: "max(query_engine_restarts_last_day) > 0",
    severity: "ticket",
    summary: "The engine restarted for a statement that nothing ended",
    runbook: "engine-restarts.md",
  },
  {
    alert: "StatementsOverdue",
    expr: "max(query_sql_overdue_statements) > 0",
    for: "1m",
    severity: "ticket",
    summary: "{{ $value }} statements of analysts run beyond three times their limit",
    runbook: "engine-restarts.md",
  },
  {
    alert: "CanaryStopped",
    expr: "time() - max(canary_last_seen_timestamp_seconds) > 60",
    for: "30s",
    severity: "page",
    summary:
      "No event of the canary was found for {{ $value | humanizeDuration }}: the way from a client to a figure is broken",
    runbook: "canary.md",
  },
  {
    alert: "CanaryMissing",
    expr: "sum(increase(canary_missing_total[10m])) > 0",
    severity: "page",
    summary: "{{ $value | humanize }} acknowledged events of the canary were not found within a minute",
    runbook: "canary.md",
  },
  {
    alert: "JobFails",
    expr: "max by (name) (jobs_failures_in_a_row) >= 3",
    severity: "ticket",
    summary: "Job {{ $labels.name }} has failed {{ $value }} times in a row",
    runbook: "jobs-fail.md",
  },
  {
    alert: "NobodyRunsJobs",
    expr: "sum(jobs_leader) < 1",
    for: "2m",
    severity: "ticket",
    summary: "No process leads the jobs: erasure and retention wait",
    runbook: "jobs-fail.md",
  },
];

export const causeAlerts = (): RuleGroup => ({
  name: "causes",
  rules: causeAlertTable.map(
    ({ alert, expr, for: held, severity, summary, runbook }): Rule => ({
      alert,
      expr,
      ...(held === undefined ? {} : { for: held }),
      labels: { severity },
      annotations: { summary, runbook: `docs/runbooks/${runbook}` },
    }),
  ),
});
