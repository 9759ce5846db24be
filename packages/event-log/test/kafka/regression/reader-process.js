import { createInterface } from "node:readline";
import { openKafkaLog } from "@ecomind/event-log/kafka";
import { mayFail } from "@ecomind/platform";

/** Reads in group `g`, tells what happens as JSON lines, and commits its first assignment when told `commit`. */
const say = (told) => process.stdout.write(`${JSON.stringify(told)}\n`);
const log = await openKafkaLog(JSON.parse(process.argv[2]));
const reader = await log.reader("events", "g");
let first;
createInterface({ input: process.stdin }).on("line", async () => {
  try {
    await reader.commit(first.assignment, new Map(first.partitions.map((partition) => [partition, 1])));
    say({ kind: "committed", assignment: first.assignment });
  } catch (error) {
    say({ kind: "refused", assignment: first.assignment, name: error.name });
  }
});
for (;;) {
  const result = await reader.poll({ maxWaitMs: 200 });
  if (result.kind === "assigned") {
    if (result.partitions.length > 0) first ??= result;
    say(result);
    const start = new Map(result.partitions.map((partition) => [partition, 0]));
    await reader.seek(result.assignment, start).catch(mayFail("the assignment has changed"));
  }
  if (result.kind === "records") say({ kind: "records", assignment: result.assignment });
}
