import type { ClickHouseClient } from "@ecomind/clickhouse";
import { personsOf } from "./group-persons.js";
import type { RequestContext, Services } from "./operation.js";
import type { Period } from "./period.js";

const hourMs = 3_600_000;
/** Of a range, its last days: a weekend and two more. */
const lookedAtMs = 96 * hourMs;
/** How long a dimension whose groups some days did not show to be large is asked for its whole range at once. */
const notShownMs = 600_000;

/** Until when, by organisation and dimension. It only saves time: a verdict is always the store's. */
const notShown = new WeakMap<ClickHouseClient, Map<string, number>>();

/** Values of a dimension that an answer has; without one, "" for all of them. */
export type AnswerGroups = (dimension: string | undefined) => Promise<ReadonlySet<string>>;

/**
 * Whether the last days of a range show that every group of an answer is about enough persons: the whole range has no fewer.
 * They are a fraction of its rows, and a company of large teams is answered in half the time.
 * @param question `minimum` persons of each group of `dimension`, or of all together where there is none; no filters
 * @param groups what the answer about the whole range tells apart; absent: it is not known
 * @returns false: they do not show it, and the whole range must be looked at
 */
export async function showEnoughPersons(
  { period, dimension, minimum }: { period: Period; dimension: string | undefined; minimum: number },
  groups: AnswerGroups | undefined,
  context: RequestContext,
  services: Services,
): Promise<boolean> {
  if (groups === undefined) return false;
  const toMs = Math.floor(period.toMs / hourMs) * hourMs;
  const fromMs = toMs - lookedAtMs;
  if (fromMs - period.fromMs < lookedAtMs) return false;
  const known = notShown.get(services.client) ?? new Map<string, number>();
  notShown.set(services.client, known);
  const name = `${context.principal.orgId}\n${dimension ?? ""}`;
  if ((known.get(name) ?? 0) > context.nowMs) return false;
  const some = await personsOf(
    { period: { ...period, fromMs, toMs }, filters: [], dimension, atMost: minimum },
    () => false,
    context,
    services,
  );
  const large = new Set(some.filter(({ size }) => size >= minimum).map(({ group }) => group));
  const isShown = [...(await groups(dimension))].every((group) => large.has(group));
  if (!isShown) {
    // Names come from clients: what is remembered of them stays bounded.
    if (known.size >= 10_000) known.clear();
    known.set(name, context.nowMs + notShownMs);
  }
  return isShown;
}
