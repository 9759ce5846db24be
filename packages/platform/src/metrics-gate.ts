import { createHash, timingSafeEqual } from "node:crypto";

/** Why `/metrics` is not answered, as codes of problems. */
export type MetricsFault = "not_found" | "credential_missing" | "credential_invalid";

/** @param authorization the header, "" or undefined when absent @returns undefined when metrics may be read */
export type MetricsGate = (authorization: string | undefined) => MetricsFault | undefined;

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Who may read `/metrics`: whoever has the token, as `Authorization: Bearer …`. Metrics tell organisations' volumes and
 * what goes wrong, so that without a token they are not served at all.
 */
export function metricsGate(token: string | undefined): MetricsGate {
  if (token === undefined) return () => "not_found";
  const expected = digest(token);
  return (authorization = "") => {
    if (authorization === "") return "credential_missing";
    const given = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    return given !== undefined && timingSafeEqual(digest(given), expected) ? undefined : "credential_invalid";
  };
}
