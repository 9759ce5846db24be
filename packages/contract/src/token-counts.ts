import type { TokenCounts, UsageEvent } from "./event.js";
import { fields, unusable } from "./fields.js";
import { limits } from "./limits.js";
import type { Warning } from "./reject-reasons.js";

const bound = (pointer: string): Warning => ({ reason: "bound_beside_tokens", pointer });

type Side = "in" | "out";

/** Of events with nothing but plain counts: nearly all. */
const isPlain = (event: UsageEvent): boolean =>
  event.tokens_in_basis === undefined &&
  event.tokens_out_basis === undefined &&
  event.tokens_in_low === undefined &&
  event.tokens_in_high === undefined &&
  event.tokens_out_low === undefined &&
  event.tokens_out_high === undefined &&
  event.tokens_basis !== "estimated";

type CountName = `tokens_${"in" | "cached" | "out" | "in_low" | "in_high" | "out_low" | "out_high"}`;

/** A count of what the event sums, or undefined with a warning. */
function within(event: UsageEvent, name: CountName, warnings: Warning[]): number | undefined {
  const count = event[name];
  const most = limits.tokensMax * (event.requests ?? 1);
  if (count === undefined || count <= most) return count;
  warnings.push({ ...unusable(name), allowed: `a whole number from 0 to ${most}` });
  return undefined;
}

function sideOf(event: UsageEvent, side: Side, tokens: number | undefined, warnings: Warning[]) {
  const { tokens_basis = "reported" } = event;
  const [lowName, highName, basisName] = [`tokens_${side}_low`, `tokens_${side}_high`, `tokens_${side}_basis`] as const;
  const size = event[`bytes_${side}`];
  const stated = event[basisName];
  const hasBand = event[lowName] !== undefined || event[highName] !== undefined;
  const basis = stated ?? (hasBand ? "estimated" : tokens_basis);
  // Clients that see only sizes have always sent a zero beside them.
  const known = basis === "estimated" && tokens === 0 && size !== undefined && size > 0 ? undefined : tokens;
  const central = known ?? (size === undefined ? undefined : Number.NaN);
  let [low, high] = [within(event, lowName, warnings), within(event, highName, warnings)];
  if (low !== undefined && (central === undefined || low > central)) {
    warnings.push(bound(`/${lowName}`));
    low = undefined;
  }
  if (high !== undefined && (central === undefined || high < central)) {
    warnings.push(bound(`/${highName}`));
    high = undefined;
  }
  return {
    known,
    basis: basis === tokens_basis ? undefined : { [basisName]: basis },
    bounds: {
      ...(low === undefined ? undefined : { [lowName]: low }),
      ...(high === undefined ? undefined : { [highName]: high }),
    },
  };
}

/**
 * Reads the counts of an event that satisfies the schema.
 * @param warnings gets what is left out
 */
export function tokenCounts(event: UsageEvent, warnings: Warning[]): TokenCounts {
  let tokensIn = within(event, "tokens_in", warnings);
  let tokensOut = within(event, "tokens_out", warnings);
  let cached = within(event, "tokens_cached", warnings);
  const { tokens_basis = "reported" } = event;
  let basis: object | undefined;
  let bounds: object | undefined;
  if (!isPlain(event)) {
    const [input, output] = [sideOf(event, "in", tokensIn, warnings), sideOf(event, "out", tokensOut, warnings)];
    [tokensIn, tokensOut] = [input.known, output.known];
    basis = { ...input.basis, ...output.basis };
    bounds = { ...input.bounds, ...output.bounds };
  }
  if (cached !== undefined && tokensIn !== undefined && cached > tokensIn) {
    warnings.push({ reason: "cached_exceeds_in", pointer: "/tokens_cached" });
    cached = undefined;
  } else if (cached !== undefined && cached > 0 && tokensIn === undefined && event.bytes_in === undefined) {
    warnings.push({ reason: "cached_without_in", pointer: "/tokens_cached" });
    cached = undefined;
  }
  return {
    ...(tokensIn === undefined ? undefined : { tokens_in: tokensIn }),
    ...(cached === undefined || cached === 0 ? undefined : { tokens_cached: cached }),
    ...(tokensOut === undefined ? undefined : { tokens_out: tokensOut }),
    tokens_basis,
    ...basis,
    ...bounds,
  };
}

/** Energy that was measured, where it can be. */
export function measuredEnergy(
  event: UsageEvent,
  warnings: Warning[],
): Pick<UsageEvent, "energy_wh" | "energy_boundary" | "energy_method"> {
  const { energy_wh, energy_boundary, energy_method, requests = 1 } = event;
  if (energy_wh === undefined) return {};
  if (energy_wh > limits.energyWhMax * requests) {
    warnings.push({ ...unusable("energy_wh"), allowed: `a number from 0 to ${limits.energyWhMax * requests}` });
    return {};
  }
  return {
    energy_wh,
    ...(energy_boundary === undefined ? undefined : { energy_boundary }),
    ...(energy_method === undefined ? undefined : { energy_method }),
  };
}

export const allowedOf = (name: string): string | undefined =>
  Object.hasOwn(fields, name) ? fields[name]?.allowed : undefined;
