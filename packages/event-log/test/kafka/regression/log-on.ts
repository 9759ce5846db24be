import { randomInt } from "node:crypto";
import type { Brokers } from "../../../../../tests/broker/index.js";
import { type KafkaLogOptions, openKafkaLog } from "../../../src/kafka/index.js";
import type { AppendRecord, EventLog } from "../../../src/port.js";

/** Options for a log of its own on some brokers. */
export function optionsOn({ bootstrap }: Brokers, options: Partial<KafkaLogOptions> = {}): KafkaLogOptions {
  const own = {
    epoch: 1,
    prefix: `test-${randomInt(1e9)}.`,
    partitions: 4,
    development: true,
    sessionTimeoutMs: 3_000,
  };
  return { brokers: bootstrap, ...own, ...options };
}

/** Runs with a log that is closed afterwards. */
export async function withLog(options: KafkaLogOptions, run: (log: EventLog) => Promise<void>): Promise<void> {
  const log = await openKafkaLog(options);
  try {
    await run(log);
  } finally {
    await log.close();
  }
}

/** Records with the keys `from` to `from + count - 1`. */
export const numbered = (from: number, count: number): AppendRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `${from + index}`,
    value: Buffer.from(`value ${from + index}`),
  }));

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
