import { rebuildHistory, reconcile, refreshHistory, storeDay } from "@ecomind/clickhouse";
import { eachApart, throwFailed } from "./each-apart.js";
import { type Job, requireLead } from "./job.js";

/**
 * Compares rollups and history of closed days with the events, and computes the history of an organisation again where it
 * differs. A projection that differs is a fault of the store: it is reported, not repaired. Days that late events keep coming
 * for are left to the next run.
 */
export const historyCheck: Job = {
  name: "history-check",
  intervalMs: 6 * 3_600_000,
  async run({ client, logger, mayGoOn }) {
    const before = await storeDay(client);
    const differing = (await reconcile(client, { before, prepare: () => refreshHistory(client) })).filter(
      ({ differences }) => differences.length > 0,
    );
    const isOfHistory = ({ differences }: (typeof differing)[number]): boolean =>
      differences.some(({ where }) => where === "usage_history");
    const orgs = new Set(differing.filter(isOfHistory).map(({ org_id }) => org_id));
    const left = differing.filter(({ org_id }) => !orgs.has(org_id));
    const failed = await eachApart(
      { mayGoOn },
      orgs,
      (orgId) => orgId,
      async (orgId) => {
        requireLead({ mayGoOn });
        const again = await reconcile(client, { orgId, before, prepare: () => rebuildHistory(client, orgId) });
        left.push(...again.filter(({ differences }) => differences.length > 0));
      },
    );
    if (left.length > 0) {
      logger.error({ months: left.slice(0, 20) }, "rollups or history differ from the events");
      const names = [...new Set(left.map(({ org_id }) => org_id))].slice(0, 20).join(", ");
      failed.push(`${left.length} months differ, of ${names}; see ecomind reconcile`);
    }
    throwFailed(failed);
    if (orgs.size === 0) return { changed: 0 };
    return { changed: orgs.size, detail: `history computed again: ${[...orgs].slice(0, 20).join(", ")}` };
  },
};
