import { createStoreClient } from "@ecomind/clickhouse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadAllowedFunctions } from "../../../src/sql/allowed-functions.js";
import { aggregateCallsOf, callsOf } from "./function-calls.js";
import { comparedLength, type LongerValue, unevenValues } from "./measured-lengths.js";
import { startTimedEngine } from "./timed-engine.js";

let engine: Awaited<ReturnType<typeof startTimedEngine>>;
beforeAll(async () => {
  engine = await startTimedEngine();
});
afterAll(() => engine.stop());

/** Which to look at, `FUNCTIONS='^array' npm run test:slow -- function-lengths`: all take an hour. */
const chosen = new RegExp(process.env.FUNCTIONS ?? "", "i");
/** How long the values are: those that no rule describes take short ones alone. */
const lengths = [64, 2_048];

/** Every function that a statement may use makes no longer values than its rule says. */
test("no allowed function makes a longer value than is computed for it", { timeout: 5_400_000 }, async () => {
  const client = createStoreClient({ url: engine.url, username: "ecomind", password: "", application: "test" });
  const allowed = await loadAllowedFunctions(client);
  const result = await client.query({
    query: `SELECT name, toBool(is_aggregate) AS aggregate, toBool(ifNull(higher_order, 0)) AS higher
      FROM system.functions WHERE origin = 'System' AND alias_to = '' ORDER BY name`,
    format: "JSONEachRow",
  });
  const functions = await result.json<{ name: string; aggregate: boolean; higher: boolean }>();
  await client.close();
  const longer: LongerValue[] = [];
  let looks = 0;
  for (const { name, aggregate, higher } of functions) {
    if (!allowed.has(name) || !chosen.test(aggregate ? `aggregate ${name}` : name)) continue;
    const calls = aggregate
      ? await aggregateCallsOf(name, engine.attempt)
      : [
          ...(await callsOf(name, higher, engine.attempt)),
          ...(await callsOf(name, higher, engine.attempt, unevenValues)),
        ];
    for (const statement of calls.flatMap(({ statements }) => lengths.flatMap((n) => statements(n)))) {
      const found = await comparedLength(engine.url, statement);
      if (found !== undefined && found !== "refused") looks += 1;
      if (typeof found !== "object") continue;
      longer.push(found);
      console.log(JSON.stringify(found));
      break;
    }
  }
  console.log(`${looks} looks`);
  expect(longer).toEqual([]);
});
