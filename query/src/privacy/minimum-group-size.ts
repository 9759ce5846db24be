import { defaultOrgSettings, type OrgSettings, orgSettingsColumns } from "@ecomind/accounts";
import { wallTimeBetween } from "@ecomind/zoned-time";
import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { OrganisationRows } from "../store/organisation-rows.js";
import { type Filter, tier } from "../usage/dimensions.js";
import type { Period } from "../usage/period.js";
import type { Interval } from "../usage/rollup-slices.js";
import { type AnswerGroups, showEnoughPersons } from "./enough-persons.js";
import { personsOf } from "./group-persons.js";
import { groupSuppression, type Suppression, tooSmall } from "./group-suppression.js";
import { areEnough } from "./pooled-rows.js";

/** What the caller's organisation has settled. */
export async function settingsOf(context: RequestContext, services: Services): Promise<OrgSettings> {
  const [row] = await services.select<OrgSettings>(
    context,
    "settings",
    `SELECT ${orgSettingsColumns} FROM org_settings FINAL WHERE org_id = {org:String}`,
    { org: context.principal.orgId },
  );
  return row ?? defaultOrgSettings;
}

const minimumSizes = new OrganisationRows<Pick<OrgSettings, "minimum_group_size">>(
  "minimum-group-sizes",
  "SELECT s.minimum_group_size AS minimum_group_size FROM org_settings AS s FINAL WHERE s.org_id = {org:String}",
);

/** After new settings: the next question looks at the store. */
export const forgetMinimumGroupSizes = (services: Services): void => minimumSizes.forget(services);

/** Persons that an answer about persons is at least about; 1: any. */
export async function minimumGroupSizeOf(context: RequestContext, services: Services): Promise<number> {
  const [settings = defaultOrgSettings] = await minimumSizes.rows(context, services);
  return settings.minimum_group_size;
}

const groupsPersons = (dimension: string): boolean => dimension === "team" || dimension.startsWith("label:");
const isPersonal = (dimension: string): boolean => dimension === "user" || groupsPersons(dimension);

/** A question's groups and filters, as far as persons are concerned. */
interface PersonalQuestion {
  readonly period: Period;
  /** @default total */
  readonly interval?: Interval;
  readonly groupBy: readonly string[];
  readonly filters: readonly Filter[];
}

const dayMs = 86_400_000;

/** By the clock, too: the day on which it is put forward has 23 hours. */
const isDayAtLeast = ({ fromMs, toMs, zone }: Period): boolean =>
  Math.max(toMs - fromMs, wallTimeBetween(fromMs, toMs, zone)) >= dayMs;

/**
 * Holds a question about persons against the organisation's minimum group size.
 * @param answerGroups given, it may be enough to look at a part of the range
 * @returns what is told as one; undefined when everything may be told
 * @throws ProblemError group_too_small
 */
export async function suppressionFor(
  { period, interval = "total", groupBy, filters }: PersonalQuestion,
  context: RequestContext,
  services: Services,
  answerGroups?: AnswerGroups,
): Promise<Suppression | undefined> {
  const named = new Set([...groupBy, ...filters.map(({ dimension }) => dimension)]);
  const [dimension, ...more] = [...named].filter(isPersonal);
  if (dimension === undefined || context.role === "viewer") return undefined;
  const minimum = await minimumGroupSizeOf(context, services);
  if (minimum <= 1) return undefined;
  // Two such partitions together, or a moment, could single a person out.
  if (more.length > 0 || !isDayAtLeast(period)) throw tooSmall(minimum);
  if (dimension === "user") {
    await requireEnoughPersons({ period, filters, minimum }, context, services, answerGroups);
    return undefined;
  }
  // A tier may be one person's model.
  if (named.has(tier)) throw tooSmall(minimum);
  const [other, ...others] = [...named].filter((name) => name !== dimension);
  // What two dimensions together withhold, the sums by each of them alone would tell.
  if (others.length > 0)
    throw tooSmall(minimum, "Ask for teams or labels together with one other dimension at a time.");
  const question = { period, interval, groupBy, filters, dimension, other, minimum };
  return await groupSuppression(question, context, services, answerGroups);
}

/**
 * Of a question by person. What the filters leave in and what they leave out are both about enough persons or about none:
 * else the difference to the answer without filters would tell.
 * @throws ProblemError group_too_small
 */
async function requireEnoughPersons(
  { period, filters, minimum }: { period: Period; filters: readonly Filter[]; minimum: number },
  context: RequestContext,
  services: Services,
  answerGroups?: AnswerGroups,
): Promise<void> {
  // Of a few named persons, that they used nothing is told as little as what they used.
  if (filters.some(({ dimension, values }) => dimension === "user" && new Set(values).size < minimum))
    throw tooSmall(minimum);
  const question = { period, dimension: undefined, minimum };
  if (filters.length === 0 && (await showEnoughPersons(question, answerGroups, context, services))) return;
  const all = await personsOf({ ...question, filters, atMost: minimum }, isPersonal, context, services);
  for (const { inside, leftOut, outside } of all)
    if (![inside, leftOut, [...outside, ...leftOut]].every((persons) => areEnough(persons, minimum)))
      throw tooSmall(minimum);
}
