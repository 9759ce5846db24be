import { Counter, DurationHistogram, Gauge, type Registry } from "@ecomind/platform";

/** What became of a post, as label. */
export const sentOutcomes = ["accepted", "refused", "unanswered"] as const;
export type SentOutcome = (typeof sentOutcomes)[number];

/** Metrics of the canary. */
export function canaryMetrics(registry: Registry) {
  const registers = [registry];
  const sent = new Counter({
    name: "canary_sent_total",
    help: "Events posted, by answer",
    labelNames: ["outcome"],
    registers,
  });
  for (const outcome of sentOutcomes) sent.inc({ outcome }, 0);
  return {
    sent,
    seen: new Counter({ name: "canary_seen_total", help: "Events found again by a question", registers }),
    missing: new Counter({
      name: "canary_missing_total",
      help: "Acknowledged events that were not found within the time that one may take",
      registers,
    }),
    waiting: new Gauge({ name: "canary_waiting", help: "Acknowledged events that are looked for", registers }),
    lastSeen: new Gauge({
      name: "canary_last_seen_timestamp_seconds",
      help: "When an event was found again, in seconds since 1970; from the start on until the first is",
      registers,
    }),
    seconds: new DurationHistogram({
      name: "canary_seconds",
      help: "From the posting of an event to its being found by a question",
      labelNames: [],
      bounds: [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60],
      registers,
    }).series(),
  };
}

export type CanaryMetrics = ReturnType<typeof canaryMetrics>;
