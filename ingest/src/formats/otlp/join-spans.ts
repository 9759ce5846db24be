import { sameModel } from "../model-name.js";
import { isKnown, type Usage } from "../usage.js";
import { standingOf } from "../use.js";
import type { SpanUse } from "./use-of-span.js";

/** Equal as far as both are known: a wrapper without counts stands for the call that it wraps. */
function sameUsage(one: Usage, other: Usage): boolean {
  if (!isKnown(one) || !isKnown(other)) return true;
  return one.tokensIn === other.tokensIn && one.tokensOut === other.tokensOut;
}

/**
 * Leaves one of those spans of a request that tell of the same use: they have the same response id, or one is the other's
 * parent, at least one of them has no response id, and model and usage are equal.
 */
export function joinSpans(uses: readonly SpanUse[]): readonly SpanUse[] {
  if (uses.length < 2) return uses;
  const byResponse = new Map<string, SpanUse>();
  const dropped = new Set<SpanUse>();
  const drop = (one: SpanUse, other: SpanUse): SpanUse => {
    const [kept, lost] = standingOf(one) >= standingOf(other) ? [one, other] : [other, one];
    dropped.add(lost);
    return kept;
  };
  for (const use of uses) {
    if (use.responseId === undefined) continue;
    const known = byResponse.get(use.responseId);
    byResponse.set(use.responseId, known === undefined || known.id === use.id ? use : drop(known, use));
  }
  if (uses.every(({ responseId }) => responseId !== undefined)) return remaining(uses, dropped);
  const bySpan = new Map<string, SpanUse>();
  for (const use of uses) bySpan.set(`${use.traceId}/${use.spanId}`, use);
  for (const use of uses) {
    // From the innermost outwards, over parents that are joined already.
    let inner = use;
    for (let steps = 0; steps < uses.length; steps += 1) {
      const parent = inner.parentSpanId === "" ? undefined : bySpan.get(`${inner.traceId}/${inner.parentSpanId}`);
      if (parent === undefined || parent === inner) break;
      const bothNamed = parent.responseId !== undefined && use.responseId !== undefined;
      if (bothNamed || !sameModel(parent.model, use.model) || !sameUsage(parent.usage, use.usage)) break;
      if (!dropped.has(parent) && !dropped.has(use)) drop(parent, use);
      inner = parent;
    }
  }
  return remaining(uses, dropped);
}

const remaining = (uses: readonly SpanUse[], dropped: ReadonlySet<SpanUse>): readonly SpanUse[] =>
  dropped.size === 0 ? uses : uses.filter((use) => !dropped.has(use));
