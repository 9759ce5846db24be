import { counterpartOf } from "@ecomind/zoned-time";
import type { RequestContext } from "../http/request-context.js";
import { type Suppression, suppressedGroup } from "../privacy/group-suppression.js";
import { listedClasses } from "../privacy/listed-classes.js";
import { suppressionFor } from "../privacy/minimum-group-size.js";
import { type PersonClasses, personClasses, significantDigits } from "../privacy/person-classes.js";
import { endedMonths, personListMinimum } from "../privacy/person-list.js";
import type { Services } from "../services.js";
import { cellFootprints } from "../usage/cell-footprint.js";
import { dimensions, isDimension } from "../usage/dimensions.js";
import { checkedFactorSet, type FactorSpan, factorSpans } from "../usage/factor-spans.js";
import {
  type GroupList,
  groupListOf,
  inListOrder,
  type ListedPage,
  listAnswer,
  pageOfRows,
} from "../usage/group-list.js";
import { type Expired, expiredOf, nothingExpired } from "../usage/history-boundary.js";
import { isByPerson, largestPersons } from "../usage/largest-persons.js";
import { listedPersons } from "../usage/listed-persons.js";
import { everyMetric, type GroupSums, type Metrics, metricsOf } from "../usage/measures.js";
import { visibleFilters } from "../usage/own-use.js";
import { type ComparedPeriod, comparedPeriodOf, invalid, type Period, periodOf } from "../usage/period.js";
import type { Interval } from "../usage/rollup-slices.js";
import {
  type CountedCells,
  type GroupName,
  groupedCells,
  groupsOf,
  largestGroups,
  type Rows,
  totalOf,
  type UsageRow,
  usageRows,
  valuesOf,
} from "../usage/rows.js";
import { askSpans } from "../usage/spans.js";

/** Texts of times: rows of one question begin when those of the next do, and a text takes a microsecond to make. */
const texts = new Map<number, string>();

function iso(ms: number): string {
  let text = texts.get(ms);
  if (text === undefined) {
    text = new Date(ms).toISOString();
    if (texts.size >= 10_000) texts.clear();
    texts.set(ms, text);
  }
  return text;
}

/** What a report tells of a row. */
type RowOf<Row> = (row: UsageRow, metrics: Metrics) => Row;

const toldRow = ({ startMs, group, sums }: UsageRow, metrics: Metrics) => ({
  start: iso(startMs),
  group,
  ...sums.chosen(metrics),
});

/**
 * Rows as they are told, and their sum.
 * @param classes rows are by class, and told by person
 * @param page rows come in the order of this page of a list
 */
function answered<Row>(
  parts: readonly CountedCells[],
  { metrics, ...how }: Required<Rows>,
  classes: PersonClasses | undefined,
  page: ListedPage | undefined,
  rowOf: RowOf<Row>,
) {
  const rows = usageRows(parts, { metrics, ...how });
  const named = classes === undefined ? rows : classes.personRows(rows);
  const told = page === undefined ? named : inListOrder(named, page.order);
  return {
    rows: told.map((row) => rowOf(row, metrics)),
    total: totalOf(rows).chosen(metrics),
  };
}

const withheldOf = (suppression: Suppression | undefined) =>
  suppression === undefined
    ? {}
    : { withheld: { minimum_group_size: suppression.minimumGroupSize, groups: suppression.names } };
const averagedOf = (minimum: number | undefined) =>
  minimum === undefined ? {} : { averaged: { minimum_group_size: minimum, significant_digits: significantDigits } };
const completeFrom = ({ completeFromMs }: Expired) =>
  completeFromMs === undefined ? {} : { complete_from: iso(completeFromMs) };
/**
 * Begin of the interval of the range that an interval of the earlier one is compared with, as text.
 * @returns null where the range has none
 */
function besideOf(start: string, interval: Interval, period: Period, earlier: ComparedPeriod): string | null {
  if (interval === "total") return iso(period.fromMs);
  const { shift } = earlier;
  const back = "months" in shift ? { months: -shift.months } : { wallMs: -shift.wallMs };
  const found = counterpartOf(Date.parse(start), interval, { period: earlier, earlier: { ...period, shift: back } });
  return found === undefined ? null : iso(found);
}

/** Spans that tile the same time, one of them cut in two where something ends. */
const cutAt = (spans: readonly FactorSpan[], atMs: number): FactorSpan[] =>
  spans.flatMap(({ period, ...span }) =>
    period.fromMs < atMs && atMs < period.toMs
      ? [
          { ...span, period: { ...period, toMs: atMs } },
          { ...span, period: { ...period, fromMs: atMs } },
        ]
      : [{ ...span, period }],
  );

/** Cells of spans that were cut, as if they had not been: bands are computed on whole sums. */
const joined = (parts: readonly CountedCells[], cuts: readonly FactorSpan[], spans: readonly FactorSpan[]) =>
  spans.map(({ period: { fromMs, toMs } }): CountedCells => {
    const within = parts.filter((_, at) => {
      const cut = (cuts[at] as FactorSpan).period;
      return cut.fromMs >= fromMs && cut.toMs <= toMs;
    });
    const [only] = within as [CountedCells];
    return within.length === 1 ? only : { ...only, cells: within.flatMap(({ cells }) => cells) };
  });
const setsOf = (spans: readonly FactorSpan[]) =>
  spans.map(({ factorSet, period: { fromMs, toMs } }) => ({ factor_set: factorSet, from: iso(fromMs), to: iso(toMs) }));
/** Which groups the store is asked for. */
interface Told {
  /** Marks; absent: of all groups. */
  readonly told?: readonly string[];
  readonly classes?: PersonClasses | undefined;
  readonly classesBefore?: PersonClasses | undefined;
  readonly page?: ListedPage;
}

/** Classes of a page's persons, and those of the same persons in the earlier range. */
async function classesOfList(
  {
    list,
    top,
    before,
    ...question
  }: {
    readonly list: GroupList;
    readonly top: number;
    readonly minimum: number;
    readonly factorSet: string;
    readonly period: Period;
    readonly before: Period | undefined;
  },
  context: RequestContext,
  services: Services,
): Promise<Told> {
  const { classes, page } = await listedClasses({ ...question, list, top }, context, services);
  const earlier =
    before === undefined
      ? undefined
      : await listedClasses({ ...question, period: before, persons: page.order }, context, services);
  const classesBefore = earlier?.classes;
  return { told: [...new Set([...classes.marks, ...(classesBefore?.marks ?? [])])], classes, classesBefore, page };
}

/**
 * Use and footprints of a request's period, grouped, compared and restated as its parameters say.
 * @throws ProblemError invalid_parameter, group_too_small, too_much, store_unavailable
 */
export const usageReport = (context: RequestContext, services: Services) => reportOf(context, services, toldRow);

async function reportOf<Row extends { readonly start: string }>(
  context: RequestContext,
  services: Services,
  rowOf: RowOf<Row>,
) {
  const { parameters, principal } = context;
  const asked = periodOf(context);
  const interval = (parameters.interval as Interval | undefined) ?? "total";
  const groupBy = (parameters.group_by as readonly string[] | undefined) ?? [];
  if (groupBy.some((name) => !isDimension(name)) || new Set(groupBy).size < groupBy.length)
    throw invalid("group_by", `Expected up to two different ones of ${dimensions.join(", ")} or label:NAME.`);
  const question = { orgId: principal.orgId, interval, groupBy, filters: visibleFilters(context) };
  const metrics = parameters.metrics === undefined ? everyMetric : metricsOf(parameters.metrics as readonly string[]);
  const top = (parameters.top as number | undefined) ?? 100;
  const list = groupListOf(context, question);
  const listMinimum = await personListMinimum(question, context, services);
  const rangeOf = (some: Period): Period => (listMinimum === undefined ? some : endedMonths(some, context));
  const period = rangeOf(asked);
  const earlierRange = comparedPeriodOf(context, period);
  const before = earlierRange && { ...earlierRange, ...rangeOf(earlierRange) };
  const [expired, expiredBefore, spans, beforeSpans, otherSet] = await Promise.all([
    expiredOf({ ...question, period }, context, services),
    before === undefined ? nothingExpired : expiredOf({ ...question, period: before }, context, services),
    factorSpans(context, services, period),
    before === undefined ? [] : factorSpans(context, services, before),
    parameters.restate_with === undefined ? undefined : checkedFactorSet(context, services, "restate_with"),
  ]);
  const factorSet = spans.at(-1)?.factorSet ?? services.factors.version;
  const classesOf = async (range: Period | undefined): Promise<PersonClasses | undefined> =>
    listMinimum === undefined || range === undefined
      ? undefined
      : await personClasses({ period: range, minimum: listMinimum, top }, context, services);
  const askTold = async () => {
    if (listMinimum !== undefined && list !== undefined)
      return await classesOfList({ list, top, minimum: listMinimum, factorSet, period, before }, context, services);
    const [classes, classesBefore] = await Promise.all([classesOf(period), classesOf(before)]);
    if (classes !== undefined)
      return { told: [...new Set([...classes.marks, ...(classesBefore?.marks ?? [])])], classes, classesBefore };
    if (!isByPerson(question)) return {};
    if (list === undefined)
      return { told: await largestPersons({ ...question, period, before, top, factorSet }, context, services) };
    const { marks, page } = await listedPersons({ ...question, period, list, top, factorSet }, context, services);
    return { told: marks, page };
  };
  const askBoth = async () => {
    const { told, classes, classesBefore, page }: Told = await askTold();
    const cuts = cutAt(spans, before?.settledMs ?? period.toMs);
    const [cutParts = [], beforeParts = []] = await askSpans(
      { ...question, told, historyBeforeMs: expired.historyBeforeMs ?? expiredBefore.historyBeforeMs },
      [cuts, beforeSpans],
      context,
      services,
    );
    const settled = cutParts.filter((_, at) => (cuts[at] as FactorSpan).period.toMs <= (before?.settledMs ?? 0));
    return { told, parts: joined(cutParts, cuts, spans), settled, beforeParts, classes, classesBefore, page };
  };
  const both = askBoth();
  const suppressed = async (range: Period | undefined, partsOf: () => Promise<readonly CountedCells[]>) =>
    range === undefined || listMinimum !== undefined
      ? undefined
      : await suppressionFor({ ...question, period: range }, context, services, async (dimension) =>
          valuesOf(dimension, groupBy, await partsOf()),
        );
  // Asked at once, and told only when it is known what may be.
  const [
    { told, parts, settled, beforeParts, classes, classesBefore, page: askedPage },
    suppression,
    beforeSuppression,
    other,
  ] = await Promise.all([
    both,
    suppressed(period, async () => (await both).parts),
    suppressed(before, async () => (await both).beforeParts),
    otherSet === undefined ? undefined : cellFootprints(otherSet, context, services),
  ]);
  const grouped = (cells: readonly CountedCells[], nameOf: GroupName | undefined) =>
    cells.map((part) => groupedCells(part, question, nameOf));
  const now = grouped(parts, suppression?.nameOf ?? classes?.nameOf);
  const earlier = grouped(beforeParts, beforeSuppression?.nameOf ?? classesBefore?.nameOf);
  const tell = (
    some: readonly CountedCells[],
    groups: ReadonlySet<string> | undefined,
    means: PersonClasses | undefined,
  ) => answered(some, { width: groupBy.length, kept: groups, metrics }, means, page, rowOf);
  const besides = <Told extends ReturnType<typeof tell>>({ rows, ...rest }: Told) => {
    const known = new Map<string, string | null>();
    const beside = (start: string): string | null => {
      const found = known.get(start);
      if (found !== undefined || before === undefined) return found ?? null;
      const computed = besideOf(start, interval, period, before);
      known.set(start, computed);
      return computed;
    };
    return { ...rest, rows: rows.map((row) => ({ ...row, beside: beside(row.start) })) };
  };
  // Names are the ones that may be told: what is suppressed is found by no search.
  const listed =
    list === undefined || told !== undefined
      ? undefined
      : pageOfRows(usageRows(now, { width: groupBy.length, kept: undefined }), list, top, suppressedGroup);
  const page = listed?.page ?? askedPage;
  // Where the store was asked for some groups alone, the others are one already.
  const kept = listed?.kept ?? (told === undefined ? largestGroups(now, top) : undefined);
  const keptBefore = told === undefined ? (kept ?? largestGroups(earlier, top, groupsOf(now))) : undefined;
  // The same cells, by the tiers of their own set, counted with the other one: the same rows.
  const restated = (
    some: readonly CountedCells[],
    groups: ReadonlySet<string> | undefined,
    means: PersonClasses | undefined,
  ) =>
    other && {
      restated: {
        factor_set: otherSet,
        ...tell(
          some.map(({ cells }) => ({ cells, footprints: other })),
          groups,
          means,
        ),
      },
    };
  return {
    from: iso(period.fromMs),
    to: iso(period.toMs),
    timezone: period.zone,
    interval,
    group_by: groupBy,
    partial: period.partial,
    factor_set: factorSet,
    factor_sets: setsOf(spans),
    mixed_factor_sets: new Set([...spans, ...beforeSpans].map((span) => span.factorSet)).size > 1,
    ...tell(now, kept, classes),
    ...withheldOf(suppression),
    ...averagedOf(listMinimum),
    ...completeFrom(expired),
    ...restated(now, kept, classes),
    ...(list && page && listAnswer(list, page)),
    ...(before && {
      comparable: {
        to: iso(before.settledMs),
        total: totalOf(
          usageRows(grouped(settled, undefined), { width: groupBy.length, kept: undefined, metrics }),
        ).chosen(metrics),
      },
      compared: {
        from: iso(before.fromMs),
        to: iso(before.toMs),
        shift: "months" in before.shift ? before.shift : { minutes: before.shift.wallMs / 60_000 },
        factor_sets: setsOf(beforeSpans),
        ...completeFrom(expiredBefore),
        ...besides(tell(earlier, keptBefore, classesBefore)),
        ...withheldOf(beforeSuppression),
        ...restated(earlier, keptBefore, classesBefore),
      },
    }),
  };
}

/** A row whose figures are still to be told: as they are, they take a fraction of the memory. */
export interface SummedRow {
  readonly start: string;
  readonly group: readonly string[];
  readonly sums: Pick<GroupSums, "measures">;
}

/** As {@link usageReport}, of every metric whatever the request's parameter `metrics` says, with the sums of each row. */
export const wholeUsageReport = (context: RequestContext, services: Services) =>
  reportOf(
    { ...context, parameters: { ...context.parameters, metrics: undefined } },
    services,
    ({ startMs, group, sums }): SummedRow => ({ start: iso(startMs), group, sums }),
  );
