import type { ClickHouseClient } from "@ecomind/clickhouse";
import type { RequestContext } from "../http/request-context.js";
import type { Services } from "../services.js";
import type { Period } from "../usage/period.js";
import { personsOf } from "./group-persons.js";

const hourMs = 3_600_000;
/** Of a range, its last days: a weekend and two more. */
const lookedAtMs = 96 * hourMs;
/** How long it is known what some days showed. Persons of a day only become fewer when they are erased. */
const keptMs = 60_000;

interface Shown {
  readonly untilMs: number;
  /** Groups that the days showed to be large. */
  readonly large: ReadonlySet<string>;
}

/** By organisation, dimension, number of persons and end of the days. */
const shown = new WeakMap<ClickHouseClient, Map<string, Shown>>();

/** Values of a dimension that an answer has. */
export type AnswerGroups = (dimension: string) => Promise<ReadonlySet<string>>;

/**
 * Whether the last days of a range show that every group of an answer is about enough persons: the whole range has no fewer.
 * They are a fraction of its rows, and a company of large teams is answered in half the time; what a page of several questions
 * needs is asked for once.
 * @param question `minimum` persons of each group of `dimension`
 * @param groups what the answer about the whole range tells apart; absent: it is not known
 * @returns false: they do not show it, and the whole range must be looked at
 */
export async function showEnoughPersons(
  { period, dimension, minimum }: { period: Period; dimension: string; minimum: number },
  groups: AnswerGroups | undefined,
  context: RequestContext,
  services: Services,
): Promise<boolean> {
  if (groups === undefined) return false;
  const toMs = Math.floor(period.toMs / hourMs) * hourMs;
  const fromMs = toMs - lookedAtMs;
  if (fromMs - period.fromMs < lookedAtMs) return false;
  const known = shown.get(services.client) ?? new Map<string, Shown>();
  shown.set(services.client, known);
  const name = [context.principal.orgId, dimension, minimum, toMs].join("\n");
  let last = known.get(name);
  if (last === undefined || last.untilMs <= context.nowMs) {
    const some = await personsOf(
      { period: { ...period, fromMs, toMs }, dimension, atMost: minimum },
      context,
      services,
    );
    const large = new Set(some.filter(({ size }) => size >= minimum).map(({ group }) => group));
    last = { untilMs: context.nowMs + keptMs, large };
    // Names come from clients: what is remembered of them stays bounded.
    if (known.size >= 1_000) known.clear();
    known.set(name, last);
  }
  const { large } = last;
  return [...(await groups(dimension))].every((group) => large.has(group));
}
