/** A file is no SQLite database, or one that this reader does not read. */
export class SqliteFormatError extends Error {
  override readonly name = "SqliteFormatError";
}
