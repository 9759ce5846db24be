import { parseArgs } from "node:util";
import type { LogFinding } from "@ecomind/event-log";
import { openKafkaTopics, type TopicState } from "@ecomind/event-log/kafka";
import { type Command, type CommandIo, CommandUsageError } from "../command.js";
import { kafkaConnection, kafkaConnectionHelp, kafkaConnectionOptions } from "../kafka-connection.js";

const help = `Usage: ecomind topics create|check|describe [options]

create    makes the topics of events and dead letters where they are missing; leaves existing ones as they are
check     tells what would lose or miscount events; status 1 when something must not stay so
describe  tells how they are

${kafkaConnectionHelp}
  --partitions N   of the events topic [KAFKA_PARTITIONS, else 64]; fixed for the life of an epoch
  --replication N  [3; with --development 1]
  --retention D    of events, in days [7]
  --development    one broker without replicas will do
  --json           print the result as JSON`;

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new CommandUsageError(`--${name}: a whole number from 1`);
  return Number(text);
}

function printTopics(states: ReadonlyMap<string, TopicState | undefined>, io: CommandIo): void {
  for (const [name, state] of states) {
    if (state === undefined) {
      io.out(`${name}: does not exist`);
      continue;
    }
    const lagging = state.underReplicated > 0 ? `, ${state.underReplicated} not in sync` : "";
    io.out(`${name}: ${state.partitions} partitions, replication ${state.replication}${lagging}`);
    for (const [setting, value] of Object.entries(state.config)) io.out(`  ${setting} = ${value}`);
  }
}

function printFindings(findings: readonly LogFinding[], io: CommandIo): void {
  for (const { severity, message } of findings) io.out(`${severity}: ${message}`);
  if (findings.length === 0) io.out("nothing to object to");
}

export const topicsCommand: Command = {
  name: "topics",
  summary: "make, check or describe the log's topics on Kafka or Redpanda",
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...kafkaConnectionOptions,
        partitions: { type: "string" },
        replication: { type: "string" },
        retention: { type: "string" },
        development: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const [action, ...rest] = positionals;
    if (action === undefined || !["create", "check", "describe"].includes(action) || rest.length > 0)
      throw new CommandUsageError("create, check or describe?");
    const partitions = wholeNumber("partitions", values.partitions);
    const replication = wholeNumber("replication", values.replication);
    const retentionDays = wholeNumber("retention", values.retention);
    const options = kafkaConnection(values);
    const development = values.development || options.development === true;
    const topics = await openKafkaTopics({
      ...options,
      development,
      ...(partitions === undefined ? {} : { partitions }),
    });
    try {
      if (action === "describe") {
        const states = await topics.describe();
        if (values.json) io.out(JSON.stringify({ topics: [...states].map(([topic, state]) => state ?? { topic }) }));
        else printTopics(states, io);
        return 0;
      }
      const created =
        action === "create"
          ? await topics.create({
              ...(replication === undefined ? {} : { replication }),
              ...(retentionDays === undefined ? {} : { retentionMs: retentionDays * 86_400_000 }),
            })
          : [];
      const findings = await topics.check();
      if (values.json) io.out(JSON.stringify({ ...(action === "create" ? { created } : {}), findings }));
      else {
        for (const topic of created) io.out(`created ${topic}`);
        printFindings(findings, io);
      }
      return findings.some(({ severity }) => severity === "fatal") ? 1 : 0;
    } finally {
      await topics.close();
    }
  },
};
