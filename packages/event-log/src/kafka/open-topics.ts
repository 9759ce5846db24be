import { mayFail } from "@ecomind/platform";
import { LogUnavailableError } from "../errors.js";
import type { LogFinding } from "../port.js";
import { checkTopic } from "./check.js";
import { createClient } from "./client.js";
import { within } from "./deadline.js";
import type { KafkaLogOptions } from "./options.js";
import {
  createTopics,
  deadLetterBatchBytes,
  describeTopic,
  planTopics,
  type TopicPlanOptions,
  type TopicState,
  topicNames,
} from "./topics.js";

/** The topics of a log, for who makes and looks after them. */
export interface KafkaTopics {
  /** Makes what is missing. @returns names of the topics made */
  create(plan?: Omit<TopicPlanOptions, "epoch" | "prefix">): Promise<readonly string[]>;
  /** Undefined for one that does not exist. */
  describe(): Promise<ReadonlyMap<string, TopicState | undefined>>;
  check(): Promise<readonly LogFinding[]>;
  close(): Promise<void>;
}

/** @throws LogUnavailableError when no broker answers */
export async function openKafkaTopics(options: KafkaLogOptions): Promise<KafkaTopics> {
  const { epoch = 1, prefix = "", development = false, partitions } = options;
  const names = topicNames(epoch, prefix);
  const { kafka, sockets } = createClient(options, { requestTimeoutMs: 10_000 });
  const admin = kafka.admin();
  const close = async () => {
    await within(admin.disconnect(), 2_000, "disconnecting").catch(mayFail("the sockets are cut next"));
    sockets.close();
  };
  const telling = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      // kafkajs puts what a broker says of single topics below a general line.
      const { errors = [] } = error as { errors?: readonly Error[] };
      const reasons = errors.length > 0 ? errors.map(({ message }) => message) : [(error as Error).message];
      throw new LogUnavailableError(`${what}: ${reasons.join("; ")}`, { cause: error });
    }
  };
  try {
    await telling(options.brokers.join(", "), () => admin.connect());
  } catch (error) {
    await close();
    throw error;
  }
  const describe = () =>
    telling("describing topics", async () => {
      const states = new Map<string, TopicState | undefined>();
      for (const name of [names.events, names.deadLetters]) states.set(name, await describeTopic(admin, name));
      return states;
    });
  return {
    create: (plan = {}) =>
      telling("creating topics", () =>
        createTopics(
          admin,
          planTopics({
            ...{ epoch, prefix, ...(partitions === undefined ? {} : { partitions }) },
            ...(development ? { replication: 1 } : {}),
            ...plan,
          }),
        ),
      ),
    describe,
    check: async () => {
      const states = await describe();
      return [
        ...checkTopic(names.events, states.get(names.events), { development, partitions }),
        ...checkTopic(names.deadLetters, states.get(names.deadLetters), {
          development,
          partitions: 1,
          batchBytes: deadLetterBatchBytes,
        }),
      ];
    },
    close,
  };
}
