import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { CommandUsageError } from "./command.js";

export interface StartOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly dataDir: string;
  readonly host: string;
  readonly ingestPort: number;
  readonly queryPort: number;
  readonly clickhousePort: number;
  /** Where the stream and the jobs answer `/metrics`; undefined: the usual port, or any when somebody else has it. */
  readonly streamMetricsPort: number | undefined;
  readonly jobsMetricsPort: number | undefined;
  /** Processes that share the edge's port. */
  readonly ingestWorkers: number;
  /** Whether an event a second is sent and looked for, as a client would. */
  readonly canary: boolean;
  /** `HOST:PORT,…` of an existing Kafka or Redpanda; absent: the embedded log. */
  readonly kafka: string | undefined;
  /** URL of an existing ClickHouse; absent: the embedded engine. */
  readonly clickhouse: string | undefined;
  /** Restart a service when its compiled code changes. */
  readonly watch: boolean;
}

export const startHelp = `Usage: npm start -- [options]      or: ecomind start [options]

Runs the edge, the stream, the query service with the dashboards, and, unless told otherwise, an event log and a
ClickHouse engine of its own. Ctrl-C drains and ends it; the next start continues with all data.

  --data DIR             where everything is kept [./data]
  --host ADDRESS         address to listen on [127.0.0.1]
  --ingest-port N        the edge [8080]
  --query-port N         dashboards, API, /docs [8090]
  --clickhouse-port N    SQL over HTTP [8123]
  --stream-metrics-port N, --jobs-metrics-port N
                         /metrics of the stream and of the jobs, on 127.0.0.1 [9102, 9103, or a free one]
  --ingest-workers N     processes that share the edge's port [1]
  --canary               send an event a second, of an organisation of its own, and measure how long it takes to be found
  --kafka HOST:PORT      use this Kafka or Redpanda as the log
  --clickhouse URL       use this ClickHouse server; CLICKHOUSE_USER and CLICKHOUSE_PASSWORD (or _FILE) name the account
  --watch                restart a service when its compiled code changes (npm run dev compiles as well)
  --json                 once all is up, print where it is as one line of JSON`;

function port(name: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 65_535)
    throw new CommandUsageError(`--${name}: a port from 1 to 65535`);
  return value;
}

const optionalPort = (name: string, text: string | undefined): number | undefined =>
  text === undefined ? undefined : port(name, text);

/** @throws CommandUsageError naming the option */
export function parseStartOptions(argv: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      data: { type: "string", default: "data" },
      host: { type: "string", default: "127.0.0.1" },
      "ingest-port": { type: "string", default: "8080" },
      "query-port": { type: "string", default: "8090" },
      "clickhouse-port": { type: "string", default: "8123" },
      "stream-metrics-port": { type: "string" },
      "jobs-metrics-port": { type: "string" },
      "ingest-workers": { type: "string", default: "1" },
      canary: { type: "boolean", default: false },
      kafka: { type: "string" },
      clickhouse: { type: "string" },
      watch: { type: "boolean", default: false },
    },
  });
  const workers = Number(values["ingest-workers"]);
  if (!Number.isInteger(workers) || workers < 1 || workers > 64)
    throw new CommandUsageError("--ingest-workers: a whole number from 1 to 64");
  if (values.kafka !== undefined && !/^[^:,\s]+:\d+(,[^:,\s]+:\d+)*$/.test(values.kafka))
    throw new CommandUsageError("--kafka: HOST:PORT, several with commas");
  if (values.clickhouse !== undefined && !/^https?:\/\/\S+$/.test(values.clickhouse))
    throw new CommandUsageError("--clickhouse: an http or https URL");
  const options: StartOptions = {
    help: values.help,
    json: values.json,
    dataDir: resolve(values.data),
    host: values.host,
    ingestPort: port("ingest-port", values["ingest-port"]),
    queryPort: port("query-port", values["query-port"]),
    clickhousePort: port("clickhouse-port", values["clickhouse-port"]),
    streamMetricsPort: optionalPort("stream-metrics-port", values["stream-metrics-port"]),
    jobsMetricsPort: optionalPort("jobs-metrics-port", values["jobs-metrics-port"]),
    ingestWorkers: workers,
    canary: values.canary,
    kafka: values.kafka,
    clickhouse: values.clickhouse,
    watch: values.watch,
  };
  const ports = [
    options.ingestPort,
    options.queryPort,
    ...(options.clickhouse ? [] : [options.clickhousePort]),
    ...[options.streamMetricsPort, options.jobsMetricsPort].filter((one) => one !== undefined),
  ];
  if (new Set(ports).size < ports.length) throw new CommandUsageError("the ports must differ from one another");
  return options;
}
