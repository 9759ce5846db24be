import type { Request } from "express";

/**
 * Whether another site's page may have sent this: a session's cookie comes along with it, so that only this site's own
 * pages may change something. Browsers tell by `Sec-Fetch-Site`, but only where the address is https or this machine's
 * own, and old ones not at all: there, by `Origin`, which no page can choose. Who tells neither is refused.
 * @param publicUrl this service as browsers see it; absent: known by the request alone
 */
export function isCrossSite(request: Request, publicUrl: string | undefined): boolean {
  if (["GET", "HEAD"].includes(request.method)) return false;
  const site = request.header("sec-fetch-site");
  if (site !== undefined) return site !== "same-origin";
  const origin = originOf(request.header("origin"));
  if (origin === undefined) return true;
  return ![publicUrl, `${request.protocol}://${request.host}`].some((own) => originOf(own) === origin);
}

/** Undefined also for `null`, by which pages without an origin of their own call themselves. */
function originOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { origin } = new URL(address);
  return origin === "null" ? undefined : origin;
}
