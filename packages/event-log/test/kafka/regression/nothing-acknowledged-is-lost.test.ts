import { expect, test } from "vitest";
import { describeWithBrokers } from "../../../../../tests/broker/index.js";
import { LogUnavailableError } from "../../../src/index.js";
import type { EventLog } from "../../../src/port.js";
import { readUntil } from "../../event-log.suite.js";
import { Appending } from "./appending.js";
import { optionsOn, sleep, withLog } from "./log-on.js";

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();

/** Reads the whole log; `readUntil` fails on a gap or a record read twice. */
async function keysOf(log: EventLog): Promise<Set<string>> {
  const inspector = await log.inspector("events");
  const total = [...(await inspector.bounds()).values()].reduce((sum, { end }) => sum + end, 0);
  const records = await readUntil(await log.reader("events", "afterwards"), ({ length }) => length === total);
  return new Set(records.map(({ key }) => textOf(key)));
}

await describeWithBrokers("nothing acknowledged is lost", { brokers: 1, faults: true, proxied: true }, (brokers) => {
  const faults = () => brokers.faults as NonNullable<typeof brokers.faults>;
  const proxy = () => brokers.proxies[0] as (typeof brokers.proxies)[0];

  test("over a broker that is killed and restarted; meanwhile appends are refused at once", async () => {
    await withLog(optionsOn(brokers), async (log) => {
      const writer = await log.writer("events");
      const appending = new Appending(writer);
      await appending.more(200);
      await faults().kill(0);
      while (writer.available) await sleep(20);
      const before = performance.now();
      await expect(writer.append([{ key: "k", value: Buffer.from("v") }])).rejects.toThrow(LogUnavailableError);
      expect(performance.now() - before).toBeLessThan(100);
      await faults().restart(0);
      await appending.more(200);
      await appending.stop();
      expect(writer.available).toBe(true);
      const stored = await keysOf(log);
      expect([...appending.acknowledged].filter((key) => !stored.has(key))).toEqual([]);
    });
  }, 120_000);

  test("over connections that are cut, before and after the broker did its work", async () => {
    await withLog(optionsOn(brokers), async (log) => {
      const appending = new Appending(await log.writer("events"));
      for (let cut = 0; cut < 10; cut += 1) {
        await appending.more(60);
        if (cut % 2 === 0) proxy().cut();
        else proxy().loseAnswers(2);
      }
      await appending.more(60);
      await appending.stop();
      const stored = await keysOf(log);
      expect([...appending.acknowledged].filter((key) => !stored.has(key))).toEqual([]);
    });
  }, 120_000);

  test("over connections that stay open and bring nothing: an append ends within its time", async () => {
    await withLog(optionsOn(brokers, { produceTimeoutMs: 1_500 }), async (log) => {
      const writer = await log.writer("events");
      const appending = new Appending(writer);
      await appending.more(100);
      proxy().stall(true);
      const began = performance.now();
      while (writer.available) await sleep(20);
      expect(performance.now() - began).toBeLessThan(3_000);
      proxy().stall(false);
      await appending.more(100);
      await appending.stop();
      const stored = await keysOf(log);
      expect([...appending.acknowledged].filter((key) => !stored.has(key))).toEqual([]);
    });
  }, 120_000);

  test("a reader goes on over cut connections and a restart, without a gap or a double", async () => {
    await withLog(optionsOn(brokers), async (log) => {
      const appending = new Appending(await log.writer("events"));
      const reader = await log.reader("events", "g");
      const positions = new Map<number, number>();
      const keys = new Set<string>();
      const read = async (count: number) => {
        for (const { key } of await readUntil(reader, ({ length }) => length >= count, positions))
          keys.add(textOf(key));
      };
      await read(100);
      proxy().cut();
      await read(200);
      await faults().kill(0);
      await faults().restart(0);
      await appending.more(100);
      await read(200);
      await appending.stop();
      const inspector = await log.inspector("events");
      for (const { end } of [...(await inspector.bounds()).values()]) expect(end).toBeGreaterThan(0);
      const bounds = await inspector.bounds();
      const rest = [...bounds].reduce((sum, [partition, { end }]) => sum + end - (positions.get(partition) ?? 0), 0);
      await read(rest);
      expect([...appending.acknowledged].filter((key) => !keys.has(key))).toEqual([]);
    });
  }, 120_000);

  test("a reader closes while its broker does not answer", async () => {
    await withLog(optionsOn(brokers), async (log) => {
      const reader = await log.reader("events", "g");
      await readUntil(reader, () => true);
      faults().freeze(0);
      const began = performance.now();
      await reader.close();
      expect(performance.now() - began).toBeLessThan(8_000);
      faults().thaw(0);
    });
  }, 60_000);
});
