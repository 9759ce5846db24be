import type { ClickHouseClient } from "@clickhouse/client";
import { coefficients, type FactorSet, factorSetData } from "@ecomind/footprint";

/**
 * Brings factor sets into the store, where they are not yet. In a store where no set was ever chosen the last one is chosen;
 * in any other the chosen one stays until somebody chooses another, so that an upgrade changes no figure. A set's content
 * never changes under its name.
 * @throws Error when the store has another content under the same name
 */
export async function loadFactorTables(client: ClickHouseClient, sets: readonly FactorSet[]): Promise<void> {
  const result = await client.query({
    query: "SELECT factor_set, any(hash) AS hash FROM factor_sets GROUP BY factor_set",
    format: "JSONEachRow",
  });
  const known = new Map(
    (await result.json<{ factor_set: string; hash: string }>()).map((row) => [row.factor_set, row.hash]),
  );
  const contents = await client.query({ query: "SELECT factor_set FROM factor_set_contents", format: "JSONEachRow" });
  const whole = new Set((await contents.json<{ factor_set: string }>()).map((row) => row.factor_set));
  for (const set of sets) {
    const hash = known.get(set.version);
    if (hash !== undefined && hash !== set.hash)
      throw new Error(`the store has another factor set under the name ${set.version}`);
    // Also of a set that was loaded before its content was kept.
    if (!whole.has(set.version))
      await client.insert({
        table: "factor_set_contents",
        values: [{ factor_set: set.version, content: JSON.stringify(factorSetData(set)) }],
        format: "JSONEachRow",
      });
    if (hash !== undefined) continue;
    const { models, sites } = coefficients(set);
    await client.insert({ table: "factor_models", values: models, format: "JSONEachRow" });
    await client.insert({ table: "factor_sites", values: sites, format: "JSONEachRow" });
    // Last: a set counts as loaded only when it is complete, and both tables replace what an earlier try left.
    await client.insert({
      table: "factor_sets",
      values: [{ factor_set: set.version, hash: set.hash }],
      format: "JSONEachRow",
    });
  }
  const newest = sets.at(-1);
  const choices = await client.query({
    query: "SELECT count() > 0 AS chosen FROM factor_set_choice",
    format: "JSONEachRow",
  });
  const [choice] = await choices.json<{ chosen: number }>();
  if (newest === undefined || choice?.chosen) return;
  await client.insert({ table: "factor_set_choice", values: [{ factor_set: newest.version }], format: "JSONEachRow" });
}
