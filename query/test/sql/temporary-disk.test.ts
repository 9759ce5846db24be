import { afterAll, beforeAll, expect, test } from "vitest";
import { type AnalystEngine, startAnalystEngine } from "./analyst-engine.js";

let engine: AnalystEngine;
beforeAll(async () => {
  engine = await startAnalystEngine({ CLICKHOUSE_MAX_TEMPORARY: "20MiB" });
});
afterAll(() => engine.stop());

test("answers that wait for their end have a limit on the engine's disk", async () => {
  // Text that does not pack: what waits is compressed.
  const rows = (count: number) =>
    `SELECT toLowCardinality(materialize(text)) AS text FROM numbers(${count}) AS n, (SELECT randomPrintableASCII(100000) AS text) AS one`;
  expect(await engine.told(rows(450))).toMatch(/^too_much: /);
  expect((await engine.ask(rows(90))).rows).toHaveLength(90);
});
