import { type CanonicalEvent, type FormerIdentity, formerIdentity, type IdKey } from "@ecomind/contract";
import { Context, Effect, Layer } from "effect";
import type { Fenced, StoreRefused, StoreUnavailable } from "./errors.js";
import { Store } from "./Store.js";

/** Which identities an event has, when its id was derived and may have been derived without a secret before. */
export type FormerIdRule = (event: CanonicalEvent, tsMs: number) => FormerIdentity | undefined;

export interface FormerIdsShape {
  /** What holds now; undefined: no event is stored under a former id. */
  readonly rule: Effect.Effect<FormerIdRule | undefined, StoreUnavailable | StoreRefused | Fenced>;
}

/** @param untilMs milliseconds since 1970: later events were never stored under a former id, and are not looked at */
export const formerIdRule =
  (untilMs: number, key: IdKey): FormerIdRule =>
  (event, tsMs) =>
    tsMs < untilMs ? formerIdentity(event, key) : undefined;

/**
 * Events that clients sent without an id have had two kinds of derived ids: a plain hash, and since then one under the
 * installation's secret. Both are looked up for as long as an event of before may be sent again.
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
