import { type Dashboard, type Panel, panel } from "./panel.js";

const quantiles = (metric: string, matchers: string): [string, string][] =>
  [0.5, 0.95, 0.99].map((quantile) => [
    `histogram_quantile(${quantile}, sum by (le) (rate(${metric}_bucket{${matchers}}[$__rate_interval])))`,
    `p${quantile * 100}`,
  ]);

const rate = (metric: string, by: string): string => `sum by (${by}) (rate(${metric}[$__rate_interval]))`;

const limit = (value: number): Pick<Panel, "thresholds"> => ({
  thresholds: [
    { color: "green", value: null },
    { color: "red", value },
  ],
});

/** The edge: what comes in, how quickly it is answered, and what is turned away. */
export const ingestDashboard = (latencySeconds: number): Dashboard => ({
  uid: "ecomind-ingest",
  title: "EcoMind: ingest",
  description: "The edge",
  rows: [
    {
      title: "Requests",
      panels: [
        panel("Answers", "By status.", "reqps", [
          rate('ingest_requests_total{route!~"health|metrics"}', "status"),
          "{{status}}",
        ]),
        {
          ...panel(
            "Duration of accepted requests",
            "From the last byte of a request to its answer.",
            "s",
            ...quantiles("ingest_request_seconds", 'outcome="accepted"'),
          ),
          ...limit(latencySeconds),
        },
        panel(
          "Append",
          "To the log's acknowledgement. Slow here is a slow log, not a slow edge.",
          "s",
          ...quantiles("ingest_append_seconds", ""),
        ),
        panel("Events", "Unknown: the log did not confirm. Shed: no room.", "short", [
          rate("ingest_events_total", "verdict"),
          "{{verdict}}",
        ]),
        panel("Rejects", "By reason: a client's fault.", "short", [
          rate("ingest_rejects_total", "reason"),
          "{{reason}}",
        ]),
        panel(
          "Without an answer",
          "Connections that ended before it: clients that wait too short, or a proxy's idle time-out.",
          "reqps",
          [rate("ingest_requests_unanswered_total", "route"), "{{route}}"],
        ),
      ],
    },
    {
      title: "Capacity",
      panels: [
        panel(
          "Held",
          "Of INGEST_MAX_HELD; at the limit requests are shed.",
          "bytes",
          ["sum(ingest_held_bytes)", "for the log"],
          ["sum(ingest_arriving_bytes)", "arriving"],
        ),
        panel(
          "Connections",
          "Open, and those that ended per second.",
          "short",
          ["sum(ingest_connections)", "open"],
          ["sum(rate(ingest_connections_closed_total[$__rate_interval]))", "ended a second"],
        ),
        panel(
          "Log and keys",
          "0: appends are refused, or no key is known.",
          "bool_yes_no",
          ["min(ingest_log_available)", "log"],
          ["min(ingest_keys_loaded)", "keys"],
        ),
        panel("CPU", "Cores in use.", "short", [
          'sum by (instance) (rate(process_cpu_seconds_total{job="ecomind-ingest"}[$__rate_interval]))',
          "{{instance}}",
        ]),
        panel("Memory", "Resident.", "bytes", ['process_resident_memory_bytes{job="ecomind-ingest"}', "{{instance}}"]),
        panel("Body bytes", "As received.", "Bps", ["sum(rate(ingest_body_bytes_total[$__rate_interval]))", "in"]),
      ],
    },
  ],
});

/** From the log to the rows. */
export const streamDashboard = (freshnessSeconds: number): Dashboard => ({
  uid: "ecomind-stream",
  title: "EcoMind: stream and log",
  description: "Freshness, lag, and the log's room",
  rows: [
    {
      title: "Stream",
      panels: [
        {
          ...panel(
            "Freshness",
            "For each event: from the log's taking it to its being counted. Nothing shows while nothing is counted: look at the lag.",
            "s",
            ...quantiles("stream_freshness_seconds", ""),
          ),
          ...limit(freshnessSeconds),
        },
        panel("Oldest event that waits", "By partition.", "s", [
          "max by (partition) (stream_lag_seconds)",
          "{{partition}}",
        ]),
        panel("Lag", "Records that are not accounted.", "short", [
          "sum by (partition) (stream_lag_records)",
          "{{partition}}",
        ]),
        panel("Records", "By what became of them.", "short", [rate("stream_records_total", "outcome"), "{{outcome}}"]),
        panel("Publish", "From a batch's last record to its account.", "s", ...quantiles("stream_publish_seconds", "")),
        panel(
          "Waiting and halted",
          "Halted partitions need a person.",
          "short",
          ["max(stream_store_waiting)", "store away"],
          ["sum(stream_partition_halted)", "halted"],
        ),
      ],
    },
    {
      title: "Log",
      panels: [
        panel(
          "Embedded log",
          "Its map grows by itself; appends stop at the reserve.",
          "bytes",
          ["log_used_bytes", "used"],
          ["log_map_bytes", "map"],
          ["log_disk_free_bytes", "disk free"],
          ["log_disk_reserve_bytes", "reserve"],
        ),
        panel("How far back it reaches", "Age of the oldest record.", "s", [
          "max by (partition) (log_oldest_record_age_seconds)",
          "{{partition}}",
        ]),
        panel(
          "Partitions read",
          "Below the number of partitions: nobody reads the rest.",
          "short",
          ["sum(stream_partitions_held)", "read"],
          ["max(stream_partitions)", "of"],
        ),
      ],
    },
  ],
});

/** ClickHouse, the query service, the jobs, and what EcoMind uses itself. */
export const storeDashboard = (querySeconds: number): Dashboard => ({
  uid: "ecomind-store",
  title: "EcoMind: store, query, jobs",
  description: "The engine and those who ask it",
  rows: [
    {
      title: "ClickHouse",
      panels: [
        panel("Up", "0: it did not answer the jobs' last look.", "bool_yes_no", ["max(clickhouse_up)", "up"]),
        panel(
          "Parts",
          "At the limit inserts are refused.",
          "short",
          ["max(clickhouse_largest_partition_parts)", "largest partition"],
          ["max(clickhouse_partition_parts_limit)", "limit"],
          ["max(clickhouse_active_parts)", "all"],
        ),
        panel(
          "Merges and mutations",
          "Mutations that stay are erasures that wait.",
          "short",
          ["max(clickhouse_merges_running)", "merges"],
          ["max(clickhouse_mutations_unfinished)", "mutations"],
        ),
        panel(
          "Memory",
          "At the limit statements are refused.",
          "bytes",
          ["max(clickhouse_memory_bytes)", "in use"],
          ["max(clickhouse_memory_limit_bytes)", "limit"],
        ),
        panel(
          "Disk",
          "Of the fullest disk.",
          "bytes",
          ["min(clickhouse_disk_free_bytes)", "free"],
          ["max(clickhouse_stored_bytes)", "EcoMind's tables"],
        ),
        panel(
          "Statements",
          "A second.",
          "short",
          ["sum(rate(clickhouse_statements_total[$__rate_interval]))", "all"],
          ["sum(rate(clickhouse_failed_statements_total[$__rate_interval]))", "failed"],
        ),
      ],
    },
    {
      title: "Query service",
      panels: [
        {
          ...panel(
            "Duration",
            "Of all operations but files and SQL.",
            "s",
            ...quantiles("query_request_seconds", 'operation!~"export.*|getExport|askSql"'),
          ),
          ...limit(querySeconds),
        },
        panel("Answers", "By status.", "reqps", [rate("query_requests_total", "status"), "{{status}}"]),
        panel("Slowest operations", "The five with the highest p95.", "s", [
          "topk(5, histogram_quantile(0.95, sum by (le, operation) (rate(query_request_seconds_bucket[$__rate_interval]))))",
          "{{operation}}",
        ]),
      ],
    },
    {
      title: "Jobs and own energy",
      panels: [
        panel("Failures in a row", "By job.", "short", ["max by (name) (jobs_failures_in_a_row)", "{{name}}"]),
        panel("Since a job was done", "By job.", "s", [
          "time() - max by (name) (jobs_last_done_timestamp_seconds)",
          "{{name}}",
        ]),
        panel(
          "Own energy an hour",
          "Watt-hours of own CPU time: an estimate with its band, see docs/metrics.md.",
          "watth",
          [
            "sum by (bound) (rate(ecomind_own_energy_wh_total[$__rate_interval])) * 3600 + sum by (bound) (rate(clickhouse_energy_wh_total[$__rate_interval])) * 3600",
            "{{bound}}",
          ],
        ),
      ],
    },
  ],
});
