import type { Command } from "../command.js";

/** A command's line in the list; its code is loaded when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: "usage",
    summary: "what coding agents used and cost: today, 7 and 30 days",
    load: async () => (await import("./usage.js")).usageCommand,
  },
  {
    name: "start",
    summary: "run the whole system on this machine",
    load: async () => (await import("./start.js")).startCommand,
  },
  {
    name: "clickhouse",
    summary: "run the embedded ClickHouse engine alone",
    load: async () => (await import("./clickhouse.js")).clickhouseCommand,
  },
  {
    name: "demo",
    summary: "post an invented company's use: 200 people, 30 days",
    load: async () => (await import("./demo.js")).demoCommand,
  },
  {
    name: "replay-trace",
    summary: "post a recorded trace through the edge",
    load: async () => (await import("./replay-trace.js")).replayTraceCommand,
  },
  {
    name: "estimate",
    summary: "what one use of a model costs in electricity, CO2e and water",
    load: async () => (await import("./estimate.js")).estimateCommand,
  },
  {
    name: "factors",
    summary: "what another factor set would change, by model and place",
    load: async () => (await import("./factors.js")).factorsCommand,
  },
  {
    name: "import",
    summary: "what coding agents used and cost, from their session files; --send reports it",
    load: async () => (await import("./import.js")).importCommand,
  },
  {
    name: "migrate",
    summary: "bring the store to this build's schema, take steps back, or compare",
    load: async () => (await import("./migrate.js")).migrateCommand,
  },
  {
    name: "keys",
    summary: "list, create, rotate and revoke API keys",
    load: async () => (await import("./keys.js")).keysCommand,
  },
  {
    name: "link",
    summary: "a link that signs the owner in at the dashboards, once",
    load: async () => (await import("./link.js")).linkCommand,
  },
  {
    name: "topics",
    summary: "make, check or describe the log's topics on Kafka or Redpanda",
    load: async () => (await import("./topics.js")).topicsCommand,
  },
  {
    name: "lag",
    summary: "how far the stream is behind the log",
    load: async () => (await import("./lag.js")).lagCommand,
  },
  {
    name: "metrics",
    summary: "what the services of a running system tell in /metrics",
    load: async () => (await import("./metrics.js")).metricsCommand,
  },
  {
    name: "dead-letters",
    summary: "records that the stream set aside: list, show, put back into the log",
    load: async () => (await import("./dead-letters.js")).deadLettersCommand,
  },
  {
    name: "reconcile",
    summary: "compare events, rollups and history by organisation and month",
    load: async () => (await import("./reconcile.js")).reconcileCommand,
  },
  {
    name: "verify-erasure",
    summary: "look for erased persons in everything that is stored",
    load: async () => (await import("./verify-erasure.js")).verifyErasureCommand,
  },
];
