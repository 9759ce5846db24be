import { createRemoteJWKSet, type JWKSCacheInput, type JWTVerifyGetKey, jwksCache } from "jose";

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
  const published = createRemoteJWKSet(new URL(jwksUrl), {
    cooldownDuration: cooldownMs,
    cacheMaxAge: keptMs,
    [jwksCache]: read,
  });
  let triedAtMs = Number.NEGATIVE_INFINITY;
  return async (header, token) => {
    const nowMs = Date.now();
    const isOld = "uat" in read && nowMs - read.uat >= freshMs;
    if (isOld && nowMs - triedAtMs >= cooldownMs) {
      triedAtMs = nowMs;
      await published.reload().catch(() => undefined);
    }
    return published(header, token);
  };
}
