import { setHistoryStart } from "@ecomind/clickhouse";
import { auditExpired, countExpired, deleteExpired, requireLongPast } from "./expire-rows.js";
import { type JobContext, requireLead } from "./job.js";

/**
 * Deletes an organisation's history from before a midnight of UTC. Where it begins from then on is written down before the
 * first row goes: whatever is settled later, questions about the time before tell that they are not whole.
 * @returns whether there was anything
 */
export async function expireHistory(context: JobContext, org: string, before: string): Promise<boolean> {
  await requireLongPast(context, before);
  const expired = { table: "usage_history", org, before } as const;
  const rows = await countExpired(context, expired);
  if (rows === 0) return false;
  requireLead(context);
  await setHistoryStart(context.client, { orgId: org, startsAt: before });
  await auditExpired(context, expired, rows);
  await deleteExpired(context, expired);
  return true;
}
