import { jsonPatterns, orgOfLetter, storeDay } from "@ecomind/clickhouse";
import { auditOnce } from "./audit.js";
import { type JobContext, requireLead, rowsOf } from "./job.js";

/** What expires, by whose it is and by the time that decides. */
const expiring = {
  events: {
    where: "org_id = {org:String} AND ts < toDateTime64({before:String}, 3, 'UTC')",
    action: "expireEvents",
  },
  dead_letters: {
    // A header may be missing where the letter itself tells whose it is.
    where: `org_id IN ('', {org:String}) AND record_at < toDateTime64({before:String}, 3, 'UTC') AND ${orgOfLetter} = {org:String}`,
    action: "expireDeadLetters",
  },
  usage_history: {
    where: "org_id = {org:String} AND bucket < toDateTime({before:String}, 'UTC')",
    action: "expireHistory",
  },
} as const;

export type ExpiringTable = keyof typeof expiring;

/** Rows of an organisation from before a midnight of UTC, `2026-11-01`. */
export interface Expired {
  readonly table: ExpiringTable;
  /** Empty: dead letters of which nobody knows whose they are. */
  readonly org: string;
  readonly before: string;
}

const dayMs = 86_400_000;
/** Days that are never deleted. Settings take no fewer than 32: a boundary within these is a fault. */
const leastDays = 7;

/** @throws Error for a midnight that is not long past by the store's own clock, whatever it was computed from */
export async function requireLongPast({ client }: JobContext, before: string): Promise<void> {
  const today = await storeDay(client);
  if (!(Date.parse(before) <= Date.parse(today) - leastDays * dayMs))
    throw new Error(`nothing is deleted: ${before} is not ${leastDays} days before ${today}, the store's day`);
}

export async function countExpired({ client }: JobContext, { table, org, before }: Expired): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    client,
    `SELECT toFloat64(count()) AS n FROM ${table} WHERE ${expiring[table].where}`,
    { org, before, ...jsonPatterns },
  );
  return row?.n ?? 0;
}

/** @throws Error once another leads: nothing is deleted then */
export async function deleteExpired(context: JobContext, { table, org, before }: Expired): Promise<void> {
  requireLead(context);
  await context.client.command({
    query: `ALTER TABLE ${table} DELETE WHERE ${expiring[table].where}`,
    query_params: { org, before, ...jsonPatterns },
    clickhouse_settings: { mutations_sync: "2" },
  });
}

/** Tells in the organisation's audit log how many rows go, from before when. */
export async function auditExpired(
  { client }: JobContext,
  { table, org, before }: Expired,
  rows: number,
): Promise<void> {
  const { action } = expiring[table];
  await auditOnce(client, [{ org_id: org, action, target: `${rows} from before ${before}` }]);
}

/** Deletes what is there, and tells it first. @returns whether there was anything */
export async function expireRows(context: JobContext, expired: Expired): Promise<boolean> {
  await requireLongPast(context, expired.before);
  const rows = await countExpired(context, expired);
  if (rows === 0) return false;
  await auditExpired(context, expired, rows);
  await deleteExpired(context, expired);
  return true;
}
