import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonParts } from "../../src/http/send-json.js";

const whole = (value: unknown): string => [...jsonParts(value)].join("");

test("the parts are what JSON.stringify makes of the whole", () => {
  const list = fc
    .tuple(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.integer({ min: 0, max: 1_600 }))
    .map(([values, length]) =>
      Array.from({ length }, (_, index) => values[index % Math.max(1, values.length)] ?? null),
    );
  const answer = fc.record(
    {
      rows: list,
      total: fc.jsonValue(),
      compared: fc.record({ rows: list, 'a name "quoted"': fc.string() }),
      absent: fc.constant(undefined),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(answer, list), (value) => {
      expect(whole(value)).toBe(JSON.stringify(value));
    }),
    { numRuns: 200 },
  );
});

test("a long list is serialised in several parts, wherever it stands", () => {
  const rows = Array.from({ length: 1_200 }, (_, index) => ({ index }));
  expect([...jsonParts(rows)]).toHaveLength(4);
  expect(Math.max(...[...jsonParts({ compared: { rows } })].map((part) => part.length))).toBeLessThan(10_000);
});
