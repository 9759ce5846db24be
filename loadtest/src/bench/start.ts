import { spawnSync } from "node:child_process";
import { System } from "ecomind/testing";
import { benchOptions } from "../bench-system.js";
import { figure, percentile, ratio, target, whole } from "../figures.js";
import { machine } from "../machine.js";

/**
 * `npm run bench:start`: from the command to the first accepted event, in an empty folder and with data. Floor: five
 * bare Node processes one after another, as many as the system has.
 */
const { runs } = benchOptions({ runs: 5 });
console.log(machine(`npm run bench:start -- --runs=${runs}`));
const processes = 5;

async function firstEvent(system: System): Promise<number> {
  const began = performance.now();
  await system.start();
  const event = {
    user_id: "me",
    provider: "openai",
    model: "gpt-4o",
    tokens_in: 1,
    tokens_out: 1,
    ts: new Date().toISOString(),
  };
  const { status } = await system.post("/v1/ingest", event);
  if (status !== 202) throw new Error(`the first event was answered ${status}`);
  return performance.now() - began;
}

const floors: number[] = [];
const empty: number[] = [];
const again: number[] = [];
for (let run = 0; run < runs; run += 1) {
  const began = performance.now();
  for (let n = 0; n < processes; n += 1) spawnSync(process.execPath, ["-e", "0"]);
  floors.push(performance.now() - began);
  const system = await System.create();
  try {
    empty.push(await firstEvent(system));
    await system.end();
    again.push(await firstEvent(system));
  } finally {
    await system.dispose();
  }
}
const floor = percentile(floors, 0.5);
figure(`${processes} bare Node processes (floor), median`, `${whole(floor)} ms`);
const report = (what: string, samples: readonly number[]) =>
  figure(
    what,
    `${whole(percentile(samples, 0.5))} ms`,
    `most ${whole(Math.max(...samples))} ms; ${ratio(percentile(samples, 0.5), floor)}; ${target(Math.max(...samples) <= 5_000, "<= 5,000 ms")}`,
  );
report("start to first accepted event, empty folder", empty);
report("start to first accepted event, with data", again);
