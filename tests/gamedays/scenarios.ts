import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openEmbeddedLog } from "@ecomind/event-log/embedded";
import type { System } from "ecomind/testing";

/** Something that breaks a running system, in a way that somebody has to notice. */
export interface Scenario {
  readonly name: string;
  /** What is done to it. */
  readonly does: string;
  /** @returns what mends it */
  breaks(system: System): Promise<() => Promise<void>>;
  /** Series that show it, as `ecomind metrics` and rules read them; it is broken once this holds. */
  readonly shows: string;
  /** Alerts of which at least one fires. */
  readonly alerts: readonly string[];
  /** Files in docs/runbooks whose commands help. */
  readonly runbooks: readonly string[];
}

const stopped = (service: string) => async (system: System) => {
  const pids = system.pids(`ecomind-${service}`);
  if (pids.length === 0) throw new Error(`ecomind-${service} does not run`);
  for (const pid of pids) process.kill(pid, "SIGSTOP");
  return async () => {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  };
};

const holder = fileURLToPath(new URL("./hold-log-lock.js", import.meta.url));

export const scenarios: readonly Scenario[] = [
  {
    name: "edge-stopped",
    does: "the edge's process is stopped (SIGSTOP), as a frozen container is",
    breaks: stopped("ingest"),
    shows: "ecomind-ingest .* does not answer",
    alerts: ["ServiceDown"],
    runbooks: ["service-down.md"],
  },
  {
    name: "log-lock-held",
    does: "a process keeps the embedded log's write lock",
    breaks: async (system) => {
      const child = fork(holder, [join(system.dataDir, "log")]);
      await once(child, "message");
      return async () => {
        child.kill("SIGKILL");
        await once(child, "exit");
      };
    },
    shows: "ingest_log_available 0",
    alerts: ["LogUnavailable", "IngestAvailabilityBurnsFast"],
    runbooks: ["ingest-errors.md", "ingest-slow.md"],
  },
  {
    name: "store-stopped",
    does: "ClickHouse's process is stopped (SIGSTOP)",
    breaks: stopped("clickhouse"),
    shows: "clickhouse_up 0",
    alerts: ["StoreAway", "FiguresStale"],
    runbooks: ["stale-figures.md", "query-errors.md", "jobs-fail.md", "canary.md"],
  },
  {
    name: "stream-stopped",
    does: "the stream's process is stopped (SIGSTOP)",
    breaks: stopped("stream"),
    shows: "ecomind-stream .* does not answer",
    alerts: ["ServiceDown"],
    runbooks: ["partitions-unread.md"],
  },
  {
    name: "poisoned-record",
    does: "a record that is no event is written into the log beside the edge",
    breaks: async (system) => {
      const log = await openEmbeddedLog({ dir: join(system.dataDir, "log") });
      try {
        const writer = await log.writer("events");
        await writer.append([{ key: "somebody/else", value: "not an event" }]);
      } finally {
        await log.close();
      }
      return async () => {};
    },
    shows: 'stream_records_total\\{outcome="dead_letters"\\} [1-9]',
    alerts: ["DeadLetters"],
    runbooks: ["dead-letters.md"],
  },
];

export function scenarioOf(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`there is no scenario ${name}`);
  return found;
}
