import { createHash } from "node:crypto";
import type { Parameter } from "../http/operation.js";
import type { RequestContext } from "../http/request-context.js";
import { count, object, text } from "../http/schema.js";
import { groupOf, otherGroup } from "./cells.js";
import type { Measures } from "./measures.js";
import { invalid } from "./period.js";
import type { UsageRow } from "./rows.js";

/** What a list of groups is sorted by. */
export const sortKeys = ["energy", "co2e", "water", "requests", "tokens", "tokens_in", "tokens_out", "name"] as const;
export type SortKey = (typeof sortKeys)[number];

/** Words of a search that are looked for; any further ones are refused. */
const mostWords = 8;

/** One page of a list of all groups. */
export interface GroupList {
  /** Lower-case words, each of which a group's names contain. */
  readonly words: readonly string[];
  readonly sort: SortKey;
  readonly descending: boolean;
  /** Groups before the page. */
  readonly offset: number;
  /** What a cursor of this list ends with, so that it is not used with another one. */
  readonly mark: string;
}

export const listParameters: readonly Parameter[] = [
  {
    name: "search",
    in: "query",
    description: `Pages through all groups: only those whose names contain each of up to ${mostWords} words, whatever the case. All others become __other__. Needs group_by and no interval but total.`,
    schema: { type: "string", maxLength: 128 },
  },
  {
    name: "sort",
    in: "query",
    description: "Pages through all groups, `top` at a time, in this order. Default with search: energy.",
    schema: { enum: [...sortKeys] },
  },
  {
    name: "order",
    in: "query",
    description: "Order of `sort`. Default: asc for name, desc for all else.",
    schema: { enum: ["asc", "desc"] },
  },
  {
    name: "cursor",
    in: "query",
    description: "`list.next_cursor` of the page before, with the same question.",
    schema: { type: "string", maxLength: 64 },
  },
];

export const listSchema = {
  ...object({ groups: count, matching: count, next_cursor: text }, ["next_cursor"]),
  description:
    "Of a list (`search` or `sort`): how many groups there are, how many match the search, and what asks for the next page.",
};

/** Parameters that do not change which groups a list has, nor their order. */
const besides = new Set(["cursor", "metrics", "restate_with"]);

/**
 * The list that a request asks for; undefined where it asks for none.
 * @throws ProblemError invalid_parameter
 */
export function groupListOf(
  { parameters, principal }: Pick<RequestContext, "parameters" | "principal">,
  { interval, groupBy }: { readonly interval: string; readonly groupBy: readonly string[] },
): GroupList | undefined {
  const given = listParameters.filter(({ name }) => parameters[name] !== undefined);
  const [first] = given;
  if (first === undefined) return undefined;
  if (groupBy.length === 0 || interval !== "total") throw invalid(first.name, "Goes with group_by and interval=total.");
  if (parameters.search === undefined && parameters.sort === undefined)
    throw invalid(first.name, "Goes with search or sort.");
  const words = String(parameters.search ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length > mostWords) throw invalid("search", `Expected up to ${mostWords} words.`);
  const sort = (parameters.sort as SortKey | undefined) ?? "energy";
  const question = Object.entries(parameters)
    .filter(([name, value]) => value !== undefined && !besides.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const mark = createHash("sha256")
    .update(JSON.stringify([principal.orgId, question]))
    .digest("hex")
    .slice(0, 16);
  return {
    words,
    sort,
    descending: parameters.order === undefined ? sort !== "name" : parameters.order === "desc",
    offset: parameters.cursor === undefined ? 0 : offsetOf(parameters.cursor as string, mark),
    mark,
  };
}

function offsetOf(cursor: string, mark: string): number {
  const [offset = "", of] = Buffer.from(cursor, "base64url").toString("latin1").split(".");
  if (of !== mark || !/^[1-9]\d{0,8}$/.test(offset))
    throw invalid("cursor", "Expected list.next_cursor of an answer to the same question.");
  return Number(offset);
}

/** What a page of a list holds. */
export interface ListedPage {
  /** Its groups, as `groupOf` has them, in the list's order. */
  readonly order: readonly string[];
  /** Groups of the whole list, whatever the search. */
  readonly groups: number;
  readonly matching: number;
}

/** What an answer says of its list. */
export function listAnswer({ offset, mark }: GroupList, { order, groups, matching }: ListedPage) {
  const shown = order.length;
  const next = offset + shown;
  return {
    list: {
      groups,
      matching,
      ...(shown > 0 && next < matching && { next_cursor: Buffer.from(`${next}.${mark}`).toString("base64url") }),
    },
  };
}

/** The value of a group that a list is sorted by; -1: it is not known. */
const figureOf: Readonly<Record<Exclude<SortKey, "name">, (sums: Measures) => number>> = {
  energy: ({ footprint }) => footprint.kwh_facility?.central ?? -1,
  co2e: ({ footprint }) => footprint.kgco2e_lb?.central ?? -1,
  water: ({ footprint }) =>
    footprint.water_onsite_l === null && footprint.water_offsite_l === null
      ? -1
      : (footprint.water_onsite_l?.central ?? 0) + (footprint.water_offsite_l?.central ?? 0),
  requests: ({ requests }) => requests,
  tokens: ({ tokens_in, tokens_out }) => tokens_in + tokens_out,
  tokens_in: ({ tokens_in }) => tokens_in,
  tokens_out: ({ tokens_out }) => tokens_out,
};

const matches = (group: readonly string[], words: readonly string[]): boolean => {
  const names = group.join("\n").toLowerCase();
  return words.every((word) => names.includes(word));
};

function byNames(a: readonly string[], b: readonly string[]): number {
  for (const lower of [true, false])
    for (const [at, name] of a.entries()) {
      const [one, two] = lower ? [name.toLowerCase(), (b[at] ?? "").toLowerCase()] : [name, b[at] ?? ""];
      if (one !== two) return one < two ? -1 : 1;
    }
  return 0;
}

/**
 * One page of groups that are all known, of one interval.
 * @param rows every group by the name that it is told as
 * @param pooled name of the group that stands for several: it is no part of the list, and always told
 */
export function pageOfRows(
  rows: readonly UsageRow[],
  list: GroupList,
  top: number,
  pooled: string,
): { readonly kept: ReadonlySet<string>; readonly page: ListedPage } {
  const { sort, descending, offset, words } = list;
  const isPooled = ({ group }: UsageRow) => group.includes(pooled) || group.every((name) => name === otherGroup);
  const listed = rows.filter((row) => !isPooled(row));
  const found = listed
    .filter(({ group }) => matches(group, words))
    .map(({ group, sums }) => ({ group, value: sort === "name" ? 0 : figureOf[sort](sums.measures()) }))
    .sort((a, b) => {
      const names = byNames(a.group, b.group);
      if (sort === "name") return descending ? -names : names;
      return (descending ? b.value - a.value : a.value - b.value) || names;
    });
  const page = found.slice(offset, offset + top);
  const order = page.map(({ group }) => groupOf(group));
  const always = rows.filter(({ group }) => group.includes(pooled)).map(({ group }) => groupOf(group));
  return { kept: new Set([...order, ...always]), page: { order, groups: listed.length, matching: found.length } };
}

/** Rows in a list's order; what stands for several groups comes last. */
export function inListOrder(rows: readonly UsageRow[], order: readonly string[]): UsageRow[] {
  const places = new Map(order.map((group, at) => [group, at]));
  const placeOf = ({ group }: UsageRow) => places.get(groupOf(group)) ?? places.size;
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
}

/** SQL of whether names contain each word, with its parameters. @param names SQL of texts */
export function wordConditions(words: readonly string[], names: readonly string[]) {
  const all = names.length === 1 ? (names[0] as string) : `concat(${names.join(", '\n', ")})`;
  return {
    sql:
      words.length === 0
        ? "true"
        : words.map((_, at) => `positionCaseInsensitiveUTF8(${all}, {word${at}:String}) > 0`).join(" AND "),
    values: Object.fromEntries(words.map((word, at) => [`word${at}`, word])),
  };
}

/** SQL of the order of names, as {@link pageOfRows} has it. */
export const nameOrder = (names: readonly string[], descending = false): string =>
  [...names.map((name) => `lowerUTF8(${name})`), ...names]
    .map((name) => `${name}${descending ? " DESC" : ""}`)
    .join(", ");
