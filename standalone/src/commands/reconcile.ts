import { parseArgs } from "node:util";
import {
  createStoreClient,
  type ReconciledMonth,
  rebuildHistory,
  reconcile,
  refreshHistory,
} from "@ecomind/clickhouse";
import type { Command } from "../command.js";
import { storeConnection, storeConnectionHelp, storeConnectionOptions } from "../store-connection.js";

const help = `Usage: ecomind reconcile [options]

Compares what is stored, by organisation and month: the events, the rollups by quarter hour and by person and hour, and
the history that outlives the events. Status 1 when they differ; each difference is told. It may run while events come:
days of which some came whenever they were compared, as a rule today, are left out, and the month says so. History of days
whose events have expired stands for itself: it is neither compared nor computed again, whatever comes late for them. Of
other days that the history alone has, the events are lost: it is told, and a repair takes nothing from the history.

${storeConnectionHelp}
  --no-refresh    compare the history as it is; else the days that late events may have changed are computed again first
  --repair        compute the history of the organisations where it differs again, from their events, and compare again
  --json          print the result as JSON`;

const differing = (months: readonly ReconciledMonth[]) => months.filter(({ differences }) => differences.length > 0);

export const reconcileCommand: Command = {
  name: "reconcile",
  summary: "compare events, rollups and history by organisation and month",
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        ...storeConnectionOptions,
        "no-refresh": { type: "boolean", default: false },
        repair: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      io.out(help);
      return 0;
    }
    const account = storeConnection(values);
    const client = createStoreClient({ ...account, application: "ecomind-reconcile", requestTimeoutMs: 600_000 });
    try {
      const prepare = async () => {
        if (!values["no-refresh"]) await refreshHistory(client);
      };
      let months = await reconcile(client, { prepare });
      const repaired: string[] = [];
      if (values.repair) {
        const orgs = new Set(
          differing(months)
            .filter(({ differences }) => differences.some(({ where }) => where === "usage_history"))
            .map(({ org_id }) => org_id),
        );
        for (const orgId of orgs) {
          const again = await reconcile(client, { orgId, prepare: () => rebuildHistory(client, orgId) });
          months = [...months.filter(({ org_id }) => org_id !== orgId), ...again];
          repaired.push(orgId);
        }
      }
      const wrong = differing(months);
      if (values.json) io.out(JSON.stringify({ equal: wrong.length === 0, months, repaired }));
      else {
        for (const { org_id, month, sums, differences, unsettled } of months) {
          const verdict = differences.length > 0 ? "DIFFERS" : "equal";
          const rest = unsettled ? ", but for days whose events came while they were compared" : "";
          io.out(`${month}  ${org_id}  ${sums.requests} events  ${verdict}${rest}`);
          for (const { where, measure, events, found } of differences)
            io.out(`         ${where}: ${measure} ${found}, by the events ${events}`);
        }
        for (const org of repaired) io.out(`history of ${org} computed again`);
        const but = months.some(({ unsettled }) => unsettled) ? ", but for what came while it was compared" : "";
        io.out(`${wrong.length === 0 ? "all equal" : `${wrong.length} of ${months.length} months differ`}${but}`);
      }
      return wrong.length === 0 ? 0 : 1;
    } finally {
      await client.close();
    }
  },
};
