import { rejectReasons } from "@ecomind/contract";
import { Counter, DurationHistogram, Gauge, type Registry } from "@ecomind/platform";
import { skipReasons } from "./formats/use.js";
import { problemTable } from "./problems.js";
import { Tally } from "./tally.js";

/** Routes that take events, as `route` in metrics. */
export const postRoutes = [
  "ingest",
  "batch",
  "otlp_traces",
  "otlp_logs",
  "otlp_metrics",
  "cloudevents",
  "litellm",
] as const;
export type PostRoute = (typeof postRoutes)[number];

/** What came of a request, for its duration: a quick refusal must not make the edge look quick. */
type Outcome = "accepted" | "refused" | "failed";

const outcomeOf = (status: number): Outcome => (status < 400 ? "accepted" : status < 500 ? "refused" : "failed");

const problemStatuses = [...new Set(Object.values(problemTable).map(({ status }) => status))];

/** Routes and statuses that are exported at 0 from the beginning. */
const knownRequests: readonly string[] = [
  ...postRoutes.flatMap((route) =>
    [route.startsWith("otlp_") ? 200 : 202, ...problemStatuses].map((status) => `${route} ${status}`),
  ),
  ...[200, 400, 503].map((status) => `health ${status}`),
  ...[200, 400, 401, 404, 421, 503].map((status) => `metrics ${status}`),
  ...[204, 400, 421].map((status) => `preflight ${status}`),
  ...[400, 404, 405, 421].map((status) => `other ${status}`),
];

/** What the edge counts. */
export function edgeMetrics(registry: Registry) {
  const registers = [registry];
  const requestSeconds = new DurationHistogram({
    name: "ingest_request_seconds",
    help: "From a request's last byte to its answer",
    labelNames: ["route", "outcome"],
    bounds: [0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const durations = new Map(
    postRoutes.map((route) => {
      const series = (outcome: Outcome) => requestSeconds.series(route, outcome);
      return [route as string, { accepted: series("accepted"), refused: series("refused"), failed: series("failed") }];
    }),
  );
  const rejects = new Counter({
    name: "ingest_rejects_total",
    help: "Events refused, by reason",
    labelNames: ["reason"],
    registers,
  });
  for (const reason of Object.keys(rejectReasons)) rejects.inc({ reason }, 0);
  const dropped = new Counter({
    name: "ingest_fields_dropped_total",
    help: "Optional fields that could not be used, and fields of the first clients, by name",
    labelNames: ["field"],
    registers,
  });
  for (const field of ["node_type", "metadata"]) dropped.inc({ field }, 0);
  const unanswered = new Counter({
    name: "ingest_requests_unanswered_total",
    help: "Requests whose connection ended before their answer",
    labelNames: ["route"],
    registers,
  });
  for (const route of postRoutes) unanswered.inc({ route }, 0);
  const skipped = new Counter({
    name: "ingest_telemetry_skipped_total",
    help: "Records of telemetry that were not counted, by door and reason",
    labelNames: ["door", "reason"],
    registers,
  });
  for (const door of ["traces", "logs", "metrics", "litellm"])
    for (const reason of skipReasons) skipped.inc({ door, reason }, 0);
  return {
    requests: new Tally({
      name: "ingest_requests_total",
      help: "Requests answered",
      labelNames: ["route", "status"],
      registers,
      known: knownRequests,
    }),
    /** @param receivedMs when the request was there, by `performance.now()` */
    answered: (route: string, status: number, receivedMs: number) =>
      durations.get(route)?.[outcomeOf(status)].observe((performance.now() - receivedMs) / 1_000),
    events: new Tally({
      name: "ingest_events_total",
      help: "Events by verdict",
      labelNames: ["verdict"],
      registers,
      known: ["accepted", "unknown", "shed"],
    }),
    connections: new Gauge({ name: "ingest_connections", help: "Connections that are open", registers }),
    closed: new Counter({
      name: "ingest_connections_closed_total",
      help: "Connections that ended, whoever closed them",
      registers,
    }),
    unanswered,
    rejects,
    dropped,
    skipped,
    bytes: new Counter({ name: "ingest_body_bytes_total", help: "Bytes of bodies as received", registers }),
    appendSeconds: new DurationHistogram({
      name: "ingest_append_seconds",
      help: "From the append to the log's acknowledgement",
      labelNames: [],
      bounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }).series(),
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
        aggregator: "min",
        registers,
        collect() {
          this.set(read() ? 1 : 0);
        },
      }),
    keysLoaded: (read: () => boolean) =>
      new Gauge({
        name: "ingest_keys_loaded",
        help: "1 when the edge knows its keys",
        aggregator: "min",
        registers,
        collect() {
          this.set(read() ? 1 : 0);
        },
      }),
  };
}

export type EdgeMetrics = ReturnType<typeof edgeMetrics>;
