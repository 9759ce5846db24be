import { allOrgSettings } from "@ecomind/accounts";
import { expireEvents } from "./expire-events.js";
import { expireRows } from "./expire-rows.js";
import type { Job } from "./job.js";

const dayMs = 86_400_000;

/** Midnight of UTC so many days ago, `2026-11-01`: days go whole, so that history can be compared by the day. */
const boundary = (days: number): string => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);

/** Deletes what has expired by an organisation's settings, and tells it in its audit log. */
export const retention: Job = {
  name: "retention",
  intervalMs: 3_600_000,
  async run(context) {
    const changed = new Set<string>();
    const faults: string[] = [];
    let lateEvents = 0;
    for (const [org, settings] of await allOrgSettings(context.client)) {
      const { raw_retention_days: raw, rollup_retention_days: rollup } = settings;
      if (raw !== null) {
        const before = boundary(raw);
        const { outcome, late } = await expireEvents(context, org, before);
        if (outcome === "deleted") changed.add(org);
        if (outcome === "kept") faults.push(org);
        if (late > 0) context.logger.warn({ org, before, late }, "events came too late for the history");
        lateEvents += late;
        if (await expireRows(context, { table: "dead_letters", org, before })) changed.add(org);
      }
      if (rollup !== null && (await expireRows(context, { table: "usage_history", org, before: boundary(rollup) })))
        changed.add(org);
    }
    if (faults.length > 0)
      throw new Error(
        `kept, since history and events differ or do not stand still: ${faults.slice(0, 20).join(", ")}; see ecomind reconcile`,
      );
    if (lateEvents === 0) return { changed: changed.size };
    return { changed: changed.size, detail: `${lateEvents} events came too late for the history` };
  },
};
