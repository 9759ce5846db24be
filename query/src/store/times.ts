/** A time as the store's tables take it: `2026-11-23 15:41:10.123`, UTC. @param ms since 1970 */
export const storeTime = (ms: number): string => new Date(ms).toISOString().replace("T", " ").replace("Z", "");

/** A time of the store as the API gives it: RFC 3339, `2026-11-23T15:41:10.123Z`. */
export const apiTime = (storeText: string): string => `${storeText.replace(" ", "T")}Z`;

/** The same of a time that may be absent. */
export const apiTimeOrNull = (storeText: string | null): string | null =>
  storeText === null ? null : apiTime(storeText);
