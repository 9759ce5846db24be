import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { SqliteFormatError } from "./sqlite-format-error.js";
import { readWriteAheadLog, type WriteAheadLog } from "./write-ahead-log.js";

const magic = "SQLite format 3\0";

/** Size and times of a database and its log: when they are the same before and after, nothing was written between. */
function stampOf(path: string): string {
  return [path, `${path}-wal`]
    .map((file) => statSync(file, { bigint: true, throwIfNoEntry: false }))
    .map((stat) => (stat === undefined ? "-" : `${stat.ino} ${stat.size} ${stat.mtimeNs}`))
    .join(", ");
}

/** The pages of a database file with those of its write-ahead log over them. Opens both to read, locks nothing. */
export class DatabaseFile {
  readonly #fd: number;
  readonly #walFd: number | undefined;
  readonly #wal: WriteAheadLog;
  readonly pageBytes: number;
  /** Bytes of a page that hold content. */
  readonly usableBytes: number;
  readonly pageCount: number;

  /** @throws SqliteFormatError */
  constructor(path: string) {
    this.#fd = openSync(path, "r");
    try {
      this.#walFd =
        statSync(`${path}-wal`, { throwIfNoEntry: false }) === undefined ? undefined : openSync(`${path}-wal`, "r");
      this.#wal =
        this.#walFd === undefined ? { pages: new Map(), pageCount: undefined } : readWriteAheadLog(this.#walFd);
      const header = Buffer.alloc(100);
      const first = this.#wal.pages.get(1);
      const read =
        first === undefined
          ? readSync(this.#fd, header, 0, 100, 0)
          : readSync(this.#walFd as number, header, 0, 100, first);
      if (read < 100 || header.toString("latin1", 0, 16) !== magic)
        throw new SqliteFormatError("not a SQLite database");
      if (header.readUInt32BE(56) > 1) throw new SqliteFormatError("its text is not UTF-8");
      const pageBytes = header.readUInt16BE(16);
      this.pageBytes = pageBytes === 1 ? 65_536 : pageBytes;
      this.usableBytes = this.pageBytes - header.readUInt8(20);
      this.pageCount = this.#wal.pageCount ?? Math.floor(fstatSync(this.#fd).size / this.pageBytes);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** @param number from 1 @throws SqliteFormatError when the file does not have it */
  page(number: number): Buffer {
    const page = Buffer.allocUnsafe(this.pageBytes);
    const inLog = this.#wal.pages.get(number);
    const read =
      inLog === undefined
        ? readSync(this.#fd, page, 0, this.pageBytes, (number - 1) * this.pageBytes)
        : readSync(this.#walFd as number, page, 0, this.pageBytes, inLog);
    if (number < 1 || number > this.pageCount || read < this.pageBytes)
      throw new SqliteFormatError(`page ${number} is not there`);
    return page;
  }

  close(): void {
    closeSync(this.#fd);
    if (this.#walFd !== undefined) closeSync(this.#walFd);
  }
}

const attempts = 5;

/**
 * Reads from a database that another process may be writing: what was read while something was written is discarded and
 * read again.
 * @throws SqliteFormatError; also when the database was written during each attempt
 */
export function readDatabase<T>(path: string, read: (database: DatabaseFile) => T): T {
  for (let attempt = 1; ; attempt += 1) {
    const before = stampOf(path);
    let failure: unknown;
    let result: T | undefined;
    const database = new DatabaseFile(path);
    try {
      result = read(database);
    } catch (error) {
      failure = error;
    } finally {
      database.close();
    }
    if (stampOf(path) === before) {
      if (failure !== undefined) throw failure;
      return result as T;
    }
    if (attempt === attempts) throw new SqliteFormatError("it is being written; try again");
  }
}
