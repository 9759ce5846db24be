import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { prepare, root } from "../../standalone/bin/prepare.js";

const help = `Usage: npm run test:faults -- [options]

Runs the system under load, kills, pauses and cuts its parts at random, and looks at the end whether each event counts
once.

  --log embedded|kafka  the standalone system, or two edges and several streams on real brokers [embedded]
  --faults N            how many [60; kafka: 200]
  --minutes M           begin no new fault after so long [no limit]
  --seed TEXT           the faults of an earlier run, in their order [a new one, which the summary names]`;

/** `npm run test:faults`. */
const { values } = parseArgs({
  options: {
    log: { type: "string", default: "embedded" },
    faults: { type: "string" },
    minutes: { type: "string", default: "" },
    seed: { type: "string", default: String(Date.now()) },
    help: { type: "boolean", default: false },
  },
});
const faults = values.faults ?? (values.log === "kafka" ? "200" : "60");
const valid =
  ["embedded", "kafka"].includes(values.log) && /^[1-9]\d{0,4}$/.test(faults) && /^(\d{1,4})?$/.test(values.minutes);
if (values.help || !valid) {
  console.log(help);
  process.exit(values.help ? 0 : 2);
}
prepare();
const { status } = spawnSync("npx", ["vitest", "run", "--config", "tests/faults/vitest.config.ts"], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    FAULTS_LOG: values.log,
    FAULTS_COUNT: faults,
    FAULTS_SEED: values.seed,
    FAULTS_MINUTES: values.minutes,
  },
});
process.exit(status ?? 1);
