const measures = [
  "tokens_in",
  "tokens_cached",
  "tokens_out",
  "tokens_out_ramp",
  "requests_without_tokens",
  "energy_uwh",
];
const sums = measures.map((column) => `sum(${column})`).join(", ");
const merged = measures.map((column) => `sumMerge(\`sum(${column})\`)`).join(", ");
const raw = `SELECT org_id, sum(requests) AS n, ${sums} FROM events GROUP BY org_id SETTINGS optimize_use_projections = 0`;
/**
 * What a projection itself holds. Asked through its view, the engine takes the rows instead wherever those are fewer marks,
 * and with `force_optimize_projection` it then refuses: whether that happens depends on how parts were merged.
 */
export const projected = (name: string, columns: string, where = "1") =>
  `SELECT ${columns} FROM mergeTreeProjection(currentDatabase(), events, ${name}) WHERE ${where}`;
const rollup = (name: string) =>
  `${projected(name, `org_id, sumMerge(\`sum(requests)\`) AS n, ${merged}`)} GROUP BY org_id`;
/** Rows that only one of the two has, whichever it is. */
const difference = (one: string, other: string) =>
  `SELECT * FROM (SELECT * FROM (${one}) EXCEPT SELECT * FROM (${other})) UNION ALL SELECT * FROM (SELECT * FROM (${other}) EXCEPT SELECT * FROM (${one}))`;

/** What orders the reports of one event. */
const report = "(toInt64(reporter_rank) * 4294967296 + revision)";
/** Records that are stored, or were until their event was deleted or its person erased. */
const storedOnce = `SELECT org_id, epoch, partition, offset FROM events WHERE requests > 0
  UNION ALL SELECT org_id, record.1, record.2, record.3 FROM erased_identities ARRAY JOIN records AS record`;

/** What the store must keep at rest: each statement gives the rows that contradict its name. */
const invariants: Readonly<Record<string, string>> = {
  "no identity twice": `SELECT org_id, ts, id FROM events GROUP BY org_id, ts, id HAVING sum(if(requests > 0, 1, -1)) != 1`,
  "the highest rank and revision is in force": `SELECT org_id, ts, id FROM events GROUP BY org_id, ts, id
    HAVING sum(if(requests > 0, 1, -1) * ${report}) != max(${report})`,
  "no response twice within ten minutes": `SELECT org_id, response_key, arraySort(groupArray(ts)) AS times FROM
    (SELECT org_id, response_key, ts, id FROM events WHERE response_key != 0 GROUP BY org_id, response_key, ts, id)
    GROUP BY org_id, response_key HAVING arrayExists((a, b) -> b - a <= 600, arrayPopBack(times), arrayPopFront(times))`,
  "no record twice": `SELECT epoch, partition, offset FROM events GROUP BY epoch, partition, offset
    HAVING countIf(requests > 0) != 1 OR countIf(requests < 0) > 1`,
  "what takes a row back undoes all of it": `SELECT epoch, partition, offset FROM events GROUP BY epoch, partition, offset
    HAVING count() > 1 AND (${["requests", ...measures].map((column) => `sum(${column}) != 0`).join(" OR ")} OR uniqExact(org_id, ts, id, revision, user_id, team, provider, model, region, source) != 1)`,
  "usage_15m is the sum of events": difference(raw, rollup("usage_15m")),
  "usage_user_1h is the sum of events": difference(raw, rollup("usage_user_1h")),
  "usage_model_1h is the sum of events": difference(raw, rollup("usage_model_1h")),
  "every record is accounted for":
    "SELECT * FROM batches WHERE records_read != stored + duplicates + dead_letters + erased OR records_read != end_offset - start_offset",
  "ranges tile from the beginning": `SELECT epoch, partition, min(start_offset), max(end_offset) FROM batches GROUP BY epoch, partition
    HAVING sum(end_offset - start_offset) != max(end_offset) - min(start_offset) OR min(start_offset) != 0`,
  "ranges do not overlap": `SELECT epoch, partition, start_offset FROM
    (SELECT epoch, partition, start_offset, lagInFrame(end_offset) OVER (PARTITION BY epoch, partition ORDER BY start_offset ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS before FROM batches)
    WHERE start_offset != before`,
  "what is accounted as stored is stored, or was until it was deleted": difference(
    "SELECT epoch, partition, sum(stored + erased) AS n FROM batches GROUP BY epoch, partition HAVING n > 0",
    `SELECT epoch, partition, uniqExact(offset) AS n FROM (${storedOnce}) GROUP BY epoch, partition`,
  ),
  "what is accounted as set aside is set aside": difference(
    "SELECT epoch, partition, sum(dead_letters) AS n FROM batches GROUP BY epoch, partition HAVING n > 0",
    "SELECT epoch, partition, count() AS n FROM dead_letters FINAL GROUP BY epoch, partition",
  ),
  "accounts by organisation add up": `SELECT epoch, partition, start_offset FROM batches
    WHERE arraySum(arrayMap(c -> c.1, mapValues(orgs))) != records_read OR arraySum(arrayMap(c -> c.2, mapValues(orgs))) != stored
      OR arraySum(arrayMap(c -> c.3, mapValues(orgs))) != duplicates OR arraySum(arrayMap(c -> c.4, mapValues(orgs))) != dead_letters
      OR arraySum(arrayMap(c -> c.5, mapValues(orgs))) != erased`,
  "what is accounted by organisation is stored, or was": difference(
    "SELECT org, sum(counts.2 + counts.5) AS n FROM batches ARRAY JOIN mapKeys(orgs) AS org, mapValues(orgs) AS counts GROUP BY org HAVING n > 0",
    `SELECT toString(org_id) AS org, uniqExact(epoch, partition, offset) AS n FROM (${storedOnce}) GROUP BY org`,
  ),
};

/** Looks at each. @returns a line for each that does not hold, none when all do */
export async function violations(rows: (sql: string) => Promise<readonly unknown[]>): Promise<string[]> {
  const found: string[] = [];
  for (const [name, sql] of Object.entries(invariants)) {
    const against = await rows(sql);
    if (against.length > 0)
      found.push(`${name}: ${against.length} against, such as ${JSON.stringify(against.slice(0, 3))}`);
  }
  return found;
}
