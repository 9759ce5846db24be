import { dayOf, startOfDay } from "@ecomind/zoned-time";
import type { Operation } from "../http/operation.js";
import type { RequestContext } from "../http/request-context.js";
import { array, count, nullable, object, text } from "../http/schema.js";
import { suppressionFor } from "../privacy/minimum-group-size.js";
import type { Filter } from "../usage/dimensions.js";
import { factorSetHeaders, factorSetParameter, factorSpans, namedInHeaders } from "../usage/factor-spans.js";
import { completeFromHeader, expiredOf } from "../usage/history-boundary.js";
import type { Measures } from "../usage/measures.js";
import { onlyPerson, readersAndViewer, requireOwn } from "../usage/own-use.js";
import { invalid, periodOf, periodParameters, zoneOf } from "../usage/period.js";
import { totalOf, type UsageRow } from "../usage/rows.js";
import { askUsage } from "../usage/spans.js";

/** Litres on site and off site together, as the first clients show them. */
function figures({ requests, footprint }: Measures) {
  return {
    call_count: requests,
    kwh: footprint.kwh_facility?.central ?? 0,
    water_liters: (footprint.water_onsite_l?.central ?? 0) + (footprint.water_offsite_l?.central ?? 0),
    co2_kg: footprint.kgco2e_lb?.central ?? 0,
  };
}
const figureSchemas = {
  call_count: count,
  kwh: { type: "number" },
  water_liters: { type: "number" },
  co2_kg: { type: "number" },
};

const userParameter = {
  name: "user_id",
  in: "query",
  description: "Only this person's use.",
  schema: { type: "string", maxLength: 128 },
} as const;

/** The person asked for; a viewer themself. */
function personFilters(context: RequestContext): Filter[] {
  const asked = context.parameters.user_id as string | undefined;
  if (asked !== undefined) requireOwn(context, asked);
  const user = onlyPerson(context) ?? asked;
  return user === undefined ? [] : [{ dimension: "user", exclude: false, values: [user] }];
}

function top(rows: readonly UsageRow[], position: number): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { group, sums } of rows)
    counts.set(group[position] ?? "", (counts.get(group[position] ?? "") ?? 0) + sums.requests);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([name, many]) => ({ name, count: many }));
}

export const today: Operation = {
  id: "getToday",
  method: "get",
  path: "/v1/today",
  summary: "Today's use, in the shape of the first clients",
  roles: readersAndViewer,
  deprecated: { since: "2026-11-01", successor: "/v1/usage" },
  parameters: [...periodParameters.filter(({ name }) => name === "tz"), userParameter, factorSetParameter],
  responseHeaders: factorSetHeaders,
  response: object({
    date: text,
    org_id: text,
    ...figureSchemas,
    top_providers: array(object({ provider: text, count })),
    top_models: array(object({ model: text, count })),
  }),
  async handle(context, services) {
    const { principal, nowMs } = context;
    const zone = zoneOf(context);
    const date = dayOf(nowMs, zone);
    const filters = personFilters(context);
    const period = {
      fromMs: startOfDay(date, zone),
      toMs: Math.ceil((nowMs + 1) / 900_000) * 900_000,
      zone,
      partial: true,
    };
    await suppressionFor({ period, groupBy: [], filters }, context, services);
    const spans = await factorSpans(context, services, period);
    const question = { orgId: principal.orgId, interval: "total" as const, groupBy: ["provider", "model"], filters };
    const rows = await askUsage(question, spans, context, services);
    context.response.set(namedInHeaders(spans));
    return {
      date,
      org_id: principal.orgId,
      ...figures(totalOf(rows).measures()),
      top_providers: top(rows, 0).map(({ name, count: many }) => ({ provider: name, count: many })),
      top_models: top(rows, 1).map(({ name, count: many }) => ({ model: name, count: many })),
    };
  },
};

const groups = ["provider", "model", "user"] as const;

export const daily: Operation = {
  id: "getDaily",
  method: "get",
  path: "/v1/aggregate/daily",
  summary: "Use by day, in the shape of the first clients",
  roles: readersAndViewer,
  deprecated: { since: "2026-11-01", successor: "/v1/usage" },
  parameters: [
    ...periodParameters,
    {
      name: "group_by",
      in: "query",
      description: `Any of ${groups.join(", ")}, with commas; at most two.`,
      schema: { type: "string", maxLength: 32 },
    },
    userParameter,
    factorSetParameter,
  ],
  responseHeaders: { ...factorSetHeaders, ...completeFromHeader },
  response: object({
    org_id: text,
    from: text,
    to: text,
    group_by: array(text),
    data: array(
      object({
        date: text,
        provider: nullable(text),
        model: nullable(text),
        user_id: nullable(text),
        ...figureSchemas,
      }),
    ),
  }),
  async handle(context, services) {
    const { principal, parameters } = context;
    const period = periodOf(context);
    const groupBy = ((parameters.group_by as string | undefined) ?? "").split(",").filter((name) => name !== "");
    const known = groupBy.every((name) => (groups as readonly string[]).includes(name));
    if (groupBy.length > 2 || !known || new Set(groupBy).size < groupBy.length)
      throw invalid("group_by", `Expected up to two different ones of ${groups.join(", ")}, with commas.`);
    const filters = personFilters(context);
    await suppressionFor({ period, groupBy, filters }, context, services);
    const [spans, { historyBeforeMs, completeFromMs }] = await Promise.all([
      factorSpans(context, services, period),
      expiredOf({ period, groupBy, filters }, context, services),
    ]);
    const question = {
      orgId: principal.orgId,
      interval: "day" as const,
      groupBy,
      filters,
      historyBeforeMs,
    };
    const rows = await askUsage(question, spans, context, services);
    context.response.set(namedInHeaders(spans));
    if (completeFromMs !== undefined) context.response.set("x-complete-from", new Date(completeFromMs).toISOString());
    const at = (row: UsageRow, name: (typeof groups)[number]) =>
      groupBy.includes(name) ? (row.group[groupBy.indexOf(name)] ?? null) : null;
    return {
      org_id: principal.orgId,
      from: dayOf(period.fromMs, period.zone),
      to: dayOf(period.toMs - 1, period.zone),
      group_by: groupBy,
      data: rows.map((row) => ({
        date: dayOf(row.startMs, period.zone),
        provider: at(row, "provider"),
        model: at(row, "model"),
        user_id: at(row, "user"),
        ...figures(row.sums.measures()),
      })),
    };
  },
};
