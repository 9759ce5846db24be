import type { Turn } from "../detection/turn.js";
import type { RulePack, RulePacks } from "../rules/rule-pack.js";
import { tokensOfBytes } from "../sizes/tokens-of-bytes.js";

/** What an organisation or a person set that becomes part of every event. */
export interface Reporter {
  readonly userId: string;
  readonly team?: string | undefined;
  readonly region?: string | undefined;
  /** Model that a provider's subscription answers with, by pack. */
  readonly models: Readonly<Record<string, string>>;
}

/** What a page does not tell without being read. */
export const unknownModel = "unspecified";

/** The event of the contract that a turn is reported as; its time is its id's. */
export interface TurnEvent {
  readonly id: string;
  readonly user_id: string;
  readonly team?: string;
  readonly provider: string;
  readonly model: string;
  readonly region?: string;
  readonly source: "ext-chrome";
  readonly tokens_basis: "estimated";
  readonly tokens_in?: number;
  readonly tokens_in_low?: number;
  readonly tokens_in_high?: number;
  readonly tokens_out?: number;
  readonly tokens_out_low?: number;
  readonly tokens_out_high?: number;
  readonly bytes_out?: number;
  /** Name of the framing model, and why the size is unknown where it is. */
  readonly estimator: string;
  readonly requests?: number;
  readonly schema_version: 2;
}

const mostBytes = 100_000_000;

function common(pack: RulePack, { userId, team, region, models }: Reporter) {
  return {
    user_id: userId,
    ...(team === undefined ? {} : { team }),
    provider: pack.provider,
    model: models[pack.id] ?? unknownModel,
    ...(region === undefined ? {} : { region }),
    source: "ext-chrome",
    tokens_basis: "estimated",
    schema_version: 2,
  } as const;
}

/** @param packs those under which the turn was detected */
export function eventOfTurn(turn: Turn, pack: RulePack, packs: RulePacks, reporter: Reporter): TurnEvent {
  const framingName = pack.framing ?? "";
  const framing = packs.framings[framingName];
  const [inLow, inCentral, inHigh] = pack.tokensIn;
  const input = { tokens_in: inCentral, tokens_in_low: inLow, tokens_in_high: inHigh };
  const { id, decodedBytes, unknownSize = "unseen" } = turn;
  if (decodedBytes === undefined || framing === undefined)
    return { id, ...common(pack, reporter), ...input, estimator: `${framingName}/${unknownSize}` };
  const [low, central, high] = tokensOfBytes(decodedBytes, framing);
  return {
    id,
    ...common(pack, reporter),
    ...input,
    tokens_out: central,
    tokens_out_low: low,
    tokens_out_high: high,
    bytes_out: Math.min(decodedBytes, mostBytes),
    estimator: framingName,
  };
}

/** One event for turns that found no room in a full queue: their number is exact, their tokens are unknown. */
export function eventOfDropped(id: string, pack: RulePack, requests: number, reporter: Reporter): TurnEvent {
  return { id, ...common(pack, reporter), estimator: `${pack.framing ?? pack.id}/dropped`, requests };
}
