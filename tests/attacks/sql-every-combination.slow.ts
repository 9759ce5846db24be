import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAttackedSql } from "./attacked-sql.js";
import { triesOf } from "./documented-tries.js";
import { sqlTries } from "./sql-tries.js";

let service: Awaited<ReturnType<typeof startAttackedSql>>;
beforeAll(async () => {
  service = await startAttackedSql();
}, 180_000);
afterAll(() => service?.stop());

const families = Object.keys(sqlTries({ file: "x", url: "http://127.0.0.1/" }));

/** Minutes: each statement is read by the engine. */
describe("a read key at POST /v1/sql", { timeout: 1_800_000 }, () => {
  test.each(families)("%s, every combination", async (family) => {
    const before = await service.traces();
    for (const one of sqlTries(service.targets)[family] ?? []) await service.attempt(one);
    expect(await service.traces()).toEqual(before);
  });

  test("the threat model says how many statements are tried", () => {
    expect(Object.values(sqlTries(service.targets)).flat().length).toBe(triesOf("sql-every-combination.slow.ts"));
  });
});
