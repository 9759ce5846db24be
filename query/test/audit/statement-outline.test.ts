import { expect, test } from "vitest";
import { statementOutline } from "../../src/audit/statement-outline.js";

test.each([
  ["SELECT 'ada", "SELECT …"],
  ["SELECT $$ada$$, $x$ada$x$, model FROM events", "SELECT ?, model FROM events"],
  ["SELECT model FROM events WHERE team = $$ada", "SELECT model FROM events WHERE team = …"],
  ["SELECT $x$ada", "SELECT …"],
  ["SELECT 'it''s ada', 'a\\'ada', count() FROM events", "SELECT ?, count() FROM events"],
  ["SELECT x'616461', b'01', 1.5, -2e3, 0xFF", "SELECT ?, - ?"],
  ["SELECT 1 /* ada */ -- ada", "SELECT ?"],
  ["SELECT model /* ada", "SELECT model …"],
  ["SELECT model # ada\nFROM events", "SELECT model FROM events"],
  ["SELECT ’ada’ FROM events", "SELECT …"],
  [
    'SELECT model FROM events WHERE user = "ada@example.org" AND "team" = 1',
    'SELECT model FROM events WHERE user = ? AND "team" = ?',
  ],
  [
    "SELECT model FROM events WHERE id IN ('a', 'b', 'c') AND tokens_in>=7",
    "SELECT model FROM events WHERE id IN (?) AND tokens_in >= ?",
  ],
  ["SELECT {who:String}, t.1, arrayMap(x->x+1, [1, 2])[1]", "SELECT {who:String}, t.?, arrayMap(x -> x + ?, [?])[?]"],
  ["INSERT INTO events VALUES (ada, 1)", "INSERT INTO events VALUES"],
  ["INSERT INTO events FORMAT CSV ada,1", "INSERT INTO events FORMAT CSV"],
  ["DROP TABLE events", "DROP TABLE events"],
  ["  \n", ""],
])("an outline has the words of a statement, and none of its values: %s", (statement, outline) => {
  expect(statementOutline(statement)).toBe(outline);
});

test.each([
  " ".repeat(50_000),
  "\t\n".repeat(10_000),
  "\u00a0".repeat(20_000),
  "/* nothing */".repeat(5_000),
  "-- nothing\n".repeat(5_000),
])("nothing in front of a statement empties its outline: %#", (front) => {
  expect(statementOutline(`${front}SELECT team FROM usage_15m`)).toBe("SELECT team FROM usage_15m");
});

test("a long statement is cut, and yet names its tables wherever they stand", () => {
  const names = Array.from({ length: 400 }, (_, index) => `tokens_in AS column_${index}`).join(", ");
  const outline = statementOutline(`SELECT ${names} FROM "usage_15m" JOIN events ON 1 WHERE note = 'ada' AND ${names}`);
  expect(outline).toMatch(/^SELECT tokens_in AS column_0, .* … \[\d+ characters; names events, usage_15m\]$/);
  expect([...outline]).toHaveLength(1_000);
});
