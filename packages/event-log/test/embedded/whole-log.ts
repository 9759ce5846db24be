import type { EventLog } from "../../src/port.js";

/** Every key of a log, read by offset from each partition's start to its end. @throws Error where an offset is missing */
export async function keysOf(log: EventLog): Promise<string[]> {
  const inspector = await log.inspector("events");
  const keys: string[] = [];
  for (const [partition, { start, end }] of await inspector.bounds())
    for (let offset = start; offset < end; offset += 1) {
      const record = await inspector.recordAt(partition, offset);
      if (record === undefined || record.offset !== offset) throw new Error(`${partition}/${offset} is missing`);
      keys.push(Buffer.from(record.key).toString());
    }
  return keys;
}
