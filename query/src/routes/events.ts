import { type ExplainedFactor, estimateTotals, type FactorSet } from "@ecomind/footprint";
import { ProblemError } from "@ecomind/platform";
import { chosenFactorSet } from "../factor-choice.js";
import { minimumGroupSizeOf } from "../minimum-group.js";
import {
  array,
  band,
  count,
  nullable,
  type Operation,
  object,
  type Parameter,
  type RequestContext,
  type Services,
  text,
} from "../operation.js";
import { onlyPerson } from "../own-use.js";
import { invalid, periodOf, periodParameters } from "../period.js";
import { problem } from "../problems.js";
import { notWhole, wholeFactorSet } from "../whole-factor-set.js";

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

/** @param user SQL of the person's name */
const columnsWith = (
  user: string,
): string => `formatDateTime(ts, '%Y-%m-%dT%H:%i:%S.', 'UTC') || leftPad(toString(toUnixTimestamp64Milli(ts) % 1000), 3, '0') || 'Z' AS ts, toString(id) AS id,
  ${user} AS user_id, team, provider, model, model_reported, region, region_reported, source, toString(tokens_basis) AS tokens_basis,
  tokens_in, tokens_cached, tokens_out, tokens_out_ramp, labels`;

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

/** Columns of events, without persons where the organisation has a minimum group size: an event is about one. */
async function visibleColumns(context: RequestContext, services: Services): Promise<string> {
  if (onlyPerson(context) !== undefined) return columnsWith("toString(events.user_id)");
  const minimum = await minimumGroupSizeOf(context, services);
  return columnsWith(minimum > 1 ? "''" : "toString(events.user_id)");
}

const ownOnly = (context: RequestContext): string =>
  onlyPerson(context) === undefined ? "" : "AND events.user_id = {only:String}";

/** Every event of one person, the newest first. */
export function eventsOfPerson({ principal }: Pick<RequestContext, "principal">, userId: string): EventsQuestion {
  return {
    sql: `SELECT ${columnsWith("toString(events.user_id)")} FROM events WHERE org_id = {org:String} AND events.user_id = {user:String}
       ORDER BY events.ts DESC, events.id DESC`,
    values: { org: principal.orgId, user: userId },
  };
}

/** The events of a request's period, the newest first; the page and the file are both this. A viewer's are their own. */
export async function eventsQuestion(
  context: RequestContext,
  services: Services,
  moreColumns = "",
  condition = "",
): Promise<EventsQuestion> {
  const { fromMs, toMs } = periodOf(context);
  return {
    sql: `SELECT ${await visibleColumns(context, services)}${moreColumns} FROM events
       WHERE org_id = {org:String} ${ownOnly(context)} AND events.ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND events.ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
       ${condition}
       ORDER BY events.ts DESC, events.id DESC`,
    values: { org: context.principal.orgId, from: fromMs, to: toMs, only: onlyPerson(context) ?? "" },
  };
}

export const events: Operation = {
  id: "listEvents",
  method: "get",
  path: "/v1/events",
  summary: "Events, the newest first, page by page",
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
      description: "`next` of the page before.",
      schema: { type: "string", maxLength: 64 },
    },
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
      ", toUnixTimestamp64Milli(events.ts) AS ts_ms",
      cursor === null
        ? ""
        : "AND (events.ts, events.id) < (fromUnixTimestamp64Milli({cursor_ts:Int64}, 'UTC'), toUUID({cursor_id:String}))",
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
      `SELECT ${await visibleColumns(context, services)} FROM events WHERE org_id = {org:String} ${ownOnly(context)} AND events.id = toUUID({id:String}) LIMIT 1`,
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
