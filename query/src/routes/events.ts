import { type ExplainedFactor, estimateTotals, type FactorSet } from "@ecomind/footprint";
import { ProblemError } from "@ecomind/platform";
import type { Operation, Parameter } from "../http/operation.js";
import { problem } from "../http/problems.js";
import type { RequestContext } from "../http/request-context.js";
import { array, band, count, nullable, object, text } from "../http/schema.js";
import { minimumGroupSizeOf, suppressionFor } from "../privacy/minimum-group-size.js";
import type { Services } from "../services.js";
import { filterConditions } from "../usage/cells.js";
import { type Filter, filterParameters, tier } from "../usage/dimensions.js";
import { chosenFactorSet } from "../usage/factor-choice.js";
import { onlyPerson, visibleFilters } from "../usage/own-use.js";
import { invalid, type Period, periodOf, periodParameters } from "../usage/period.js";
import { notWhole, wholeFactorSet } from "../usage/whole-factor-set.js";

interface EventRow {
  readonly ts: string;
  readonly id: string;
  readonly provider: string;
  readonly model: string;
  readonly region: string;
  readonly tokens_in: number;
  readonly tokens_cached: number;
  readonly tokens_out: number;
  readonly tokens_out_ramp: number;
}

/** What of an event tells whose it is: SQL of the person's name, their team and the labels. */
interface PersonalColumns {
  readonly user: string;
  readonly team: string;
  readonly labels: string;
}
const everything: PersonalColumns = { user: "toString(e.user_id)", team: "e.team", labels: "e.labels" };
const withheld: PersonalColumns = {
  user: "''",
  team: "''",
  labels: "CAST(map(), 'Map(LowCardinality(String), String)')",
};

/** Of `events AS e`. */
const columnsWith = ({
  user,
  team,
  labels,
}: PersonalColumns): string => `formatDateTime(ts, '%Y-%m-%dT%H:%i:%S.', 'UTC') || leftPad(toString(toUnixTimestamp64Milli(ts) % 1000), 3, '0') || 'Z' AS ts, toString(id) AS id,
  ${user} AS user_id, ${team} AS team, provider, model, model_reported, region, region_reported, source, toString(tokens_basis) AS tokens_basis,
  tokens_in, tokens_cached, tokens_out, tokens_out_ramp, ${labels} AS labels`;

const eventSchema = {
  ts: text,
  id: text,
  user_id: text,
  team: text,
  provider: text,
  model: text,
  model_reported: text,
  region: text,
  region_reported: text,
  source: text,
  tokens_basis: text,
  tokens_in: count,
  tokens_cached: count,
  tokens_out: count,
  tokens_out_ramp: count,
  labels: { type: "object", additionalProperties: text },
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const cursorForm = /^(\d{1,14})\.([0-9a-f-]{36})$/;

interface EventsQuestion {
  readonly sql: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Persons that an answer must be about; of a viewer, who sees themself alone, any. */
const minimumOf = async (context: RequestContext, services: Services): Promise<number> =>
  onlyPerson(context) === undefined ? await minimumGroupSizeOf(context, services) : 1;

/**
 * Columns of events; without persons, teams and labels where the organisation has a minimum group size. An event is about
 * one person, and its time, model and tokens are a quasi-identifier: whatever else told these would tell the team as well.
 */
const visibleColumns = (minimum: number): string => columnsWith(minimum > 1 ? withheld : everything);

/**
 * What filters leave of the events is told by the rule of use: a team's events are those of at least so many persons. A
 * filter on persons is refused.
 * @throws ProblemError group_too_small
 */
async function requireEnoughPersons(
  { period, filters, minimum }: { period: Period; filters: readonly Filter[]; minimum: number },
  context: RequestContext,
  services: Services,
): Promise<void> {
  if (minimum > 1 && filters.some(({ dimension }) => dimension === "user"))
    throw new ProblemError(
      problem("group_too_small", { detail: "Events are told without persons.", minimum_group_size: minimum }),
    );
  await suppressionFor({ period, groupBy: [], filters }, context, services);
}

const ownOnly = (context: RequestContext): string =>
  onlyPerson(context) === undefined ? "" : "AND e.user_id = {only:String}";

/** Every event of one person, the newest first. */
export function eventsOfPerson({ principal }: Pick<RequestContext, "principal">, userId: string): EventsQuestion {
  return {
    sql: `SELECT ${columnsWith(everything)} FROM events AS e WHERE e.org_id = {org:String} AND e.user_id = {user:String}
       ORDER BY e.ts DESC, e.id DESC`,
    values: { org: principal.orgId, user: userId },
  };
}

/**
 * The events of a request's period that its filters leave, the newest first; the page and the file are both this. A viewer's
 * are their own.
 */
export async function eventsQuestion(
  context: RequestContext,
  services: Services,
  moreColumns = "",
  condition = "",
): Promise<EventsQuestion> {
  const period = periodOf(context);
  const filters = visibleFilters(context);
  const conditions = filterConditions(filters);
  const minimum = await minimumOf(context, services);
  await requireEnoughPersons({ period, filters, minimum }, context, services);
  const where = [
    "e.org_id = {org:String}",
    "e.ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND e.ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')",
    ...conditions.sql,
    ...(condition === "" ? [] : [condition]),
  ];
  return {
    sql: `SELECT ${visibleColumns(minimum)}${moreColumns} FROM events AS e
       WHERE ${where.join(" AND ")}
       ORDER BY e.ts DESC, e.id DESC`,
    values: { org: context.principal.orgId, from: period.fromMs, to: period.toMs, ...conditions.values },
  };
}

/** An event has no tier: what its model's is depends on the factor set. */
const eventFilters = filterParameters.filter(({ name }) => name !== tier && name !== `not_${tier}`);

export const events: Operation = {
  id: "listEvents",
  method: "get",
  path: "/v1/events",
  summary: "Events that the filters leave, the newest first, page by page",
  roles: ["owner", "admin", "analyst", "viewer"],
  parameters: [
    ...periodParameters,
    {
      name: "limit",
      in: "query",
      description: "Events a page. Default: 100.",
      schema: { type: "integer", minimum: 1, maximum: 1000 },
    },
    {
      name: "cursor",
      in: "query",
      description:
        "`next` of the page before: the place in time where it ended. The rest of the question stays the same.",
      schema: { type: "string", maxLength: 64 },
    },
    ...eventFilters,
  ],
  response: object({ events: array(object(eventSchema)), next: nullable(text) }),
  async handle(context, services) {
    const { parameters } = context;
    const limit = (parameters.limit as number | undefined) ?? 100;
    const cursor = cursorForm.exec((parameters.cursor as string | undefined) ?? "");
    if (parameters.cursor !== undefined && (cursor === null || !uuid.test(cursor[2] as string)))
      throw invalid("cursor", "Expected `next` of an earlier page.");
    const { sql, values } = await eventsQuestion(
      context,
      services,
      ", toUnixTimestamp64Milli(e.ts) AS ts_ms",
      cursor === null
        ? ""
        : "(e.ts, e.id) < (fromUnixTimestamp64Milli({cursor_ts:Int64}, 'UTC'), toUUID({cursor_id:String}))",
    );
    const rows = await services.select<EventRow & { ts_ms: number | string }>(
      context,
      "events",
      `${sql} LIMIT {limit:UInt32}`,
      { ...values, limit, cursor_ts: Number(cursor?.[1] ?? 0), cursor_id: cursor?.[2] ?? "" },
    );
    const last = rows.at(-1);
    return {
      events: rows.map(({ ts_ms: _, ...row }) => row),
      next: rows.length === limit && last !== undefined ? `${last.ts_ms}.${last.id}` : null,
    };
  },
};

const bandOf = (values: readonly [number, number, number] | undefined) =>
  values === undefined ? null : { low: values[0], central: values[1], high: values[2] };

/** One factor: a single published value stands three times. */
export const factorSchema = object({
  id: text,
  value: object({ low: { type: "number" }, central: { type: "number" }, high: { type: "number" } }),
  unit: text,
  year: text,
  basis: text,
  source: text,
  licence: text,
});

/** A factor of the library as the API gives it. */
export const factorAnswer = ({ value: [low, central, high], ...rest }: ExplainedFactor) => ({
  ...rest,
  value: { low, central, high },
});

export const footprintSchemas = {
  factor_set: text,
  tier: nullable(text),
  flags: array(text),
  kwh_it: band,
  kwh_facility: band,
  kgco2e_lb: band,
  kgco2e_mb: band,
  kgco2e_embodied: band,
  water_onsite_l: band,
  water_offsite_l: band,
  factors: array(factorSchema),
};

/** A footprint of the library as the API gives it. */
export function footprintAnswer({
  factorSet,
  tier,
  flags,
  values,
  explanation = [],
}: ReturnType<typeof estimateTotals>) {
  return {
    factor_set: factorSet,
    tier: tier ?? null,
    flags,
    kwh_it: bandOf(values?.kwhIt),
    kwh_facility: bandOf(values?.kwhFacility),
    kgco2e_lb: bandOf(values?.kgco2eLb),
    kgco2e_mb: bandOf(values?.kgco2eMb),
    kgco2e_embodied: bandOf(values?.kgco2eEmbodied),
    water_onsite_l: bandOf(values?.waterOnsiteL),
    water_offsite_l: bandOf(values?.waterOffsiteL),
    factors: explanation.map(factorAnswer),
  };
}

export const wholeSetParameter: Parameter = {
  name: "factor_set",
  in: "query",
  description: "Factors to compute with, one of /v1/factor-sets that is whole. Default: the organisation's.",
  schema: { type: "string", minLength: 1, maxLength: 64 },
};

/** The set that `factor_set` names, else the organisation's. @throws ProblemError naming the parameter */
export async function namedFactorSet(context: RequestContext, services: Services): Promise<FactorSet> {
  const name = (context.parameters.factor_set as string | undefined) ?? (await chosenFactorSet(context, services));
  const set = await wholeFactorSet(name, context, services);
  if (set === undefined) throw invalid("factor_set", notWhole);
  return set;
}

export const footprint: Operation = {
  id: "getFootprint",
  method: "get",
  path: "/v1/footprint/{event_id}",
  summary: "One event's footprint, and every factor behind it",
  roles: ["owner", "admin", "analyst", "viewer"],
  parameters: [
    {
      name: "event_id",
      in: "path",
      description: "The event's id.",
      schema: { type: "string", pattern: uuid.source },
      required: true,
    },
    wholeSetParameter,
  ],
  response: object({ event: object(eventSchema), ...footprintSchemas }),
  async handle(context, services) {
    const { principal, parameters } = context;
    const factors = await namedFactorSet(context, services);
    const [row] = await services.select<EventRow>(
      context,
      "footprint",
      `SELECT ${visibleColumns(await minimumOf(context, services))} FROM events AS e WHERE e.org_id = {org:String} ${ownOnly(context)} AND e.id = toUUID({id:String}) LIMIT 1`,
      { org: principal.orgId, id: parameters.event_id, only: onlyPerson(context) ?? "" },
    );
    if (row === undefined) throw new ProblemError(problem("not_found", { detail: "There is no such event." }));
    const totals = {
      provider: row.provider,
      model: row.model,
      region: row.region,
      tokensIn: row.tokens_in,
      tokensCached: row.tokens_cached,
      tokensOut: row.tokens_out,
      tokensOutRamp: row.tokens_out_ramp,
    };
    return { event: row, ...footprintAnswer(estimateTotals(totals, factors, { explain: true, single: true })) };
  },
};
