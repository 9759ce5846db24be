import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { describe, expect, test } from "vitest";
import { type DatabaseFile, readDatabase } from "../src/sqlite/database-file.js";
import { SqliteFormatError } from "../src/sqlite/sqlite-format-error.js";
import { columnNames, tableRows } from "../src/sqlite/table-scan.js";
import { withFolder } from "./homes.js";

type Row = [key: string, session: string | null, data: string | null, number: number | null];

const rowsOf = (path: string, table = "message", columns = ["id", "session_id", "data", "number"]) =>
  readDatabase(path, (database) => [...tableRows(database, table, columns)]);

/** Rows of lengths that fit a page, that just do not, and that need many overflow pages. */
function someRows(count: number, pageBytes: number, seed: number): Row[] {
  const lengths = [
    0,
    1,
    50,
    pageBytes - 60,
    pageBytes - 36,
    pageBytes - 35,
    pageBytes - 34,
    pageBytes,
    3 * pageBytes + 17,
  ];
  const numbers = [0, 1, -1, 127, -128, 32_768, 8_388_608, 2 ** 31, 2 ** 40, -(2 ** 47), 1.5, null];
  return Array.from({ length: count }, (_, index) => {
    const length = lengths[(index + seed) % lengths.length] as number;
    const number = numbers[(index * 7 + seed) % numbers.length] as number | null;
    return [
      `k${seed}-${index}`,
      index % 5 === 0 ? null : `ses_${index % 7}é`,
      "é".repeat(Math.floor(length / 2)),
      number,
    ];
  });
}

const create = `CREATE TABLE "other"(a);
CREATE TABLE \`message\`(\`id\` text PRIMARY KEY, "session_id" text DEFAULT 'a,(b', [data] text NOT NULL CHECK (length(data) >= 0), number, CONSTRAINT x UNIQUE (id, session_id));`;

function fill(database: InstanceType<typeof sqlite.Database>, rows: readonly Row[]): void {
  for (const row of rows) database.run("INSERT INTO message VALUES (?, ?, ?, ?)", row);
}

describe.each([512, 4_096, 32_768])("pages of %i bytes", (pageBytes) => {
  test("the rows that the engine wrote, and after deletions and changes", () => {
    withFolder((work) => {
      const path = join(work, "x.db");
      const database = new sqlite.Database(path);
      database.exec(`PRAGMA page_size=${pageBytes}; ${create}`);
      const rows = someRows(400, pageBytes, 1);
      database.exec("BEGIN");
      fill(database, rows);
      database.exec("COMMIT");
      expect(rowsOf(path)).toEqual(rows);
      database.exec(
        "DELETE FROM message WHERE rowid % 3 = 0; UPDATE message SET data = data || 'x'; ALTER TABLE message ADD COLUMN late;",
      );
      const left = rows
        .filter((_, index) => (index + 1) % 3 !== 0)
        .map(([key, session, data, number]) => [key, session, `${data}x`, number]);
      expect(rowsOf(path)).toEqual(left);
      expect(rowsOf(path, "message", ["late"])).toEqual(left.map(() => [null]));
      database.close();
    });
  });

  test("with what its write-ahead log has committed, and nothing else of it", () => {
    withFolder((work) => {
      const path = join(work, "x.db");
      const database = new sqlite.Database(path);
      database.exec(
        `PRAGMA page_size=${pageBytes}; PRAGMA locking_mode=exclusive; PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=off; ${create}`,
      );
      database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      const states: Row[][] = [[]];
      const walSizes = [existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0];
      for (let round = 0; round < 4; round += 1) {
        database.exec("BEGIN");
        fill(database, someRows(60, pageBytes, round + 10));
        database.exec("COMMIT");
        states.push([...(states.at(-1) as Row[]), ...someRows(60, pageBytes, round + 10)]);
        walSizes.push(statSync(`${path}-wal`).size);
      }
      const copy = join(work, "copy.db");
      copyFileSync(path, copy);
      const wal = readFileSync(`${path}-wal`);
      for (const [round, size] of walSizes.entries()) {
        writeFileSync(`${copy}-wal`, wal.subarray(0, size));
        expect(rowsOf(copy)).toEqual(states[round]);
      }
      // A frame that is half written, or of which a byte is another one, ends the log before it.
      writeFileSync(`${copy}-wal`, wal.subarray(0, (walSizes[3] as number) - 9));
      expect(rowsOf(copy)).toEqual(states[2]);
      const damaged = Buffer.from(wal);
      damaged[(walSizes[2] as number) + 300] = (damaged[(walSizes[2] as number) + 300] as number) ^ 1;
      writeFileSync(`${copy}-wal`, damaged);
      expect(rowsOf(copy)).toEqual(states[2]);
      writeFileSync(`${copy}-wal`, "");
      expect(rowsOf(copy)).toEqual([]);
      database.close();
      expect(rowsOf(path)).toEqual(states[4]);
    });
  });
});

test("names of columns", () => {
  expect(columnNames(create.split("\n")[1] as string)).toEqual(["id", "session_id", "data", "number"]);
});

test("what is no database, or damaged, is refused and never loops", () => {
  withFolder((work) => {
    const path = join(work, "x.db");
    writeFileSync(path, "not one");
    expect(() => rowsOf(path)).toThrow(SqliteFormatError);
    const database = new sqlite.Database(path.replace("x.db", "y.db"));
    database.exec(create);
    fill(database, someRows(200, 4_096, 1));
    database.close();
    const bytes = readFileSync(join(work, "y.db"));
    let refused = 0;
    for (let round = 0; round < 100; round += 1) {
      const damaged = Buffer.from(bytes);
      for (let hit = 0; hit < 20; hit += 1)
        damaged[100 + ((round * 7_919 + hit * 104_729) % (bytes.length - 100))] = (round * 31 + hit) & 0xff;
      writeFileSync(path, damaged);
      try {
        rowsOf(path);
      } catch (error) {
        expect(error instanceof SqliteFormatError || error instanceof RangeError).toBe(true);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});

test("a database that is written while it is read is read again", () => {
  withFolder((work) => {
    const path = join(work, "x.db");
    const database = new sqlite.Database(path);
    database.exec(create);
    fill(database, someRows(3, 4_096, 1));
    let readings = 0;
    const rows = readDatabase(path, (opened: DatabaseFile) => {
      readings += 1;
      if (readings === 1) fill(database, someRows(1, 4_096, 2));
      return [...tableRows(opened, "message", ["id"])];
    });
    expect([readings, rows.length]).toEqual([2, 4]);
    database.close();
  });
});
