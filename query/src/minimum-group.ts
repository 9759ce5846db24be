import { defaultOrgSettings, type OrgSettings, orgSettingsColumns } from "@ecomind/accounts";
import { ProblemError } from "@ecomind/platform";
import { showEnoughPersons } from "./enough-persons.js";
import { type GroupPersons, personsOf } from "./group-persons.js";
import type { RequestContext, Services } from "./operation.js";
import type { Period } from "./period.js";
import { problem } from "./problems.js";
import { SharedAnswer } from "./shared-answer.js";
import type { Filter } from "./usage-dimensions.js";
import type { GroupName } from "./usage-rows.js";

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

const minimumSizes = new SharedAnswer<Pick<OrgSettings, "minimum_group_size"> & { readonly org_id: string }>(
  "minimum-group-sizes",
  "SELECT toString(s.org_id) AS org_id, s.minimum_group_size AS minimum_group_size FROM org_settings AS s FINAL",
);

/** After new settings: the next question looks at the store. */
export const forgetMinimumGroupSizes = (services: Services): void => minimumSizes.forget(services);

/** Persons that an answer about persons is at least about; 1: any. */
export async function minimumGroupSizeOf(context: RequestContext, services: Services): Promise<number> {
  const { orgId } = context.principal;
  const all = await minimumSizes.rows(context, services);
  return (all.find(({ org_id }) => org_id === orgId) ?? defaultOrgSettings).minimum_group_size;
}

/** Name of the row that stands for groups of too few persons. */
export const withheldGroup = "__withheld__";

const groupsPersons = (dimension: string): boolean => dimension === "team" || dimension.startsWith("label:");
const isPersonal = (dimension: string): boolean => dimension === "user" || groupsPersons(dimension);

/** A question's groups and filters, as far as persons are concerned. */
interface PersonalQuestion {
  readonly period: Period;
  readonly groupBy: readonly string[];
  readonly filters: readonly Filter[];
}

/** Which groups of which dimension are told as one. */
export interface Withholding {
  readonly minimumGroupSize: number;
  readonly dimension: string;
  readonly groups: ReadonlySet<string>;
}

function tooSmall(minimumGroupSize: number): ProblemError {
  const detail = `The answer, or what it leaves out, would be about fewer than ${minimumGroupSize} persons.`;
  return new ProblemError(problem("group_too_small", { detail, minimum_group_size: minimumGroupSize }));
}

const dayMs = 86_400_000;

/**
 * Holds a question about persons against the organisation's minimum group size. What the filters leave in and what they
 * leave out are both about enough persons or about none: else the difference to the answer without filters would tell.
 * Groups of too few persons are told as one row, with the next larger group where they are too few together; a filter
 * that would tell them apart is refused.
 * @param answerGroups values of a dimension that the answer has; given, it may be enough to look at a part of the range
 * @returns what is told as one; undefined when everything may be told
 * @throws ProblemError group_too_small
 */
export async function withholdingOf(
  question: PersonalQuestion,
  context: RequestContext,
  services: Services,
  answerGroups?: (dimension: string | undefined) => Promise<ReadonlySet<string>>,
): Promise<Withholding | undefined> {
  const { period, groupBy, filters } = question;
  const named = [...groupBy, ...filters.map(({ dimension }) => dimension)].filter(isPersonal);
  if (named.length === 0 || context.role === "viewer") return undefined;
  const minimum = await minimumGroupSizeOf(context, services);
  if (minimum <= 1) return undefined;
  const grouping = [...new Set(named.filter(groupsPersons))];
  // Two such partitions together, or a moment, could single a person out.
  if (grouping.length > 1 || period.toMs - period.fromMs < dayMs) throw tooSmall(minimum);
  const [dimension] = grouping;
  // Of a few named persons, that they used nothing is told as little as what they used.
  if (filters.some(({ dimension: name, values }) => name === "user" && new Set(values).size < minimum))
    throw tooSmall(minimum);
  if (
    filters.length === 0 &&
    answerGroups !== undefined &&
    (await showEnoughPersons({ period, dimension, minimum }, () => answerGroups(dimension), context, services))
  )
    return undefined;
  const cells = await personsOf({ period, filters, dimension, atMost: minimum }, isPersonal, context, services);
  const isTold = (some: readonly GroupPersons[]): boolean =>
    [some.flatMap(({ inside }) => inside), some.flatMap(({ leftOut }) => leftOut)].every((persons) => {
      const { size } = new Set(persons);
      return size === 0 || size >= minimum;
    });
  if (
    !isTold(cells) ||
    !isTold(cells.map((cell) => ({ ...cell, inside: [], leftOut: [...cell.outside, ...cell.leftOut] })))
  )
    throw tooSmall(minimum);
  if (dimension === undefined) return undefined;
  const groups = pooled(
    cells.map(({ group, size, inside, leftOut, outside }) => ({
      group,
      size,
      persons: [...inside, ...leftOut, ...outside],
    })),
    minimum,
  );
  // In every row that is told alone, too, the other filters leave in and leave out enough.
  const alone = groupBy.includes(dimension) ? cells.filter(({ group }) => !groups.has(group)) : [];
  if (!alone.every((cell) => isTold([cell])) || !isTold(cells.filter(({ group }) => groups.has(group))))
    throw tooSmall(minimum);
  for (const filter of filters) {
    if (filter.dimension !== dimension || groups.size === 0) continue;
    const named = filter.values.filter((value) => groups.has(value)).length;
    if (named > 0 && named < groups.size) throw tooSmall(minimum);
  }
  return groups.size === 0 ? undefined : { minimumGroupSize: minimum, dimension, groups };
}

/**
 * Groups of too few persons, and the smallest others that it takes for them to be enough together.
 * @param groups with their number of persons, and as many of these as it takes to know whether they are enough
 */
function pooled(
  groups: readonly { readonly group: string; readonly size: number; readonly persons: readonly string[] }[],
  minimum: number,
): Set<string> {
  const bySize = [...groups].sort((a, b) => a.size - b.size || (a.group < b.group ? -1 : 1));
  const pool = new Set<string>();
  const persons = new Set<string>();
  for (const { group, size, persons: own } of bySize) {
    if (size >= minimum && (pool.size === 0 || persons.size >= minimum)) break;
    pool.add(group);
    for (const person of own) persons.add(person);
  }
  return pool;
}

/** What groups are told as, of which some are withheld; undefined: as what they are. */
export function nameWithheld(groupBy: readonly string[], withholding: Withholding | undefined): GroupName | undefined {
  const position = withholding === undefined ? -1 : groupBy.indexOf(withholding.dimension);
  if (withholding === undefined || position < 0) return undefined;
  return (group) => (withholding.groups.has(group[position] as string) ? group.with(position, withheldGroup) : group);
}
