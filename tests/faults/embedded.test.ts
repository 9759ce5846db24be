import { expect, test } from "vitest";
import { EmbeddedSystem } from "./embedded-system.js";
import { format, runFaults } from "./run-faults.js";

/** The quick form of `npm run test:faults`: one fault of each kind that has the most to break. */
test("under kills and pauses every acknowledged event counts once", async () => {
  const system = await EmbeddedSystem.start();
  try {
    const seed = String(Date.now());
    const summary = await runFaults(system, { seed, faults: 8, restMs: 300 });
    console.log(format(summary));
    expect(summary.violations).toEqual([]);
    expect(summary.faultsTotal).toBe(8);
    expect(summary.acknowledged).toBeGreaterThan(0);
    expect(summary.deadLetters).toBeGreaterThan(0);
  } finally {
    await system.dispose();
  }
}, 180_000);
