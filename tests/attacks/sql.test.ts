import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAttackedSql } from "./attacked-sql.js";
import { triesOf } from "./documented-tries.js";
import { sqlTries } from "./sql-tries.js";

let service: Awaited<ReturnType<typeof startAttackedSql>>;
beforeAll(async () => {
  service = await startAttackedSql();
}, 180_000);
afterAll(() => service?.stop());

/** Of each family so many, spread over its combinations; `sql-every-combination.slow.ts` sends all of them. */
const perFamily = 60;
/** What is answered takes the engine much longer than what is refused. */
const perAnsweredFamily = 24;
const families = Object.keys(sqlTries({ file: "x", url: "http://127.0.0.1/" }));

const chosen = (family: string) => {
  const tries = sqlTries(service.targets)[family] ?? [];
  // A step that shares no factor with the number of combinations moves through both of the lists that they are made of.
  const step = [37, 41, 43, 1].find((prime) => tries.length % prime !== 0 && tries.length > prime) ?? 1;
  const isAnswered = tries.some(({ outcome }) => outcome === "harmless");
  const count = Math.min(isAnswered ? perAnsweredFamily : perFamily, tries.length);
  return Array.from({ length: count }, (_, index) => tries[(index * step) % tries.length]).filter(
    (one) => one !== undefined,
  );
};

describe("a read key at POST /v1/sql", { timeout: 300_000 }, () => {
  test.each(families)("%s: refused or harmless, and nothing is computed, opened or changed", async (family) => {
    const before = await service.traces();
    for (const one of chosen(family)) await service.attempt(one);
    expect(await service.traces()).toEqual(before);
  });

  test("the threat model says how many statements are tried", () => {
    const tries = families.flatMap(chosen);
    expect(new Set(tries.map((one) => JSON.stringify(one))).size).toBe(tries.length);
    expect(tries.length).toBe(triesOf("sql.test.ts"));
  });
});
