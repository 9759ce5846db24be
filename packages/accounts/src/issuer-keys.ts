import { mayFail } from "@ecomind/platform";
import { createRemoteJWKSet, customFetch, type JWKSCacheInput, type JWTVerifyGetKey, jwksCache } from "jose";

export interface IssuerKeysOptions {
  /** Where the issuer publishes its keys; several may be active, told apart by `kid`. */
  readonly jwksUrl: string;
  /** Milliseconds until the keys are fetched again for an unknown `kid`, or after a failure. @default 30_000 */
  readonly cooldownMs?: number;
  /** Milliseconds after which the keys are fetched again: how long a withdrawn one may be taken. @default 600_000 */
  readonly freshMs?: number;
  /** Milliseconds that keys are taken while the issuer is away. @default 86_400_000 */
  readonly keptMs?: number;
}

/** Without any key nobody is let in: then a failure is followed by a fetch sooner, in milliseconds. */
const mostPauseWithoutKeysMs = 1_000;

/**
 * The keys that an issuer publishes. While it is away those last read hold: its outage ends neither use nor its report.
 * A key that is not among them cannot be judged then.
 */
export function issuerKeys({
  jwksUrl,
  cooldownMs = 30_000,
  freshMs = 600_000,
  keptMs = 86_400_000,
}: IssuerKeysOptions): JWTVerifyGetKey {
  const read: JWKSCacheInput = {};
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let endedAtMs = Number.NEGATIVE_INFINITY;
  // What jose itself limits are fetches after one that succeeded: in an outage each token with a made-up `kid` starts one.
  const isPausing = (): boolean => {
    // Of a try in the millisecond of the last success it is not known; then the keys are fresh anyway.
    const hasFailed = !("uat" in read) || read.uat <= triedAtMs;
    const pauseMs = "uat" in read ? cooldownMs : Math.min(cooldownMs, mostPauseWithoutKeysMs);
    return hasFailed && Date.now() - endedAtMs < pauseMs;
  };
  const published = createRemoteJWKSet(new URL(jwksUrl), {
    cooldownDuration: cooldownMs,
    cacheMaxAge: keptMs,
    [jwksCache]: read,
    [customFetch]: async (url, options) => {
      if (isPausing()) throw new Error("The issuer's keys could not be had a moment ago.");
      triedAtMs = Date.now();
      try {
        return await fetch(url, options);
      } finally {
        endedAtMs = Date.now();
      }
    },
  });
  return async (header, token) => {
    const isOld = "uat" in read && Date.now() - read.uat >= freshMs;
    if (isOld) await published.reload().catch(mayFail("the keys that were read last are taken"));
    return published(header, token);
  };
}
