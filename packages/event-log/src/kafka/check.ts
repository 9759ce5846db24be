import type { LogFinding } from "../port.js";
import type { TopicState } from "./topics.js";

export interface CheckOptions {
  readonly development: boolean;
  /** Partitions that the topic must have, where that is known. */
  readonly partitions: number | undefined;
  /** Bytes of a batch that the topic must take. @default any */
  readonly batchBytes?: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What would lose records, or count them wrongly, in a topic as it is; one line each. */
export function checkTopic(
  name: string,
  state: TopicState | undefined,
  { development, partitions, batchBytes = 0 }: CheckOptions,
): LogFinding[] {
  const findings: LogFinding[] = [];
  const say = (severity: LogFinding["severity"], message: string) =>
    findings.push({ severity, message: `topic ${name}: ${message}` });
  if (state === undefined) {
    say("fatal", "does not exist; make it with `ecomind topics create`");
    return findings;
  }
  const { config, replication } = state;
  const policy = config["cleanup.policy"] ?? "delete";
  if (policy !== "delete")
    say("fatal", `cleanup.policy is ${policy}, which removes records from between others; must be delete`);
  if (partitions !== undefined && state.partitions !== partitions)
    say(
      "fatal",
      `has ${state.partitions} partitions instead of ${partitions}; the number never changes in place: make a new epoch`,
    );
  const durability = development ? "warning" : "fatal";
  if (replication < 3) say(durability, `replication is ${replication}; must be at least 3`);
  const inSync = Number(config["min.insync.replicas"] ?? 1);
  if (inSync < 2) say(durability, `min.insync.replicas is ${inSync}; must be at least 2`);
  if (config["unclean.leader.election.enable"] === "true")
    say(durability, "unclean.leader.election.enable is true, which loses acknowledged records; must be false");
  const retentionMs = Number(config["retention.ms"] ?? -1);
  const kept = `retention.ms is ${retentionMs}`;
  if (retentionMs >= 0 && retentionMs < hourMs)
    say(durability, `${kept}; must be at least ${hourMs}, an hour, for what has to be read again after a power cut`);
  else if (retentionMs >= 0 && retentionMs < dayMs)
    say("warning", `${kept}; records go before a stream that stands still for a day has read them`);
  const retentionBytes = Number(config["retention.bytes"] ?? -1);
  if (retentionBytes >= 0)
    say("warning", `retention.bytes is ${retentionBytes}; records may go before they are read, whatever their age`);
  const mostBytes = Number(config["max.message.bytes"] ?? Number.POSITIVE_INFINITY);
  if (mostBytes < batchBytes)
    say(
      "warning",
      `max.message.bytes is ${mostBytes}; set ${batchBytes}: the stream ends over a large record that it cannot set aside`,
    );
  if (state.underReplicated > 0)
    say("warning", `${state.underReplicated} partitions have replicas that are not in sync`);
  return findings;
}
