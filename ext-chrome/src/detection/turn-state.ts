import type { PageSighting, RequestSighting } from "./sightings.js";
import type { UnknownSize } from "./turn.js";

/** A page's sighting with the time at which it was told. */
export interface Told extends PageSighting {
  readonly toldMs: number;
}

/** A request that is settled, kept so that what is seen of it later counts nothing. */
export interface Settled {
  readonly pack: string;
  readonly path: string;
  readonly document: string;
  readonly startMs: number;
  readonly begun: boolean;
  readonly endMs: number;
  readonly requestKey?: string;
  readonly pageKey?: string;
  /** Of the turn that it became. */
  readonly turn?: string;
  readonly unknownSize?: UnknownSize;
}

/** What detection remembers between two sightings. Plain data, stored as it is. */
export interface TurnState {
  readonly requests: readonly RequestSighting[];
  readonly pages: readonly Told[];
  readonly settled: readonly Settled[];
}

export const emptyTurnState: TurnState = { requests: [], pages: [], settled: [] };

/** The state with a request's sighting, or its newer form. */
export function withRequest(state: TurnState, sighting: RequestSighting): TurnState {
  if (state.settled.some(({ requestKey }) => requestKey === sighting.key)) return state;
  const others = state.requests.filter(({ key }) => key !== sighting.key);
  return { ...state, requests: [...others, sighting] };
}

/** The state with what a page saw; what was told before changes nothing. */
export function withPage(state: TurnState, sighting: PageSighting, nowMs: number): TurnState {
  const { key } = sighting;
  if (state.settled.some(({ pageKey }) => pageKey === key) || state.pages.some((page) => page.key === key))
    return state;
  return { ...state, pages: [...state.pages, { ...sighting, toldMs: nowMs }] };
}
