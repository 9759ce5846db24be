import { type CanonicalEvent, type FormerIdentity, formerIdentity, type IdKey } from "@ecomind/contract";
import { Context, Effect, Layer } from "effect";
import type { Fenced, StoreRefused, StoreUnavailable } from "./errors.js";
import { Store } from "./Store.js";

/** Which identities an event has, when an older edge may have given it another id. */
export type FormerIdRule = (event: CanonicalEvent, tsMs: number) => FormerIdentity | undefined;

export interface FormerIdsShape {
  /** What holds now; undefined: no event is stored under a former id. */
  readonly rule: Effect.Effect<FormerIdRule | undefined, StoreUnavailable | StoreRefused | Fenced>;
}

/** @param untilMs milliseconds since 1970: later events were never stored under a former id, and are not looked at */
export const formerIdRule =
  (untilMs: number, key: IdKey): FormerIdRule =>
  (event, tsMs) => {
    if (tsMs >= untilMs) return undefined;
    return event.former_id === undefined ? formerIdentity(event, key) : { id: event.id, formerId: event.former_id };
  };

/**
 * Ids of events have changed twice. Those that clients sent without one had a plain hash before there was the installation's
 * secret; those that somebody reported of their own use had the client's id before each person had ids of their own. The former
 * one is looked up as well for as long as an event of before may be sent again.
 */
export class FormerIds extends Context.Service<FormerIds, FormerIdsShape>()("@ecomind/stream/FormerIds") {
  static readonly layer = ({ key }: { readonly key: IdKey }) =>
    Layer.effect(
      FormerIds,
      Effect.gen(function* () {
        const store = yield* Store;
        return FormerIds.of({
          rule: store.select<{ until_ms: number }>("formerUntil").pipe(
            Effect.map(([row]) => {
              const untilMs = row?.until_ms ?? 0;
              return untilMs === 0 ? undefined : formerIdRule(untilMs, key);
            }),
          ),
        });
      }),
    );
}
