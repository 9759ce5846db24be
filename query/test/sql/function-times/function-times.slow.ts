import { createStoreClient } from "@ecomind/clickhouse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadAllowedFunctions } from "../../../src/sql/allowed-functions.js";
import { isBounded } from "../../../src/sql/value-bounds.js";
import { aggregateCallsOf, callsOf } from "./function-calls.js";
import { type SlowCall, slowCall } from "./function-times.js";
import { startTimedEngine } from "./timed-engine.js";

let engine: Awaited<ReturnType<typeof startTimedEngine>>;
beforeAll(async () => {
  engine = await startTimedEngine();
});
afterAll(() => engine.stop());

interface EngineFunction {
  readonly name: string;
  readonly aggregate: boolean;
  readonly higher: boolean;
}

/** Which to time, `FUNCTIONS='^aggregate |^json' npm run test:slow -- function-times`: all take hours. */
const chosen = new RegExp(process.env.FUNCTIONS ?? "", "i");

/**
 * Every function of the engine that a statement may use, whatever its values, as the engine itself lists them: one that a
 * newer engine brings is timed without a change here.
 */
test("no allowed function takes time faster than its values grow", { timeout: 5_400_000 }, async () => {
  const client = createStoreClient({ url: engine.url, username: "ecomind", password: "", application: "test" });
  const allowed = await loadAllowedFunctions(client);
  const result = await client.query({
    query: `SELECT name, toBool(is_aggregate) AS aggregate, toBool(ifNull(higher_order, 0)) AS higher
      FROM system.functions WHERE origin = 'System' AND alias_to = '' ORDER BY name`,
    format: "JSONEachRow",
  });
  const functions = (await result.json<EngineFunction>()).filter(({ name }) => allowed.has(name) && !isBounded(name));
  await client.close();
  expect(functions.length).toBeGreaterThan(800);
  const timed = functions.filter(({ name, aggregate }) => chosen.test(aggregate ? `aggregate ${name}` : name));
  const slow: SlowCall[] = [];
  let calls = 0;
  for (const { name, aggregate, higher } of timed) {
    const found = aggregate
      ? await aggregateCallsOf(name, engine.attempt)
      : await callsOf(name, higher, engine.attempt);
    calls += found.length;
    for (const call of found) {
      const one = await slowCall(call, engine.timed);
      if (one === undefined) continue;
      slow.push(one);
      console.log(`slow: ${JSON.stringify(one)}`);
      break;
    }
  }
  console.log(`${timed.length} of ${functions.length} functions, ${calls} calls`);
  expect(slow).toEqual([]);
});
