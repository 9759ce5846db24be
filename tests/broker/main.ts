import { parseArgs } from "node:util";
import { startBrokers } from "./start-brokers.js";

/** `npm run broker`: brokers for a developer, until Ctrl-C. */
const { values } = parseArgs({ options: { brokers: { type: "string", default: "1" }, help: { type: "boolean" } } });
if (values.help === true || !["1", "3"].includes(values.brokers)) {
  console.log(
    "Usage: npm run broker [-- --brokers 1|3]\n\nStarts a broker, or three, and prints where; Ctrl-C ends them.",
  );
  process.exit(values.help === true ? 0 : 2);
}
const brokers = await startBrokers({ brokers: values.brokers === "3" ? 3 : 1 });
console.log(`${brokers.description}\nKAFKA_BROKERS=${brokers.bootstrap.join(",")}`);
// A broker by itself keeps no process alive.
const alive = setInterval(() => {}, 60_000);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, async () => {
    clearInterval(alive);
    await brokers.stop();
  });
