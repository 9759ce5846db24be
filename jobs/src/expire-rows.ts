import { auditOnce } from "./audit.js";
import { type JobContext, requireLead, rowsOf } from "./job.js";

/** What expires by an organisation's settings, and the time that decides. */
const expiring = {
  events: { where: "ts < toDateTime64({before:String}, 3, 'UTC')", action: "expireEvents" },
  dead_letters: { where: "record_at < toDateTime64({before:String}, 3, 'UTC')", action: "expireDeadLetters" },
  usage_history: { where: "bucket < toDateTime({before:String}, 'UTC')", action: "expireHistory" },
} as const;

export type ExpiringTable = keyof typeof expiring;

/** Rows of an organisation from before a midnight of UTC, `2026-11-01`. */
export interface Expired {
  readonly table: ExpiringTable;
  readonly org: string;
  readonly before: string;
}

export async function countExpired({ client }: JobContext, { table, org, before }: Expired): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    client,
    `SELECT toFloat64(count()) AS n FROM ${table} WHERE org_id = {org:String} AND ${expiring[table].where}`,
    { org, before },
  );
  return row?.n ?? 0;
}

/** @throws Error once another leads: nothing is deleted then */
export async function deleteExpired(context: JobContext, { table, org, before }: Expired): Promise<void> {
  requireLead(context);
  await context.client.command({
    query: `ALTER TABLE ${table} DELETE WHERE org_id = {org:String} AND ${expiring[table].where}`,
    query_params: { org, before },
    clickhouse_settings: { mutations_sync: "2" },
  });
}

/** Tells in the organisation's audit log how many rows go, from before when. */
export async function tellExpired(
  { client }: JobContext,
  { table, org, before }: Expired,
  rows: number,
): Promise<void> {
  const { action } = expiring[table];
  await auditOnce(client, [{ org_id: org, action, target: `${rows} from before ${before}` }]);
}

/** Deletes what is there, and tells it first. @returns whether there was anything */
export async function expireRows(context: JobContext, expired: Expired): Promise<boolean> {
  const rows = await countExpired(context, expired);
  if (rows === 0) return false;
  await tellExpired(context, expired, rows);
  await deleteExpired(context, expired);
  return true;
}
