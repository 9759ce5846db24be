import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";
import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import type { Filter } from "../usage/dimensions.js";
import type { Period } from "../usage/period.js";
import type { Interval } from "../usage/rollup-slices.js";
import type { GroupName } from "../usage/rows.js";
import { type AnswerGroups, showEnoughPersons } from "./enough-persons.js";
import { personsOf } from "./group-persons.js";
import { areEnough, type PooledInterval, pooled, pooledRows } from "./pooled-rows.js";
import { rowPersons } from "./row-persons.js";

/** Name of the row that stands for groups of too few persons. */
export const suppressedGroup = "__withheld__";

/** What of an answer is told as one. */
export interface Suppression {
  readonly minimumGroupSize: number;
  /** Number of names that stand behind {@link suppressedGroup}. */
  readonly names: number;
  readonly nameOf: GroupName;
}

export function tooSmall(minimumGroupSize: number, ...advice: readonly string[]): ProblemError {
  const what = `The answer, or what it leaves out, would be about fewer than ${minimumGroupSize} persons.`;
  return new ProblemError(
    problem("group_too_small", { detail: [what, ...advice].join(" "), minimum_group_size: minimumGroupSize }),
  );
}

/** A question that names a dimension of groups of persons and no more than one other, as groups or filters. */
interface GroupQuestion {
  readonly period: Period;
  readonly interval: Interval;
  readonly groupBy: readonly string[];
  readonly filters: readonly Filter[];
  /** Team or a label. */
  readonly dimension: string;
  readonly other: string | undefined;
  readonly minimum: number;
}

/**
 * Of teams or label values, everybody's use is one table, of each interval by what is asked for besides. What is about too
 * few persons in it is told as one, and a filter takes that whole or not at all. So every answer is a sum of what the table
 * tells, and the difference of two answers as well.
 * @throws ProblemError group_too_small
 */
export async function groupSuppression(
  question: GroupQuestion,
  context: RequestContext,
  services: Services,
  answerGroups?: AnswerGroups,
): Promise<Suppression | undefined> {
  const { period, interval, groupBy, dimension, other, minimum } = question;
  const isByMore = interval !== "total" || other !== undefined;
  const [groups, rows] = await Promise.all([
    smallGroups(question, context, services, answerGroups),
    isByMore ? rowPersons({ period, interval, dimension, other, atMost: minimum }, context, services) : [],
  ]);
  const toldAs = (name: string): string => (groups.has(name) ? suppressedGroup : name);
  const intervals = pooledRows(
    rows.map((row) => ({ ...row, group: toldAs(row.group) })),
    minimum,
  );
  requireWholePools({ ...question, groups }, [...intervals.values()]);
  const at = groupBy.indexOf(dimension);
  const otherAt = other === undefined ? -1 : groupBy.indexOf(other);
  const names = new Set(at < 0 ? [] : groups);
  for (const pool of intervals.values())
    for (const name of [...(at < 0 ? [] : pool.groups), ...(otherAt < 0 ? [] : pool.others)])
      if (name !== suppressedGroup) names.add(name);
  if (names.size === 0) return undefined;
  const nameOf: GroupName = (group, startMs) => {
    const pool = intervals.get(interval === "total" ? 0 : startMs / 1000);
    let told = group;
    if (at >= 0) {
      const name = toldAs(group[at] as string);
      told = told.with(at, pool?.groups.has(name) ? suppressedGroup : name);
    }
    if (otherAt >= 0 && pool?.others.has(group[otherAt] as string)) told = told.with(otherAt, suppressedGroup);
    return told;
  };
  return { minimumGroupSize: minimum, names: names.size, nameOf };
}

/**
 * Groups that are told as one, of a whole range: those of too few persons, with the next larger one where they are too few
 * together.
 * @throws ProblemError group_too_small
 */
async function smallGroups(
  { period, filters, dimension, minimum }: GroupQuestion,
  context: RequestContext,
  services: Services,
  answerGroups?: AnswerGroups,
): Promise<ReadonlySet<string>> {
  const question = { period, dimension, minimum };
  if (filters.length === 0 && (await showEnoughPersons(question, answerGroups, context, services))) return new Set();
  const all = await personsOf({ ...question, atMost: minimum }, context, services);
  const everybody = all.flatMap(({ persons }) => persons);
  if (!areEnough(everybody, minimum)) throw tooSmall(minimum);
  return pooled(
    all.map(({ group, size, persons }) => ({ name: group, size, persons })),
    minimum,
  );
}

/**
 * Filters take what is told as one whole, or not at all: that of the whole range, and that of each interval.
 * @throws ProblemError group_too_small
 */
function requireWholePools(
  { interval, filters, dimension, minimum, groups }: GroupQuestion & { readonly groups: ReadonlySet<string> },
  intervals: readonly PooledInterval[],
): void {
  const advice = interval === "total" ? [] : ["Longer intervals may be about enough."];
  for (const filter of filters) {
    const isOfGroups = filter.dimension === dimension;
    if (isOfGroups && partOf(groups, filter) === "some") throw tooSmall(minimum);
    for (const pool of intervals) {
      const part = partOf(isOfGroups ? namesIn(pool.groups, groups) : pool.others, filter);
      // Of an interval of too few persons altogether, that all of it is these groups' is told by no list.
      if (part === "some" || (part === "all" && isOfGroups && pool.isTooSmall)) throw tooSmall(minimum, ...advice);
    }
  }
}

/** Names of groups, of which one may stand for those that the whole range withholds. */
const namesIn = (some: ReadonlySet<string>, groups: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...some].flatMap((name) => (name === suppressedGroup ? [...groups] : [name])));

function partOf(pool: ReadonlySet<string>, { values }: Filter): "none" | "some" | "all" {
  const { size } = new Set(values.filter((value) => pool.has(value)));
  return size === 0 ? "none" : size < pool.size ? "some" : "all";
}
