import { expect, test } from "vitest";
import { EmbeddedSystem } from "./embedded-system.js";
import { KafkaSystem } from "./kafka-system.js";
import { format, runFaults } from "./run-faults.js";

const { FAULTS_LOG = "embedded", FAULTS_COUNT = "60", FAULTS_SEED = "", FAULTS_MINUTES = "" } = process.env;

test(
  "under kills, pauses and outages every acknowledged event counts once",
  async () => {
    const system = FAULTS_LOG === "kafka" ? await KafkaSystem.start() : await EmbeddedSystem.start();
    try {
      const summary = await runFaults(system, {
        seed: FAULTS_SEED,
        faults: Number(FAULTS_COUNT),
        ...(FAULTS_MINUTES === "" ? {} : { untilMs: Number(FAULTS_MINUTES) * 60_000 }),
        onFault: (number, name) => console.log(`${String(number).padStart(4)}  ${new Date().toISOString()}  ${name}`),
      });
      console.log(`\n${format(summary)}`);
      expect(summary.violations).toEqual([]);
    } finally {
      await system.dispose();
    }
  },
  4 * 3_600_000,
);
