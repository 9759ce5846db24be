import { tokensOutRamp } from "@ecomind/footprint";
import type { TurnEvent } from "../queue/event-of-turn.js";

/** Sums of one local day, provider and model. */
export interface DayFigures {
  /** Day, pack and model. */
  readonly key: string;
  /** `YYYY-MM-DD` by this machine's clock. */
  readonly day: string;
  readonly pack: string;
  readonly provider: string;
  readonly model: string;
  readonly requests: number;
  /** Of which nobody knows the answer's size. */
  readonly unsized: number;
  readonly tokensIn: readonly [number, number, number];
  readonly tokensOut: readonly [number, number, number];
  /** What long answers add, as packages/footprint has it. */
  readonly tokensOutRamp: readonly [number, number, number];
}

export const dayOf = (timeMs: number): string => {
  const date = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

export const dayKey = (day: string, pack: string, model: string): string => `${day} ${pack} ${model}`;

type Three = readonly [number, number, number];
const sum = (a: Three, b: Three): Three => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/** A day's sums with one more event. */
export function withEvent(before: DayFigures | undefined, event: TurnEvent, pack: string, day: string): DayFigures {
  const { provider, model, requests = 1 } = event;
  const { tokens_in = 0, tokens_in_low = 0, tokens_in_high = 0 } = event;
  const { tokens_out = 0, tokens_out_low = 0, tokens_out_high = 0 } = event;
  const figures = before ?? {
    key: dayKey(day, pack, model),
    ...{ day, pack, provider, model, requests: 0, unsized: 0 },
    ...{ tokensIn: [0, 0, 0] as const, tokensOut: [0, 0, 0] as const, tokensOutRamp: [0, 0, 0] as const },
  };
  return {
    ...figures,
    requests: figures.requests + requests,
    unsized: figures.unsized + (event.tokens_out === undefined ? requests : 0),
    tokensIn: sum(figures.tokensIn, [tokens_in_low, tokens_in, tokens_in_high]),
    tokensOut: sum(figures.tokensOut, [tokens_out_low, tokens_out, tokens_out_high]),
    tokensOutRamp: sum(figures.tokensOutRamp, [
      tokensOutRamp(tokens_out_low),
      tokensOutRamp(tokens_out),
      tokensOutRamp(tokens_out_high),
    ]),
  };
}
