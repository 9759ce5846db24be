import type { ClickHouseClient } from "@ecomind/clickhouse";

/** What an organisation settles for itself. */
export interface OrgSettings {
  /** Days that events are kept; null: for good. */
  readonly raw_retention_days: number | null;
  /** Days that the history by quarter hour is kept, which names no person; null: for good. */
  readonly rollup_retention_days: number | null;
  /** Persons that an answer about persons is at least about; 1: any. */
  readonly minimum_group_size: number;
}

/** Of an organisation that has settled nothing: nobody is singled out, and nothing is deleted unasked. */
export const defaultOrgSettings: OrgSettings = {
  raw_retention_days: null,
  rollup_retention_days: null,
  minimum_group_size: 5,
};

/** Columns of `org_settings`, as `OrgSettings` has them. */
export const orgSettingsColumns = "raw_retention_days, rollup_retention_days, minimum_group_size";

/** The settings of every organisation that has settled something. */
export async function allOrgSettings(client: ClickHouseClient): Promise<ReadonlyMap<string, OrgSettings>> {
  const result = await client.query({
    query: `SELECT toString(org_id) AS org_id, ${orgSettingsColumns} FROM org_settings FINAL`,
    format: "JSONEachRow",
  });
  const rows = await result.json<OrgSettings & { org_id: string }>();
  return new Map(rows.map(({ org_id, ...settings }) => [org_id, settings]));
}
