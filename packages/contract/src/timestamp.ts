const general =
  /^\d{4}-\d{2}-\d{2}[Tt ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Milliseconds since 1970 of an RFC 3339 time, cut to the millisecond; NaN when it is not one. Days that a month does not
 * have are refused.
 */
export function parseTimestamp(text: string): number {
  const ms = Date.parse(text);
  if (text.length === 24 && text.charCodeAt(23) === 90) {
    // The form that most clients send; writing it back is the cheapest proof that each part is in range.
    return !Number.isNaN(ms) && new Date(ms).toISOString() === text ? ms : Number.NaN;
  }
  if (!general.test(text)) return Number.NaN;
  const day = Number(text.slice(8, 10));
  const daysOfMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  if (day < 1 || day > daysOfMonth) return Number.NaN;
  return Date.parse(
    text
      .replace(/[t ]/, "T")
      .replace("z", "Z")
      .replace(/(\.\d{3})\d+/, "$1"),
  );
}

/** Milliseconds since 1970 that a UUIDv7 carries; NaN for every other id. */
export function uuidV7Time(id: string): number {
  if (id.charCodeAt(14) !== 55) return Number.NaN;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
