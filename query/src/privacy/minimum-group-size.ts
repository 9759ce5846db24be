import { defaultOrgSettings, type OrgSettings, orgSettingsColumns } from "@ecomind/accounts";
import { wallTimeBetween } from "@ecomind/zoned-time";
import type { RequestContext, StatementContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import { OrganisationRows } from "../store/organisation-rows.js";
import { type Filter, tier } from "../usage/dimensions.js";
import type { Period } from "../usage/period.js";
import type { Interval } from "../usage/rollup-slices.js";
import type { AnswerGroups } from "./enough-persons.js";
import { groupSuppression, type Suppression, tooSmall } from "./group-suppression.js";

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
export async function minimumGroupSizeOf(
  context: StatementContext & Pick<RequestContext, "principal">,
  services: Services,
): Promise<number> {
  const [settings = defaultOrgSettings] = await minimumSizes.rows(context, services);
  return settings.minimum_group_size;
}

/** Whether a dimension is teams or a label. */
export const groupsPersons = (dimension: string): boolean => dimension === "team" || dimension.startsWith("label:");

/** A question's groups and filters, as far as persons are concerned. */
interface PersonalQuestion {
  readonly period: Period;
  /** @default total */
  readonly interval?: Interval;
  readonly groupBy: readonly string[];
  readonly filters: readonly Filter[];
}

/** How persons may be asked for where an organisation has a minimum group size. */
export const personListAdvice = "Persons are listed with group_by=user alone, without filters, in total or by month.";

const dayMs = 86_400_000;

/** By the clock, too: the day on which it is put forward has 23 hours. */
const isDayAtLeast = ({ fromMs, toMs, zone }: Period): boolean =>
  Math.max(toMs - fromMs, wallTimeBetween(fromMs, toMs, zone)) >= dayMs;

/**
 * Holds a question about groups of persons against the organisation's minimum group size. Persons themselves are told in
 * lists alone, which `personListMinimum` lets through.
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
  const [dimension, ...more] = [...named].filter(groupsPersons);
  const namesPersons = named.has("user");
  if ((dimension === undefined && !namesPersons) || context.role === "viewer") return undefined;
  const minimum = await minimumGroupSizeOf(context, services);
  if (minimum <= 1) return undefined;
  if (namesPersons || dimension === undefined) throw tooSmall(minimum, personListAdvice);
  // Two such partitions together, or a moment, could single a person out.
  if (more.length > 0 || !isDayAtLeast(period)) throw tooSmall(minimum);
  // A tier may be one person's model.
  if (named.has(tier)) throw tooSmall(minimum);
  const [other, ...others] = [...named].filter((name) => name !== dimension);
  // What two dimensions together withhold, the sums by each of them alone would tell.
  if (others.length > 0)
    throw tooSmall(minimum, "Ask for teams or labels together with one other dimension at a time.");
  const question = { period, interval, groupBy, filters, dimension, other, minimum };
  return await groupSuppression(question, context, services, answerGroups);
}
