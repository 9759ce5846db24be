import { erasePerson, namedAgain, remainsOf } from "@ecomind/clickhouse";
import { auditOnce } from "./audit.js";
import { eachApart, throwFailed } from "./each-apart.js";
import { type Job, rowsOf } from "./job.js";

interface Requested {
  readonly org_id: string;
  readonly user_id: string;
  readonly state: "requested" | "running";
  readonly requested_at: string;
  readonly age_ms: number;
}

const dayMs = 86_400_000;

/** How long an event may come again: as old as the edges accept it, and from a log that is read again. */
const keepDaysOf = (maxAgeMs: number): number => Math.ceil(maxAgeMs / dayMs) + 31;

/**
 * Erases the persons who were asked for. A batch that the stream had begun to publish before it could know may still
 * arrive: so a person is done only when nothing is found some time after the request was there for all to see.
 * @param settleMs that time, more than one statement of the stream may take
 * @param maxAgeMs of events that the edges accept: for as long, and a month more, the former ids of the person's events are kept
 */
export const erasure = (settleMs = 60_000, maxAgeMs = 30 * dayMs): Job => ({
  name: "erasure",
  intervalMs: 5_000,
  async run({ client, mayGoOn }) {
    const open = await rowsOf<Requested>(
      client,
      `SELECT toString(e.org_id) AS org_id, e.user_id AS user_id, toString(e.state) AS state,
         toString(e.requested_at) AS requested_at, toFloat64(dateDiff('millisecond', e.requested_at, now64(3))) AS age_ms
       FROM erasures AS e FINAL WHERE e.state != 'done' ORDER BY e.requested_at LIMIT 1000`,
    );
    let changed = 0;
    const erase = async ({ age_ms, state, org_id: orgId, user_id: userId, requested_at }: Requested) => {
      if (!mayGoOn()) return;
      const person = { orgId, userId };
      // From the row as it is then: who asked may have been erased meanwhile, and a newer request is not done by this one.
      const set = (next: "running" | "done") =>
        client.command({
          query: `INSERT INTO erasures (org_id, user_id, requested_at, requested_by, state)
            SELECT e.org_id, e.user_id, e.requested_at, e.requested_by, {next:String} FROM erasures AS e FINAL
            WHERE e.org_id = {org:String} AND e.user_id = {user:String} AND e.requested_at = {at:DateTime64(3, 'UTC')}`,
          query_params: { org: orgId, user: userId, at: requested_at, next },
        });
      if (state === "requested") await set("running");
      await erasePerson(client, person, keepDaysOf(maxAgeMs));
      const isGone = Object.values(await remainsOf(client, person)).every((rows) => rows === 0);
      if (!isGone || age_ms < settleMs) return;
      await auditOnce(client, [{ org_id: orgId, action: "completeErasure", target: userId, request_id: requested_at }]);
      await set("done");
      changed += 1;
    };
    // A fault is reported by organisation alone: the erased person's name must not come up again.
    throwFailed(await eachApart({ mayGoOn }, open, ({ org_id }) => org_id, erase));
    return { changed };
  },
});

/** How long an erased person is looked for in all places, in days. */
const lookedForDays = 7;

/** Erases who was erased before and is named again, by what was under way then or by a dead letter that came later. */
export const lateErasure = (maxAgeMs = 30 * dayMs): Job => ({
  name: "late-erasure",
  intervalMs: 600_000,
  async run({ client, mayGoOn }) {
    const persons = await namedAgain(client, lookedForDays);
    let changed = 0;
    const failed = await eachApart(
      { mayGoOn },
      persons,
      ({ orgId }) => orgId,
      async (person) => {
        if (!mayGoOn()) return;
        await erasePerson(client, person, keepDaysOf(maxAgeMs));
        changed += 1;
      },
    );
    throwFailed(failed);
    return { changed };
  },
});
