import { allOrgSettings } from "@ecomind/accounts";
import { storeDay } from "@ecomind/clickhouse";
import { eachApart, throwFailed } from "./each-apart.js";
import { expireEvents } from "./expire-events.js";
import { expireHistory } from "./expire-history.js";
import { expireRows } from "./expire-rows.js";
import type { Job } from "./job.js";

const dayMs = 86_400_000;

/** How long dead letters without an organisation are kept, since no organisation has set it; documented in docs/privacy.md. */
const nobodysLettersDays = 90;

/** Deletes what has expired by an organisation's settings, and records that in its audit log. */
export const retention: Job = {
  name: "retention",
  intervalMs: 3_600_000,
  async run(context) {
    const { client, logger } = context;
    // The store's day: this process's clock may be months ahead, and what is deleted does not come back.
    const todayMs = Date.parse(await storeDay(client));
    /** Midnight of UTC so many days ago, `2026-11-01`: days go whole, so that history can be compared by the day. */
    const daysAgo = (days: number): string => new Date(todayMs - days * dayMs).toISOString().slice(0, 10);
    const changed = new Set<string>();
    let lateEvents = 0;
    const failed = await eachApart(
      context,
      await allOrgSettings(client),
      ([org]) => org,
      async ([org, { raw_retention_days: raw, rollup_retention_days: rollup }]) => {
        if (raw !== null) {
          const before = daysAgo(raw);
          if (await expireRows(context, { table: "dead_letters", org, before })) changed.add(org);
          const { outcome, late } = await expireEvents(context, org, before);
          if (outcome === "deleted") changed.add(org);
          if (late > 0) logger.warn({ org, before, late }, "events came too late for the history");
          lateEvents += late;
          // Nor does the history go then: it may be what is right.
          if (outcome === "kept")
            throw new Error("kept, since history and events differ or do not stand still; see ecomind reconcile");
        }
        if (rollup !== null && (await expireHistory(context, org, daysAgo(rollup)))) changed.add(org);
      },
    );
    const nobodys = { table: "dead_letters", org: "", before: daysAgo(nobodysLettersDays) } as const;
    failed.push(
      ...(await eachApart(
        context,
        [nobodys],
        () => "dead letters of nobody",
        async (letters) => {
          if (await expireRows(context, letters)) changed.add("");
        },
      )),
    );
    throwFailed(failed);
    if (lateEvents === 0) return { changed: changed.size };
    return { changed: changed.size, detail: `${lateEvents} events came too late for the history` };
  },
};
