import type { Operation } from "../http/operation.js";
import { count, object } from "../http/schema.js";
import { administrators } from "../identity/roles.js";
import { personsOf } from "../privacy/group-persons.js";
import { areEnough, pooled } from "../privacy/pooled-rows.js";
import { leastRetentionDays } from "../store/least-retention.js";

const dayMs = 86_400_000;
/** What a minimum group size would do is said of the last days alone, in which teams are as they are now. */
const lookedAtDays = 28;

const days = (name: string, of: string) =>
  ({
    name,
    in: "query",
    description: `Days that ${of} would be kept. Default: for good.`,
    schema: { type: "integer", minimum: leastRetentionDays, maximum: 36_500 },
  }) as const;

export const previewSettings: Operation = {
  id: "previewSettings",
  method: "get",
  path: "/v1/settings/preview",
  summary:
    "What settings would do before anybody puts them: events and history that would expire, and teams that would be combined",
  roles: administrators,
  parameters: [
    days("raw_retention_days", "events"),
    days("rollup_retention_days", "history"),
    {
      name: "minimum_group_size",
      in: "query",
      description: "Persons that an answer about persons would at least be about. Default: 1.",
      schema: { type: "integer", minimum: 1, maximum: 1000 },
    },
  ],
  response: object({
    events: { ...count, description: "Events that would be deleted." },
    history_requests: { ...count, description: "Requests whose history by quarter hour would be deleted." },
    people: { ...count, description: `Active in the last ${lookedAtDays} days.` },
    teams: count,
    teams_combined: { ...count, description: "Teams that would be told as one." },
    answers_suppressed: { type: "boolean", description: "All persons together are too few." },
  }),
  async handle(context, services) {
    const { parameters, principal, nowMs } = context;
    const expired = async (
      table: string,
      what: string,
      time: string,
      keptDays: number | undefined,
    ): Promise<number> => {
      if (keptDays === undefined) return 0;
      // Days of UTC expire whole.
      const [row] = await services.select<{ expired: number }>(
        context,
        "expiring",
        `SELECT toFloat64(${what}) AS expired FROM ${table} WHERE org_id = {org:String} AND ${time} < fromUnixTimestamp({before:UInt32})`,
        { org: principal.orgId, before: (Math.floor(nowMs / dayMs) - keptDays) * (dayMs / 1000) },
      );
      return row?.expired ?? 0;
    };
    const minimum = (parameters.minimum_group_size as number | undefined) ?? 1;
    const toMs = Math.ceil(nowMs / 900_000) * 900_000;
    const period = { fromMs: toMs - lookedAtDays * dayMs, toMs, zone: "UTC", partial: true };
    const [events, history, teams] = await Promise.all([
      expired("current_events", "count()", "ts", parameters.raw_retention_days as number | undefined),
      expired("usage_history", "sum(requests)", "bucket", parameters.rollup_retention_days as number | undefined),
      personsOf({ period, dimension: "team", atMost: Math.max(minimum, 1) }, context, services),
    ]);
    const everybody = await personsOf({ period, dimension: "user", atMost: 1 }, context, services);
    const combined = pooled(
      teams.map(({ group, size, persons }) => ({ name: group, size, persons })),
      minimum,
    );
    return {
      events,
      history_requests: history,
      people: everybody.length,
      teams: teams.length,
      teams_combined: minimum <= 1 ? 0 : combined.size,
      answers_suppressed: !areEnough(
        teams.flatMap(({ persons }) => persons),
        minimum,
      ),
    };
  },
};
