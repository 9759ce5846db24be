import { defaultOrgSettings, type OrgSettings, orgSettingsColumns } from "@ecomind/accounts";
import { ProblemError } from "@ecomind/platform";
import { showEnoughPersons } from "./enough-persons.js";
import { type GroupPersons, personsOf } from "./group-persons.js";
import type { RequestContext, Services } from "./operation.js";
import type { Period } from "./period.js";
import { pooled, pooledRows } from "./pooled-rows.js";
import { problem } from "./problems.js";
import { type RowPersons, rowPersons } from "./row-persons.js";
import { SharedAnswer } from "./shared-answer.js";
import { type Filter, tier } from "./usage-dimensions.js";
import type { GroupName } from "./usage-rows.js";
import type { Interval } from "./usage-slices.js";

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
  /** @default total */
  readonly interval?: Interval;
  readonly groupBy: readonly string[];
  readonly filters: readonly Filter[];
}

/** What of an answer is told as one. */
export interface Withholding {
  readonly minimumGroupSize: number;
  /** Number of names that stand behind {@link withheldGroup}. */
  readonly names: number;
  readonly nameOf: GroupName;
}

function tooSmall(minimumGroupSize: number, detail = ""): ProblemError {
  const what = `The answer, or what it leaves out, would be about fewer than ${minimumGroupSize} persons.`;
  return new ProblemError(
    problem("group_too_small", { detail: `${what}${detail}`, minimum_group_size: minimumGroupSize }),
  );
}

const dayMs = 86_400_000;

/**
 * Holds a question about persons against the organisation's minimum group size. What the filters leave in and what they
 * leave out are both about enough persons or about none: else the difference to the answer without filters would tell.
 * Groups of too few persons are told as one row, with the next larger group where they are too few together; a filter
 * that would tell them apart is refused. Of groups that are told, so are rows of an interval or a second dimension.
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
  const named = [...groupBy, ...filters.map(({ dimension }) => dimension)];
  const [dimension, ...more] = new Set(named.filter(isPersonal));
  if (dimension === undefined || context.role === "viewer") return undefined;
  const minimum = await minimumGroupSizeOf(context, services);
  if (minimum <= 1) return undefined;
  // Two such partitions together, or a moment, could single a person out; a tier may be one person's model.
  if (more.length > 0 || period.toMs - period.fromMs < dayMs) throw tooSmall(minimum);
  if (dimension !== "user" && named.includes(tier)) throw tooSmall(minimum);
  // Of a few named persons, that they used nothing is told as little as what they used.
  if (filters.some(({ dimension: name, values }) => name === "user" && new Set(values).size < minimum))
    throw tooSmall(minimum);
  const grouping = dimension === "user" ? undefined : dimension;
  const rows = grouping === undefined ? undefined : rowsToPool(question, grouping, minimum, context, services);
  const [groups, intervals] = await Promise.all([
    smallGroups({ ...question, dimension: grouping, minimum }, context, services, answerGroups),
    rows,
  ]);
  if (grouping === undefined) return undefined;
  return withholding({ ...question, dimension: grouping, minimum, groups }, intervals ?? []);
}

/**
 * Groups of a dimension that are told as one, of a whole range.
 * @throws ProblemError group_too_small
 */
async function smallGroups(
  question: PersonalQuestion & { readonly dimension: string | undefined; readonly minimum: number },
  context: RequestContext,
  services: Services,
  answerGroups?: (dimension: string | undefined) => Promise<ReadonlySet<string>>,
): Promise<ReadonlySet<string>> {
  const { period, groupBy, filters, dimension, minimum } = question;
  if (
    filters.length === 0 &&
    answerGroups !== undefined &&
    (await showEnoughPersons({ period, dimension, minimum }, () => answerGroups(dimension), context, services))
  )
    return new Set();
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
  if (dimension === undefined) return new Set();
  const groups = pooled(
    cells.map(({ group, size, inside, leftOut, outside }) => ({
      name: group,
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
  return groups;
}

/** Persons behind an answer's rows, where these are finer than the groups of the dimension over the whole range. */
async function rowsToPool(
  { period, interval = "total", groupBy, filters }: PersonalQuestion,
  dimension: string,
  minimum: number,
  context: RequestContext,
  services: Services,
): Promise<RowPersons[]> {
  const other = groupBy.find((name) => name !== dimension);
  if (interval === "total" && other === undefined) return [];
  const grouped = groupBy.includes(dimension) ? dimension : undefined;
  return await rowPersons({ period, interval, filters, dimension: grouped, other, atMost: minimum }, context, services);
}

/** @throws ProblemError group_too_small */
function withholding(
  question: PersonalQuestion & {
    readonly dimension: string;
    readonly minimum: number;
    readonly groups: ReadonlySet<string>;
  },
  rows: readonly RowPersons[],
): Withholding | undefined {
  const { interval = "total", groupBy, filters, dimension, minimum, groups } = question;
  const at = groupBy.indexOf(dimension);
  const otherAt = groupBy.findIndex((name) => name !== dimension);
  const toldAs = (name: string): string => (at >= 0 && groups.has(name) ? withheldGroup : name);
  const intervals = pooledRows(
    rows.map((row) => ({ ...row, group: toldAs(row.group) })),
    minimum,
  );
  const pools = [...intervals.values()];
  if (pools.some(({ isTooSmall }) => isTooSmall) && filters.some((filter) => filter.dimension === dimension))
    throw tooSmall(minimum, " Longer intervals may be about enough.");
  const names = new Set([
    ...(at < 0 ? [] : groups),
    ...pools.flatMap((pool) => [...pool.groups, ...pool.others]).filter((name) => name !== withheldGroup),
  ]);
  if (names.size === 0) return undefined;
  const nameOf: GroupName = (group, startMs) => {
    const pool = intervals.get(interval === "total" ? 0 : startMs / 1000);
    let told = group;
    if (at >= 0) {
      const name = toldAs(group[at] as string);
      told = told.with(at, pool?.groups.has(name) ? withheldGroup : name);
    }
    if (otherAt >= 0 && pool?.others.has(group[otherAt] as string)) told = told.with(otherAt, withheldGroup);
    return told;
  };
  return { minimumGroupSize: minimum, names: names.size, nameOf };
}
