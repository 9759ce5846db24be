import { Counter, Gauge, Histogram, type Registry } from "@ecomind/platform";
import { Tally } from "./tally.js";

/** What the edge counts. */
export function edgeMetrics(registry: Registry) {
  const registers = [registry];
  return {
    requests: new Tally({
      name: "ingest_requests_total",
      help: "Requests answered",
      labelNames: ["route", "status"],
      registers,
    }),
    events: new Tally({ name: "ingest_events_total", help: "Events by verdict", labelNames: ["verdict"], registers }),
    rejects: new Counter({
      name: "ingest_rejects_total",
      help: "Events refused, by reason",
      labelNames: ["reason"],
      registers,
    }),
    dropped: new Counter({
      name: "ingest_fields_dropped_total",
      help: "Optional fields that could not be used, and fields of the first clients, by name",
      labelNames: ["field"],
      registers,
    }),
    connections: new Gauge({ name: "ingest_connections", help: "Connections that are open", registers }),
    closed: new Counter({
      name: "ingest_connections_closed_total",
      help: "Connections that ended, whoever closed them",
      registers,
    }),
    unanswered: new Counter({
      name: "ingest_requests_unanswered_total",
      help: "Requests whose connection ended before their answer",
      labelNames: ["route"],
      registers,
    }),
    skipped: new Counter({
      name: "ingest_telemetry_skipped_total",
      help: "Records of telemetry that were not counted, by door and reason",
      labelNames: ["door", "reason"],
      registers,
    }),
    bytes: new Counter({ name: "ingest_body_bytes_total", help: "Bytes of bodies as received", registers }),
    appendSeconds: new Histogram({
      name: "ingest_append_seconds",
      help: "From the append to the log's acknowledgement",
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    held: (name: "records" | "bytes", read: () => number) =>
      new Gauge({
        name: `ingest_held_${name}`,
        help: `${name} held for the log, waiting and in flight`,
        registers,
        collect() {
          this.set(read());
        },
      }),
    arriving: (read: () => number) =>
      new Gauge({
        name: "ingest_arriving_bytes",
        help: "Bytes held of bodies that are still arriving, or whose token is being verified",
        registers,
        collect() {
          this.set(read());
        },
      }),
    logUp: (read: () => boolean) =>
      new Gauge({
        name: "ingest_log_available",
        help: "1 when the log took what was last appended",
        registers,
        collect() {
          this.set(read() ? 1 : 0);
        },
      }),
  };
}

export type EdgeMetrics = ReturnType<typeof edgeMetrics>;
