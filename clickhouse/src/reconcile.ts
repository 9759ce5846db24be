import type { ClickHouseClient } from "@clickhouse/client";
import { storeDay } from "./history.js";
import { type UsageMeasure, usageMeasures } from "./usage-measures.js";
import { askSums, type Place, type Span, type SpanSums, type SumsBounds } from "./usage-sums.js";

/** Sums of an organisation's month; text, since they may be more than a number holds. */
export type MonthSums = Readonly<Record<UsageMeasure, string>>;

/** Where something else stands than in the events themselves. */
export interface Difference {
  /** `usage_15m`, `usage_user_1h`, `usage_model_1h`: a projection; `usage_history`. */
  readonly where: string;
  readonly measure: UsageMeasure;
  readonly events: string;
  readonly found: string;
}

export interface ReconciledMonth {
  readonly org_id: string;
  /** `2026-11` */
  readonly month: string;
  /** Of the events. */
  readonly sums: MonthSums;
  /** Of the days whose events stood still while they were compared. */
  readonly differences: readonly Difference[];
  /** Today's events, or those of closed days, came or went whenever they were compared: nothing is said about those days. */
  readonly unsettled: boolean;
}

export interface ReconcileOptions {
  /** One organisation. @default every one */
  readonly orgId?: string | undefined;
  /** A midnight of UTC, `2026-11-01`: nothing before it is compared. @default all there is */
  readonly since?: string | undefined;
  /** A midnight of UTC: only what lies before it is compared. @default all there is; of the history closed days */
  readonly before?: string | undefined;
  /**
   * Computes what is to be compared, after the events were first asked for their sums: an event that comes later than that
   * makes its days unsettled, not different. Called again when that happened to closed days.
   */
  readonly prepare?: () => Promise<unknown>;
}

/** One organisation's month, its days of one span. */
interface Compared {
  readonly org_id: string;
  readonly month: string;
  readonly span: Span;
  readonly isSettled: boolean;
  readonly events: SpanSums | undefined;
  readonly found: ReadonlyMap<Place, SpanSums | undefined>;
}

const projections: readonly Place[] = ["usage_15m", "usage_user_1h", "usage_model_1h"];

/** Whether parts from before a projection was added still have to get it: they are read by their rows until then. */
async function isBeingMade(client: ClickHouseClient, projection: string): Promise<boolean> {
  const result = await client.query({
    query: `SELECT 1 FROM system.mutations WHERE database = currentDatabase() AND table = 'events' AND NOT is_done
      AND command LIKE concat('%MATERIALIZE PROJECTION%', {projection:String}, '%') LIMIT 1`,
    query_params: { projection },
    format: "JSONEachRow",
  });
  return (await result.json()).length > 0;
}

/** Asks one place after another, the events first and last: what they say twice stood still in between. */
async function compareOnce(
  client: ClickHouseClient,
  places: readonly Place[],
  bounds: SumsBounds,
  prepare: () => Promise<unknown>,
): Promise<Map<string, Compared>> {
  const first = await askSums(client, "events", bounds);
  await prepare();
  const answers = new Map<Place, ReadonlyMap<string, SpanSums>>();
  for (const place of places) answers.set(place, await askSums(client, place, bounds));
  const last = await askSums(client, "events", bounds);
  const rows = new Map([first, last, ...answers.values()].flatMap((answer) => [...answer]));
  return new Map(
    [...rows].map(([key, { org_id, month, span }]) => {
      const events = last.get(key);
      const found = new Map(places.map((place) => [place, answers.get(place)?.get(key)]));
      const isSettled = usageMeasures.every((measure) => first.get(key)?.[measure] === events?.[measure]);
      return [key, { org_id, month, span, isSettled, events, found }];
    }),
  );
}

const rounds = 3;

/**
 * Compares the events, their projections and the history by organisation and month. It may run while the stream writes:
 * days whose events did not stand still are compared again, and in the end said to be unsettled.
 */
export async function reconcile(client: ClickHouseClient, options: ReconcileOptions = {}): Promise<ReconciledMonth[]> {
  const { orgId = "", since = "", before = "", prepare = async () => {} } = options;
  const whole: Place[] = [];
  for (const projection of projections) if (!(await isBeingMade(client, projection))) whole.push(projection);
  const places: readonly Place[] = [...whole, "usage_history"];
  const bounds = { orgId, since, before, today: await storeDay(client) };
  const compared = await compareOnce(client, places, bounds, prepare);
  for (let round = 1; round < rounds; round += 1) {
    const unsettled = [...compared].filter(([, { isSettled }]) => !isSettled);
    if (unsettled.length === 0) break;
    // Most often only today moves: then the rest need not be read again, and what is prepared is about closed days.
    const isOnlyToday = unsettled.every(([, { span }]) => span === "open");
    const again = isOnlyToday
      ? await compareOnce(client, places, { ...bounds, since: bounds.today }, async () => {})
      : await compareOnce(client, places, bounds, prepare);
    for (const [key, one] of unsettled) compared.set(key, again.get(key) ?? one);
  }
  const months = new Map<string, Compared[]>();
  for (const one of compared.values()) {
    const key = JSON.stringify([one.org_id, one.month]);
    months.set(key, [...(months.get(key) ?? []), one]);
  }
  return [...months.keys()].sort().map((key) => monthOf(months.get(key) as Compared[], places));
}

const totalOf = (rows: readonly (SpanSums | undefined)[], measure: UsageMeasure): string =>
  String(rows.reduce((sum, row) => sum + BigInt(row?.[measure] ?? 0), 0n));

function monthOf(spans: readonly Compared[], places: readonly Place[]): ReconciledMonth {
  const [{ org_id, month }] = spans as [Compared];
  const settled = spans.filter(({ isSettled }) => isSettled);
  const differences = places.flatMap((place) => {
    const those = place === "usage_history" ? settled.filter(({ span }) => span === "closed") : settled;
    return usageMeasures.flatMap((measure): Difference[] => {
      const events = totalOf(
        those.map((one) => one.events),
        measure,
      );
      const found = totalOf(
        those.map((one) => one.found.get(place)),
        measure,
      );
      return found === events ? [] : [{ where: place, measure, events, found }];
    });
  });
  const sums = usageMeasures.map((measure) => [
    measure,
    totalOf(
      spans.map(({ events }) => events),
      measure,
    ),
  ]);
  return {
    org_id,
    month,
    sums: Object.fromEntries(sums) as unknown as MonthSums,
    differences,
    unsettled: settled.length < spans.length,
  };
}
