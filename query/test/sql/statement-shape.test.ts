import { describe, expect, test } from "vitest";
import { shapeOf } from "../../src/sql/statement-shape.js";

const reason = (statement: string): string | undefined => {
  const shape = shapeOf(statement);
  return "reason" in shape ? shape.reason : undefined;
};
const plain = (statement: string): string => {
  const shape = shapeOf(statement);
  if ("reason" in shape) throw new Error(shape.reason);
  return shape.plain;
};

describe("a statement's shape", () => {
  test.each([
    "SELECT 1",
    "select 1;",
    "(SELECT 1) UNION ALL (SELECT 2)",
    "WITH 1 AS x SELECT x",
    "/* a /* nested */ comment */ -- another\n# one more\n#! and more\n// and\n SELECT 1 -- end",
    "\u00a0\u3000\ufeffSELECT\u2003 1",
    "SELECT 'it''s ; -- no comment', \"a\"\"b\", `c``d`, 'back\\'slash', $tag$ ' ; $tag$, x'41', b'01'",
    "SELECT format FROM (SELECT 1 AS format) ORDER BY format DESC",
    "SELECT settings AS a, 2 AS b FROM (SELECT 1 AS settings) WHERE settings = 1",
    "SELECT a$b, 1e-5, .5, 0x1F, 1_000 FROM (SELECT 1 AS a$b)",
    "SELECT {name:Array(String)}, [1, 2], (1, 2), x -> x + 1, a ? b : c, 1 :: UInt8, 7 % 2, @@version",
    "SELECT 'FORMAT Null', 'SETTINGS a = 1'",
  ])("is right: %s", (statement) => {
    expect(reason(statement)).toBeUndefined();
    expect(Buffer.byteLength(plain(statement))).toBe(Buffer.byteLength(statement));
  });

  test.each([
    "",
    " -- only a comment",
    ";",
    "optimize = 1 SELECT 1",
    "graph = 1, optimize = 1 SELECT 1",
    ", optimize = 1 SELECT 1",
    "SELECT = 1 SELECT 1",
    "with = 1, optimize = 1 SELECT 1",
    "( = 1 SELECT 1",
    "/**/optimize/**/=/**/1 SELECT 1",
    "'optimize' = 1 SELECT 1",
    "`SELECT` 1",
    '"SELECT" 1',
    "FROM system.one SELECT 1",
    "EXPLAIN SELECT 1",
    "EXPLAIN AST optimize = 1 SELECT 1",
    "DESCRIBE (SELECT 1)",
    "DESC TABLE x",
    "SHOW TABLES",
    "INSERT INTO t SELECT 1",
    "CREATE TABLE t (a Int8)",
    "SET a = 1",
    "1 + 1",
    "SELECT 1; SELECT 2",
    "SELECT 1;; -- x\n; SELECT 2",
    "SELECT 1 FORMAT JSON",
    "SELECT 1 /**/ format /**/ Null",
    "SELECT 1 FORMAT `Null`",
    "SELECT 1 SETTINGS max_threads = 1",
    "SELECT * FROM (SELECT 1 SETTINGS/**/max_threads/**/=/**/1)",
    "SELECT 1 SETTINGS `max_threads` = 1",
    "SELECT 1 INTO OUTFILE 'x'",
    "SELECT 1 into/**/outfile 'x'",
    "SELECT * FROM (EXPLAIN AST optimize = 1 SELECT 1)",
    "SELECT * FROM (/**/explain SELECT 1)",
    "SELECT 1)",
    "SELECT 'a",
    'SELECT "a',
    "SELECT `a",
    "SELECT $x$ a $y$",
    "SELECT /* a",
    "SELECT /* a /* b */",
    "SELECT x'4\\'1'",
    "SELECT \u2018x\u2019",
    "SELECT 1 \u2212 1",
    "SEL\u0395CT 1",
    "\u200cSELECT\u2800 1",
    "SELECT#1",
  ])("is wrong: %s", (statement) => {
    expect(reason(statement)).toMatch(/^[A-Z].*[.]$/);
  });

  test("keeps each position, in bytes, and no comment", () => {
    const statement = "SELECT /* \u00e9\u4e2d \n x */ 'v' -- \u{1f600} end\n, 2;";
    const read = plain(statement);
    expect(read).not.toMatch(/[^\x20-\x7e\n]|;/);
    expect(Buffer.from(read).indexOf("'v'")).toBe(Buffer.from(statement).indexOf("'v'"));
    expect(read.split("\n").length).toBe(statement.split("\n").length);
  });
});

test("a name in quotes that would look like a further line of the syntax tree is refused; a text is not", () => {
  for (const name of ['"x\n y"', "`x\ny`", '"x\\ny"', "`x\\ty`", '"x\u2028y"', '"x\ty"'])
    expect(reason(`SELECT 1 AS ${name}`), JSON.stringify(name)).toMatch(/name in quotes/);
  expect(reason("SELECT 'x\n y', 'x\\n', \"a name\"")).toBeUndefined();
});

test("half a million semicolons at the end cost what one does", () => {
  const statement = `SELECT 1${";".repeat(500_000)}`;
  expect(plain(statement).trimEnd()).toBe("SELECT 1");
  expect(plain(statement)).toHaveLength(statement.length);
});
