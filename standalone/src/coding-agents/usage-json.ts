import type { AgentUsage } from "@ecomind/agent-usage";
import { groupsJson, totalsOfCells } from "./cells.js";
import { costJson, costOf } from "./cost.js";
import type { Period } from "./periods.js";

/** What `ecomind usage --json` prints: the same for each period. */
export function usageJson(periods: readonly Period[], { missing, unreadable, files }: AgentUsage) {
  return {
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...Object.fromEntries(
      periods.map(({ key, fromMs, cells }) => [
        key,
        {
          from: new Date(fromMs).toISOString(),
          ...totalsOfCells(cells),
          footprint: costJson(costOf(cells)),
          by_agent: groupsJson(cells, ({ agent }) => agent),
          by_model: groupsJson(cells, ({ model }) => model),
          by_project: groupsJson(cells, ({ project }) => project),
        },
      ]),
    ),
    missing,
    unreadable,
    session_files: files,
  };
}
