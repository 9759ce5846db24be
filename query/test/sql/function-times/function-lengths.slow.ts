import { createStoreClient } from "@ecomind/clickhouse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadAllowedFunctions } from "../../../src/sql/allowed-functions.js";
import { judged } from "../../../src/sql/value-bounds.js";
import { aggregateCallsOf, callsOf } from "./function-calls.js";
import { startTimedEngine } from "./timed-engine.js";

let engine: Awaited<ReturnType<typeof startTimedEngine>>;
beforeAll(async () => {
  engine = await startTimedEngine();
});
afterAll(() => engine.stop());

/** Which to look at, `FUNCTIONS='^array' npm run test:slow -- function-lengths`: all take an hour. */
const chosen = new RegExp(process.env.FUNCTIONS ?? "", "i");
const n = 2_048;
/** The engine counts offsets and marks of its own. */
const slack = (bytes: number): number => 2 * bytes + 256;

async function answerOf(statement: string): Promise<readonly unknown[][] | undefined> {
  const search = new URLSearchParams({ default_format: "JSONCompact", max_execution_time: "20" });
  const response = await fetch(`${engine.url}/?${search}`, { method: "POST", body: statement });
  const text = await response.text();
  return response.ok ? (JSON.parse(text) as { data: unknown[][] }).data : undefined;
}

/** Every function that a statement may use makes no longer values than its class says: one in no class, than it is given. */
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
  const longer: string[] = [];
  let looks = 0;
  for (const { name, aggregate, higher } of functions) {
    if (!allowed.has(name) || !chosen.test(aggregate ? `aggregate ${name}` : name)) continue;
    const calls = aggregate
      ? await aggregateCallsOf(name, engine.attempt)
      : await callsOf(name, higher, engine.attempt);
    for (const statement of calls.flatMap(({ statements }) => statements(n))) {
      const value = statement.replace(
        /^((?:WITH \d+ AS n )?SELECT) ignore\((.*)\)( FROM numbers\(\d+\))?$/s,
        "$1 $2$3",
      );
      const tree = await answerOf(`EXPLAIN AST graph = 0, optimize = 0 ${value}`);
      const measured = await answerOf(statement.replace("ignore(", "byteSize("));
      if (tree === undefined || measured === undefined) continue;
      looks += 1;
      const computed = judged(tree.map(([line]) => String(line))).longest;
      const bytes = Number(measured[0]?.[0]);
      // Undefined: it is refused.
      if (computed === undefined || bytes <= slack(computed)) continue;
      longer.push(`${name}: ${bytes} bytes, ${computed} computed: ${value}`);
      console.log(longer.at(-1));
      break;
    }
  }
  console.log(`${looks} looks`);
  expect(longer).toEqual([]);
});
