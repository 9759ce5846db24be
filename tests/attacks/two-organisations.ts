import { createHash } from "node:crypto";
import { eventRow } from "../../query/test/event-row.js";
import type { QueryFixture } from "../../query/test/fixture.js";

/** Stands in everything that belongs to the other organisation and holds text, but for names that a path may carry. */
const canary = "CANARYOFOTHERS";
/** A number that only the other organisation's accounting has. */
const canaryCount = 987_654_321;

/** Names of things of the other organisation, as an attacker may know them: put into every path. */
export interface OthersThings extends Readonly<Record<string, string>> {
  readonly event_id: string;
  readonly key_id: string;
  readonly export_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly user: string;
  readonly factor_set: string;
  readonly mapping_id: string;
}

const storeTime = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

/** Fills every table that the API answers from with rows of the organisation `other`, and gives `acme` an event. */
export async function plantCanaries(api: QueryFixture): Promise<OthersThings> {
  const now = Date.now();
  const at = storeTime(now);
  const theirs = eventRow(now - 60_000, {
    org_id: "other",
    user_id: "pat",
    team: `${canary}-team`,
    model: `${canary}-model`,
    provider: `${canary}-provider`,
    source: `${canary}-source`,
    labels: { project: `${canary}-label` },
  });
  await api.insert("events", [eventRow(now - 60_000), theirs]);
  await api.insert("members", [
    { org_id: "other", user_id: "pat", role: "viewer", team: `${canary}-team`, active: true },
  ]);
  const key = await api.key(["read"], { org_id: "other", name: `${canary}-key` });
  await api.insert("dead_letters", [
    {
      epoch: 1,
      topic: "events",
      partition: 0,
      offset: 1,
      record_at: at,
      dead_at: at,
      org_id: "other",
      reason: `${canary}-reason`,
    },
  ]);
  await api.insert("audit_log", [
    { org_id: "other", actor: canary, actor_kind: "jwt", action: "x", target: canary, outcome: "done" },
  ]);
  await api.insert("saved_queries", [
    { org_id: "other", name: "monthly", query: `SELECT '${canary}'`, saved_by: canary, deleted: false },
  ]);
  const mapped = { kind: "model", provider: "", name: canary.toLowerCase() };
  await api.insert("name_mappings", [
    { org_id: "other", ...mapped, to_model: `${canary}-mapped`, removed: false, updated_by: canary },
  ]);
  const exported = crypto.randomUUID();
  await api.insert("exports", [
    {
      org_id: "other",
      export_id: exported,
      requested_by: canary,
      operation: "exportUsage",
      parameters: JSON.stringify({ team: canary }),
      format: "csv",
      factor_set: "",
      generated_at: at,
      rows: 1,
      bytes: 1,
      sha256: canary,
    },
  ]);
  await api.insert("erasures", [{ org_id: "other", user_id: "gone", requested_by: canary, state: "done" }]);
  await api.insert("org_factor_sets", [{ org_id: "other", factor_set: api.factors.version, chosen_by: canary }]);
  const counts = {
    records_read: canaryCount,
    stored: canaryCount,
    duplicates: 0,
    dead_letters: 0,
    erased: 0,
  };
  const batch = { epoch: 1, partition: 0, start_offset: 0, end_offset: 1, last_key: "", fence: 1 };
  await api.insert("batches", [
    {
      ...batch,
      ...counts,
      orgs: { other: counts },
      oldest_record_at: at,
      newest_record_at: at,
      published_at: at,
    },
  ]);
  return {
    event_id: theirs.id,
    key_id: key.split("_")[1] ?? "",
    export_id: exported,
    user_id: "pat",
    name: "monthly",
    user: "ecomind_sql_other",
    factor_set: "none",
    mapping_id: createHash("sha256").update(Object.values(mapped).join("\n")).digest("hex").slice(0, 32),
  };
}

/** What an act against the other organisation could have changed. */
export const othersState = async (api: QueryFixture): Promise<unknown> =>
  await api.rows(
    `SELECT ${[
      ["members", "user_id"],
      ["api_keys", "key_id"],
      ["api_key_ends", "key_id"],
      ["saved_queries", "name"],
      ["erasures", "user_id"],
      ["org_factor_sets", "factor_set"],
      ["org_settings", "minimum_group_size"],
      ["name_mappings", "name"],
    ]
      .map(
        ([table, order]) =>
          `(SELECT groupArray(toString(tuple(*))) FROM (SELECT * FROM ${table} WHERE org_id = 'other' ORDER BY ${order})) AS ${table}`,
      )
      .join(", ")}, (SELECT count() FROM events WHERE org_id = 'other') AS events`,
  );

/** Text of an answer in which something of the other organisation would stand. */
export const holdsCanary = (body: unknown): boolean => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return text.includes(canary) || text.includes(String(canaryCount));
};
