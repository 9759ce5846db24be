import { expect, test } from "vitest";
import { checkTopic } from "../../src/kafka/check.js";
import { planTopics, type TopicState } from "../../src/kafka/topics.js";

const sound: TopicState = {
  topic: "t",
  partitions: 64,
  replication: 3,
  underReplicated: 0,
  config: {
    "cleanup.policy": "delete",
    "min.insync.replicas": "2",
    "unclean.leader.election.enable": "false",
    "retention.ms": "604800000",
  },
};
const production = { development: false, partitions: 64 };
const config = (name: string, value: string): TopicState => ({ ...sound, config: { ...sound.config, [name]: value } });

test("a sound topic has no finding, and the plan is sound", () => {
  expect(checkTopic("t", sound, production)).toEqual([]);
  for (const { topic, partitions, replication, config: planned } of planTopics({ epoch: 1, prefix: "" }))
    expect(
      checkTopic(
        topic,
        { topic, partitions, replication, underReplicated: 0, config: planned },
        { ...production, partitions },
      ),
    ).toEqual([]);
});

test.each([
  ["a missing topic", undefined, /does not exist/],
  ["one replica", { ...sound, replication: 1 }, /replication is 1/],
  ["one replica in sync", config("min.insync.replicas", "1"), /min\.insync\.replicas is 1/],
  ["an unclean election", config("unclean.leader.election.enable", "true"), /unclean\.leader\.election/],
  ["compaction", config("cleanup.policy", "compact,delete"), /cleanup\.policy is compact,delete/],
  ["a retention of minutes", config("retention.ms", "600000"), /retention\.ms is 600000; must be at least 3600000/],
  ["another number of partitions", { ...sound, partitions: 65 }, /65 partitions instead of 64/],
])("%s is fatal, in one line", (_, state, message) => {
  const findings = checkTopic("t", state as TopicState | undefined, production);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ severity: "fatal", message: expect.stringMatching(message) });
  expect(findings[0]?.message).not.toContain("\n");
});

test.each([
  ["a retention of hours", config("retention.ms", "7200000"), /retention\.ms is 7200000/],
  ["a limit of bytes", config("retention.bytes", "1000000"), /retention\.bytes is 1000000/],
  ["a limit that a dead letter may exceed", config("max.message.bytes", "1048588"), /max\.message\.bytes is 1048588/],
  ["a replica that is behind", { ...sound, underReplicated: 2 }, /2 partitions have replicas/],
])("%s is a warning", (_, state, message) => {
  expect(checkTopic("t", state, { ...production, batchBytes: 2_097_152 })).toEqual([
    { severity: "warning", message: expect.stringMatching(message) },
  ]);
});

test("in development one broker will do, but not compaction or other partitions", () => {
  const severities = (state: TopicState) =>
    checkTopic("t", state, { development: true, partitions: 64 }).map(({ severity }) => severity);
  expect(severities({ ...sound, replication: 1 })).toEqual(["warning"]);
  expect(severities(config("cleanup.policy", "compact"))).toEqual(["fatal"]);
  expect(severities({ ...sound, partitions: 8 })).toEqual(["fatal"]);
});
