import { expect, test } from "vitest";
import { startEdge } from "../../../ingest/test/fixture.js";
import { fuzzReader } from "./fuzz-reader.js";
import { type Body, mutate, randomOf, seeds } from "./mutated-bodies.js";

const bodies = Number(process.env.FUZZ_BODIES ?? 200_000);
const requests = Number(process.env.FUZZ_REQUESTS ?? 10_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

/** `npm run fuzz:otlp`: FUZZ_BODIES, FUZZ_REQUESTS and FUZZ_SEED choose how many and which. */
test("changed bodies are read or refused, and memory does not grow", () => {
  fuzzReader(5_000, seed);
  const before = process.memoryUsage().heapUsed;
  const report = fuzzReader(bodies, seed);
  const grownMb = (process.memoryUsage().heapUsed - before) / 1024 ** 2;
  console.log(`seed ${seed}: ${JSON.stringify(report)}, heap ${grownMb.toFixed(0)} MB more`);
  expect(report.faults).toEqual([]);
  expect(grownMb).toBeLessThan(150);
}, 3_600_000);

test("the edge answers every changed body with 200, 400 or 413, and is still there", async () => {
  const edge = await startEdge();
  try {
    const statuses = new Map<number, number>();
    for (let number = 0; number < requests; number += 1) {
      const random = randomOf(seed + number);
      const { signal, protobuf, bytes } = mutate(seeds[Math.floor(random() * seeds.length)] as Body, random);
      const { status } = await fetch(`${edge.url}/v1/${signal}`, {
        method: "POST",
        headers: { "x-api-key": edge.key, "content-type": protobuf ? "application/x-protobuf" : "application/json" },
        body: Uint8Array.from(bytes),
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    console.log(`seed ${seed}: ${JSON.stringify([...statuses])}`);
    expect([...statuses.keys()].filter((status) => ![200, 400, 413].includes(status))).toEqual([]);
    expect((await fetch(`${edge.url}/health/ready`)).status).toBe(200);
  } finally {
    await edge.dispose();
  }
}, 3_600_000);
