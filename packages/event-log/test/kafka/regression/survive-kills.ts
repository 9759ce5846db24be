import { expect } from "vitest";
import type { Brokers } from "../../../../../tests/broker/index.js";
import { openKafkaTopics } from "../../../src/kafka/index.js";
import { readUntil } from "../../event-log.suite.js";
import { Appending } from "./appending.js";
import { optionsOn, withLog } from "./log-on.js";

/**
 * Appends and reads go on while brokers of three are killed, one after another, and nothing acknowledged is lost.
 * @param killed indices of the brokers
 */
export async function surviveKillsOf(killed: readonly number[], brokers: Brokers): Promise<void> {
  const options = { ...optionsOn(brokers, { partitions: 6 }), development: false };
  const topics = await openKafkaTopics(options);
  await topics.create();
  expect(await topics.check()).toEqual([]);
  await topics.close();
  await withLog(options, async (log) => {
    expect(await log.check()).toEqual([]);
    const appending = new Appending(await log.writer("events"));
    const reader = await log.reader("events", "g");
    const positions = new Map<number, number>();
    const keys = new Set<string>();
    const read = async (count: number) => {
      for (const { key } of await readUntil(reader, ({ length }) => length >= count, positions, 60_000))
        keys.add(Buffer.from(key).toString());
    };
    for (const broker of killed) {
      await appending.more(100);
      await brokers.faults?.kill(broker);
      // Without the broker, not after it: the others take its partitions over.
      await appending.more(200, 40_000);
      await read(100);
      await brokers.faults?.restart(broker);
    }
    await appending.stop();
    const bounds = await (await log.inspector("events")).bounds();
    await read([...bounds].reduce((sum, [partition, { end }]) => sum + end - (positions.get(partition) ?? 0), 0));
    expect([...appending.acknowledged].filter((key) => !keys.has(key))).toEqual([]);
  });
}
