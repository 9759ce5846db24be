import { unknownName } from "./provider.js";
import { isKnown, type Usage } from "./usage.js";

/**
 * How much a record of a use is believed where several tell of the same one: the provider's own SDK before OpenTelemetry's
 * instrumentations, those before frameworks, those before instrumentations that count on their own, spans before log events.
 */
export const ranks = { logEvent: 1, other: 2, framework: 3, contrib: 4, native: 5 } as const;

export type Rank = (typeof ranks)[keyof typeof ranks];

/**
 * Of an application that reports its own uses: above whatever telemetry tells of them, since it can correct what it reports, and an
 * instrumentation cannot.
 */
export const directStanding = 32;

/**
 * Which of several records of one use counts: one with tokens before one without, then one that names the model, then by rank.
 * Below {@link directStanding}.
 */
export const standingOf = ({ usage, model, rank }: Pick<Use, "usage" | "model" | "rank">): number =>
  (isKnown(usage) ? 16 : 0) + (model === unknownName ? 0 : 8) + rank;

/** One use of a model as a door found it, before it is an event of the contract. */
export interface Use {
  /** UUID, made of the names that the sender gives the use. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly tsMs: number;
  readonly provider: string;
  readonly model: string;
  readonly usage: Usage;
  /** Calls that the use stands for. @default 1 */
  readonly requests?: number | undefined;
  /** Of a total that grows: a higher one takes the place of a lower. */
  readonly revision?: number | undefined;
  /** The provider's id of the answer, which every record of the same use has; undefined where the emitter sends none. */
  readonly responseId: string | undefined;
  readonly rank: Rank;
  readonly user: string | undefined;
  readonly team: string | undefined;
  readonly region: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly source: string;
}

/** Why a record of telemetry is no use; values of a metric's label. */
export const skipReasons = ["not_a_use", "failed", "joined", "other_signal", "cache_hit"] as const;
export type SkipReason = (typeof skipReasons)[number];
