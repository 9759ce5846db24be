import { erasePerson, remainsOf } from "@ecomind/clickhouse";
import { auditOnce } from "./audit.js";
import { type Job, rowsOf } from "./job.js";

interface Requested {
  readonly org_id: string;
  readonly user_id: string;
  readonly requested_by: string;
  readonly state: "requested" | "running";
  readonly requested_at: string;
  readonly age_ms: number;
}

/**
 * Erases the persons who were asked for. A batch that the stream had begun to publish before it could know may still
 * arrive: so a person is done only when nothing is found some time after the request was there for all to see.
 * @param settleMs that time, more than one statement of the stream may take
 */
export const erasure = (settleMs = 60_000): Job => ({
  name: "erasure",
  intervalMs: 5_000,
  async run({ client, mayGoOn }) {
    const open = await rowsOf<Requested>(
      client,
      `SELECT toString(e.org_id) AS org_id, e.user_id AS user_id, e.requested_by AS requested_by, toString(e.state) AS state,
         toString(e.requested_at) AS requested_at, toFloat64(dateDiff('millisecond', e.requested_at, now64(3))) AS age_ms
       FROM erasures AS e FINAL WHERE e.state != 'done' ORDER BY e.requested_at LIMIT 1000`,
    );
    let changed = 0;
    for (const { age_ms, state, ...row } of open) {
      if (!mayGoOn()) break;
      const person = { orgId: row.org_id, userId: row.user_id };
      const set = (next: string) =>
        client.insert({ table: "erasures", values: [{ ...row, state: next }], format: "JSONEachRow" });
      if (state === "requested") await set("running");
      await erasePerson(client, person);
      const isGone = Object.values(await remainsOf(client, person)).every((rows) => rows === 0);
      if (!isGone || age_ms < settleMs) continue;
      const { org_id, user_id: target, requested_at } = row;
      await auditOnce(client, [{ org_id, action: "completeErasure", target, request_id: requested_at }]);
      await set("done");
      changed += 1;
    }
    return { changed };
  },
});

/**
 * Erases who was erased before from dead letters that came later: what the stream cannot take it keeps as it came, names
 * included. (Events it takes without them.)
 */
export const lateErasure: Job = {
  name: "late-erasure",
  intervalMs: 600_000,
  async run({ client, mayGoOn }) {
    // As the edge writes JSON: without escaped slashes.
    const found = await rowsOf<{ org_id: string; user_id: string }>(
      client,
      `SELECT DISTINCT toString(e.org_id) AS org_id, e.user_id AS user_id
       FROM dead_letters AS d
       INNER JOIN (SELECT org_id, user_id, updated_at FROM erasures FINAL WHERE state = 'done') AS e ON e.org_id = d.org_id
       WHERE d.dead_at > e.updated_at - INTERVAL 1 HOUR
         AND (position(d.value, toJSONString(e.user_id)) > 0 OR position(d.key, toJSONString(e.user_id)) > 0)
       LIMIT 1000
       SETTINGS output_format_json_escape_forward_slashes = 0`,
    );
    for (const { org_id: orgId, user_id: userId } of found) {
      if (!mayGoOn()) break;
      await erasePerson(client, { orgId, userId });
    }
    return { changed: found.length };
  },
};
