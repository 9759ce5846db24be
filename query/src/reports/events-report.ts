import { ProblemError } from "@ecomind/platform";
import type { Parameter } from "../http/operation.js";
import { problem } from "../http/problems.js";
import type { RequestContext } from "../http/request-context.js";
import { count, nullable, text } from "../http/schema.js";
import type { Role } from "../identity/roles.js";
import { type NameColumns, storedNames } from "../names/name-columns.js";
import { namesOfRows } from "../names/named-parts.js";
import { groupsPersons, minimumGroupSizeOf } from "../privacy/minimum-group-size.js";
import type { Services } from "../services.js";
import { filterConditions } from "../usage/cells.js";
import { type Filter, filterParameters, tier } from "../usage/dimensions.js";
import { onlyPerson, visibleFilters } from "../usage/own-use.js";
import { latestMs, periodOf, periodParameters } from "../usage/period.js";

/** An event as the API gives it, in part. */
export interface EventRow {
  readonly ts: string;
  readonly id: string;
  readonly provider: string;
  readonly model: string;
  readonly region: string;
  readonly model_reported: string;
  readonly region_reported: string;
  /** null: not known. */
  readonly tokens_in: number | null;
  readonly tokens_cached: number;
  readonly tokens_out: number | null;
  readonly tokens_out_ramp: number;
  readonly requests: number;
  readonly energy_wh: number | null;
  readonly energy_boundary: "" | "it" | "facility";
  readonly service_tier: string;
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
const columnsWith = (
  { user, team, labels }: PersonalColumns,
  names: NameColumns,
): string => `formatDateTime(ts, '%Y-%m-%dT%H:%i:%S.', 'UTC') || leftPad(toString(toUnixTimestamp64Milli(ts) % 1000), 3, '0') || 'Z' AS ts, toString(id) AS id,
  ${user} AS user_id, ${team} AS team, toString(${names.provider}) AS provider, toString(${names.model}) AS model, e.model_reported AS model_reported,
  toString(${names.region}) AS region, e.region_reported AS region_reported, source, toString(tokens_basis) AS tokens_basis,
  toString(tokens_in_basis) AS tokens_in_basis, toString(tokens_out_basis) AS tokens_out_basis,
  if(e.tokens_in_basis = 'unknown', NULL, e.tokens_in) AS tokens_in, tokens_cached, if(e.tokens_out_basis = 'unknown', NULL, e.tokens_out) AS tokens_out, tokens_out_ramp,
  requests, revision, toString(service_tier) AS service_tier, toString(energy_boundary) AS energy_boundary,
  if(e.energy_boundary = '', NULL, toFloat64(e.energy_uwh) / 1e6) AS energy_wh, ${labels} AS labels`;

/**
 * Rows that are in force, as `e`: without those that take others back and those that were taken back.
 * @param where SQL of the columns of `events AS e` that bounds both, by organisation at least
 */
export const eventsInForce = (where: string): string =>
  `events AS e WHERE ${where} AND e.requests > 0 AND (e.ts, e.id, e.reporter_rank, e.revision) NOT IN (SELECT e.ts, e.id, e.reporter_rank, e.revision FROM events AS e WHERE ${where} AND e.requests < 0)`;

export const eventSchema = {
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
  tokens_in_basis: { enum: ["reported", "estimated", "from_bytes", "unknown"] },
  tokens_out_basis: { enum: ["reported", "estimated", "from_bytes", "unknown"] },
  tokens_in: { ...nullable(count), description: "null: unknown." },
  tokens_cached: count,
  tokens_out: { ...nullable(count), description: "null: unknown." },
  tokens_out_ramp: count,
  requests: { ...count, description: "Uses that the event sums." },
  aggregated: { type: "boolean", description: "Whether it sums several." },
  revision: count,
  service_tier: text,
  energy_wh: { ...nullable({ type: "number" }), description: "Measured by the supplier; null: not measured." },
  energy_boundary: text,
  labels: { type: "object", additionalProperties: text },
};

export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

interface EventsQuestion {
  readonly sql: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Persons that an answer must be about; of a viewer, who sees themself alone, any. */
export const minimumOf = async (context: RequestContext, services: Services): Promise<number> =>
  onlyPerson(context) === undefined ? await minimumGroupSizeOf(context, services) : 1;

/**
 * Columns of events; without persons, teams and labels where the organisation has a minimum group size. An event is about
 * one person, and its time, model and tokens are a quasi-identifier: whatever else told these would tell the team as well.
 */
export const visibleColumns = (minimum: number, names: NameColumns = storedNames): string =>
  columnsWith(minimum > 1 ? withheld : everything, names);

/**
 * Two lists of events are joined by their ids: by team and by label they would tell what no answer about both does, and each beside the
 * event's model and place. So a filter on persons, teams or labels is refused.
 * @throws ProblemError group_too_small
 */
function requireNoGroupFilters(filters: readonly Filter[], minimum: number): void {
  if (minimum > 1 && filters.some(({ dimension }) => dimension === "user" || groupsPersons(dimension)))
    throw new ProblemError(
      problem("group_too_small", {
        detail:
          "Events are listed without filters on persons, teams and labels; GET /v1/usage answers for teams and labels.",
        minimum_group_size: minimum,
      }),
    );
}

export const ownOnly = (context: RequestContext): string =>
  onlyPerson(context) === undefined ? "" : "AND e.user_id = {only:String}";

/** Every event of one person, the newest first. */
export async function eventsOfPerson(
  context: RequestContext,
  services: Services,
  userId: string,
): Promise<EventsQuestion> {
  const { names, parameters } = await namesOfRows([{ fromMs: 0, toMs: latestMs }], context, services);
  return {
    sql: `SELECT ${columnsWith(everything, names)} FROM ${eventsInForce("e.org_id = {org:String} AND e.user_id = {user:String}")}
       ORDER BY e.ts DESC, e.id DESC`,
    values: { org: context.principal.orgId, user: userId, ...parameters },
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
  const { names, parameters } = await namesOfRows([period], context, services);
  const conditions = filterConditions(filters, names);
  const minimum = await minimumOf(context, services);
  requireNoGroupFilters(filters, minimum);
  const where = [
    "e.org_id = {org:String}",
    "e.ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND e.ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')",
  ];
  const more = [...conditions.sql, ...(condition === "" ? [] : [condition])].map((one) => ` AND ${one}`).join("");
  return {
    sql: `SELECT ${visibleColumns(minimum, names)}${moreColumns} FROM ${eventsInForce(where.join(" AND "))}${more}
       ORDER BY e.ts DESC, e.id DESC`,
    values: { org: context.principal.orgId, from: period.fromMs, to: period.toMs, ...conditions.values, ...parameters },
  };
}

/** An event has no tier: what its model's is depends on the factor set. */
const eventFilters = filterParameters.filter(({ name }) => name !== tier && name !== `not_${tier}`);

/** Of the operation that gives a page; a file of the events names the operation. */
export const eventsOperation = "listEvents";
export const eventReaders: readonly Role[] = ["owner", "admin", "analyst", "viewer"];
/** Parameters that a page and a file have in common. */
export const eventParameters: readonly Parameter[] = [...periodParameters, ...eventFilters];
