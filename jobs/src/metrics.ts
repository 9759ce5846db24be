import { Counter, Gauge, Histogram, type Registry } from "@ecomind/platform";

/**
 * What the jobs tell.
 * @param names of the jobs: their counters are there from the beginning
 */
export function jobsMetrics(registry: Registry, names: readonly string[] = []) {
  const registers = [registry];
  const metrics = {
    leader: new Gauge({ name: "jobs_leader", help: "1 while this process runs the jobs", registers }),
    runs: new Counter({
      name: "jobs_runs_total",
      help: "Runs, by what became of them",
      labelNames: ["name", "state"],
      registers,
    }),
    changed: new Counter({
      name: "jobs_changed_total",
      help: "Persons erased, organisations cleaned or repaired, keys ended",
      labelNames: ["name"],
      registers,
    }),
    seconds: new Histogram({
      name: "jobs_run_seconds",
      help: "Length of a run",
      labelNames: ["name"],
      buckets: [0.05, 0.25, 1, 5, 15, 60, 300, 1800],
      registers,
    }),
    lastDone: new Gauge({
      name: "jobs_last_done_timestamp_seconds",
      help: "When a job was last done, in seconds since 1970",
      labelNames: ["name"],
      registers,
    }),
    failuresInARow: new Gauge({
      name: "jobs_failures_in_a_row",
      help: "Runs that have failed since the last one that was done",
      labelNames: ["name"],
      registers,
    }),
  };
  for (const name of names) {
    for (const state of ["done", "failed"]) metrics.runs.inc({ name, state }, 0);
    metrics.changed.inc({ name }, 0);
    metrics.seconds.zero({ name });
    metrics.failuresInARow.set({ name }, 0);
  }
  return metrics;
}

export type JobsMetrics = ReturnType<typeof jobsMetrics>;
