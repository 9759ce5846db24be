const general =
  /^\d{4}-\d{2}-\d{2}[Tt ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** A leap second, which this count of time does not have: it is the last moment of its minute, and so of its day and month. */
const leapSecond = /^(.{17})60(?:\.\d+)?(\D.*)$/;

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysOfMonth = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (daysOfMonths[month - 1] ?? 0);

/** The number that `length` digits write from `at` on; NaN when one is no digit. */
function digits(text: string, at: number, length: number): number {
  let number = 0;
  for (let index = at; index < at + length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

/**
 * `YYYY-MM-DDTHH:MM:SS.sssZ`, the form that most clients send and the log holds: read digit by digit, since reading it by
 * `Date.parse` and writing it back was a tenth of the stream's CPU.
 */
function parseCanonical(text: string): number {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  const valid =
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    text.charCodeAt(19) === 46 &&
    year >= 100 &&
    day >= 1 &&
    day <= daysOfMonth(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59;
  return valid ? Date.UTC(year, month - 1, day, hour, minute, second, digits(text, 20, 3)) : Number.NaN;
}

/** Whether a time stands in the form of `Date.prototype.toISOString`, by its length and its last letter. */
const looksCanonical = (text: string): boolean => text.length === 24 && text.charCodeAt(23) === 90;

/**
 * Milliseconds since 1970 of an RFC 3339 time, cut to the millisecond; NaN when it is not one. Days that a month does not
 * have are refused.
 */
export function parseTimestamp(text: string): number {
  if (looksCanonical(text)) {
    const ms = parseCanonical(text);
    if (!Number.isNaN(ms)) return ms;
  }
  const leap = leapSecond.exec(text);
  if (leap !== null) {
    const ms = parseTimestamp(`${leap[1]}59.999${leap[2]}`);
    return new Date(ms).getUTCMinutes() === 59 ? ms : Number.NaN;
  }
  if (!general.test(text)) return Number.NaN;
  const day = Number(text.slice(8, 10));
  if (day < 1 || day > daysOfMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)))) return Number.NaN;
  return Date.parse(
    text
      .replace(/[t ]/, "T")
      .replace("z", "Z")
      .replace(/(\.\d{3})\d+/, "$1"),
  );
}

/** The time that `parseTimestamp` read from `text`, as `Date.prototype.toISOString` writes it. */
export function canonicalTimestamp(text: string, ms: number): string {
  const isCanonical = looksCanonical(text) && text.charCodeAt(10) === 84 && text.charCodeAt(17) !== 54;
  return isCanonical ? text : new Date(ms).toISOString();
}

/** Milliseconds since 1970 that a UUIDv7 carries; NaN for every other UUID. */
export function uuidV7Time(id: string): number {
  if (id.charCodeAt(14) !== 55) return Number.NaN;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
