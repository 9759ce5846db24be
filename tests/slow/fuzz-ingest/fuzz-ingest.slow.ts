import { System } from "ecomind/testing";
import { expect, test } from "vitest";
import { format, fuzz } from "./fuzz.js";

const requests = Number(process.env.FUZZ_REQUESTS ?? 120_000);
const seed = process.env.FUZZ_SEED ?? String(Date.now());

/** `npm run fuzz:ingest`: FUZZ_REQUESTS and FUZZ_SEED choose how many and which. */
test("the edge outlives every malformed request, and loses nothing that it acknowledged", async () => {
  const system = await System.create();
  try {
    await system.start();
    const pids = system.pids("ecomind-ingest");
    const begunMs = performance.now();
    const { ECOMIND_URL = "", ECOMIND_API_KEY: apiKey = "" } = system.credentials;
    const report = await fuzz({ port: Number(new URL(ECOMIND_URL).port), apiKey, seed, requests, slowBodies: 100 });
    console.log(`seed ${seed}, ${Math.round((performance.now() - begunMs) / 1000)} s\n${format(report)}`);
    expect(report.faults).toEqual([]);
    expect(system.pids("ecomind-ingest"), "the edge was never started again").toEqual(pids);
    const health = await fetch(`${ECOMIND_URL}/health/ready`);
    expect(health.status).toBe(200);
    await system.end("SIGTERM");
    await system.start();
    const deadline = Date.now() + 60_000;
    let missing: string[] = [];
    do {
      const stored = new Set((await system.sql("SELECT id FROM events")).split("\n"));
      missing = [...report.acknowledged].filter((id) => !stored.has(id));
    } while (missing.length > 0 && Date.now() < deadline);
    expect(missing).toEqual([]);
    expect(await system.sql("SELECT count() FROM dead_letters")).toBe("0");
  } finally {
    await system.dispose();
  }
}, 3_600_000);
