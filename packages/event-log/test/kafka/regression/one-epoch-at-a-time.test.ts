import { expect, test } from "vitest";
import { describeWithBrokers } from "../../../../../tests/broker/index.js";
import type { LogReader } from "../../../src/port.js";
import { numbered, optionsOn, withLog } from "./log-on.js";

/** What a reader holds, as its polls tell; `null` before the first assignment. */
async function held(reader: LogReader, before: readonly number[] | null): Promise<readonly number[] | null> {
  const result = await reader.poll({ maxWaitMs: 100 });
  return result.kind === "assigned" ? result.partitions : before;
}

await describeWithBrokers("one epoch at a time", { brokers: 1 }, (brokers) => {
  test("readers of two epochs are never given partitions at once; the newer begins when the older has left", async () => {
    const older = optionsOn(brokers);
    await withLog(older, async (first) => {
      await withLog({ ...older, epoch: 2 }, async (second) => {
        await (await second.writer("events")).append(numbered(0, 100));
        const [old, young] = [await first.reader("events", "g"), await second.reader("events", "g")];
        let [ofOld, ofYoung]: (readonly number[] | null)[] = [null, null];
        for (const untilMs = Date.now() + 8_000; Date.now() < untilMs; ) {
          [ofOld, ofYoung] = [await held(old, ofOld ?? null), await held(young, ofYoung ?? null)];
          // While the group settles each may still hold what it is about to be told to leave.
          if (Date.now() > untilMs - 3_000) expect(Math.min(ofOld?.length ?? 0, ofYoung?.length ?? 0)).toBe(0);
        }
        await old.close();
        for (const untilMs = Date.now() + 20_000; ofYoung?.length !== 4 && Date.now() < untilMs; )
          ofYoung = await held(young, ofYoung ?? null);
        expect(ofYoung).toEqual([0, 1, 2, 3]);
        // What the older epoch's group reported says nothing of the newer's topic.
        expect(await (await second.inspector("events")).committed("g")).toEqual(new Map());
      });
    });
  }, 60_000);
});
