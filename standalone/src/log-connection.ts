import { existsSync } from "node:fs";
import { join } from "node:path";
import type { EventLog } from "@ecomind/event-log";
import { CommandUsageError } from "./command.js";
import { kafkaConnection } from "./kafka-connection.js";

/** The log that a command's options name: of a data folder, or on brokers. @throws CommandUsageError, LogUnavailableError */
export async function openLogOf(values: {
  readonly data?: string | undefined;
  readonly brokers?: string | undefined;
  readonly epoch?: string | undefined;
}): Promise<EventLog> {
  if (values.data !== undefined && values.brokers !== undefined)
    throw new CommandUsageError("--data or --brokers, not both");
  if (values.brokers !== undefined || (values.data === undefined && process.env.KAFKA_BROKERS)) {
    const { openKafkaLog } = await import("@ecomind/event-log/kafka");
    return await openKafkaLog({ ...kafkaConnection(values), development: false });
  }
  const dir = join(values.data ?? "data", "log");
  if (!existsSync(dir)) throw new CommandUsageError(`--data: there is no log at ${dir}`);
  const { openEmbeddedLog } = await import("@ecomind/event-log/embedded");
  return await openEmbeddedLog({ dir });
}
