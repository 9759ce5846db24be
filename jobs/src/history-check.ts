import { rebuildHistory, reconcile, refreshHistory } from "@ecomind/clickhouse";
import type { Job } from "./job.js";

/**
 * Compares rollups and history with the events, and computes the history of an organisation again where it differs.
 * A projection that differs is a fault of the store's: it is told, not mended.
 */
export const historyCheck: Job = {
  name: "history-check",
  intervalMs: 6 * 3_600_000,
  async run({ client, logger, mayGoOn }) {
    await refreshHistory(client);
    const differing = (await reconcile(client)).filter(({ differences }) => differences.length > 0);
    const orgs = new Set(
      differing
        .filter(({ differences }) => differences.some(({ where }) => where === "usage_history"))
        .map(({ org_id }) => org_id),
    );
    for (const org of orgs) {
      if (!mayGoOn()) throw new Error("another leads, or the process ends");
      await rebuildHistory(client, org);
    }
    if (differing.length === 0) return { changed: 0 };
    const left = (await reconcile(client)).filter(({ differences }) => differences.length > 0);
    if (left.length > 0) {
      logger.error({ months: left.slice(0, 20) }, "rollups or history differ from the events");
      // A month that is being written to may differ for a moment; the next run looks again.
      throw new Error(`${left.length} months differ; see ecomind reconcile`);
    }
    return { changed: orgs.size, detail: `history computed again: ${[...orgs].slice(0, 20).join(", ")}` };
  },
};
