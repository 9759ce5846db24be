import { openEmbeddedLog } from "../../dist/embedded/index.js";

/** Appends `count` records to the log in `dir`, one by one, printing each key once it is acknowledged; endless with 0. */
const [dir = "", count = "0", size = "64"] = process.argv.slice(2);
const log = await openEmbeddedLog({ dir, leastFreeBytes: Number(process.env.LEAST_FREE_BYTES ?? 0) });
const writer = await log.writer("events");
const value = Buffer.alloc(Number(size), "x");
for (let number = 0; count === "0" || number < Number(count); number += 1) {
  const key = `${process.pid}/${number}`;
  try {
    await writer.append([
      { key, value },
      { key: `${key}/b`, value },
    ]);
    process.stdout.write(`${key}\n${key}/b\n`);
  } catch (error) {
    process.stdout.write(`! ${error.name}\n`);
    if (process.env.ENDS_WHEN_FULL === "1") break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
await log.close();
