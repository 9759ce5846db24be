/** A count of tokens, which senders write as integer, double or text. @returns undefined for everything that is no whole number from 0 on */
export function asCount(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d{1,15}(\.0+)?$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
