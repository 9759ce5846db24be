/** What may stand before a formula and is skipped: blanks, characters without width, and quotes. */
const skipped = '[\\s\\u0000-\\u001f\\u200b-\\u200f\\u2060\\ufeff"]*';

/** What begins a formula, also in the full-width forms that spreadsheets fold. */
const formula = `(?=${skipped}[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20])`;

const atStart = new RegExp(`^${formula}`, "u");

/**
 * Behind whatever else a spreadsheet may split the text at. German ones split at semicolons, importers that guess also at tabs
 * and bars; a quote that does not open their cell does not protect what it encloses, and a line break then begins a row.
 */
const behindSeparator = new RegExp(`([;|\\t\\v\\f\\r\\n\\u0085\\u2028\\u2029])${formula}`, "gu");

/** Spreadsheets drop these at the begin of a cell, and look at what follows. */
const dropped = /^[\t\r\n]/;

/**
 * Makes a spreadsheet read text as text, whichever separator it splits the file at: an apostrophe stands before each
 * place where it would compute. Names come from clients; the file is opened by somebody else.
 * @returns the text itself where nothing in it could be computed
 */
export function guardFormulas(text: string): string {
  const guarded = text.replace(behindSeparator, "$1'").replace(atStart, "'");
  return dropped.test(guarded) ? `'${guarded}` : guarded;
}
