import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalise, idKey, limits, titlePattern, wordsPattern } from "../src/index.js";

const nowMs = Date.parse("2026-06-17T12:00:00.000Z");
const context = { orgId: "acme", nowMs, maxAgeMs: 30 * 86_400_000, idKey: idKey("a secret of the tests' own") };
const event = { ts: "2026-06-17T11:59:00.000Z", user_id: "u1", provider: "openai", model: "gpt-4o" };

/** One of each kind that shows nothing and is no space. */
const blanks = [
  ..."\t\n\u00ad\u034f\u061c\u115f\u1160\u17b4\u180b\u180e\u200b\u200d\u2028\u202e\u2060\u2800",
  ..."\u3164\ufe0f\ufeff\uffa0\u{1bca0}\u{1d159}\u{1d173}\u{13441}\u{16fe4}\u{e0001}\u{e0100}",
];

const required = ["user_id", "provider", "model"] as const;
const optional = (name: string) => [{ team: name }, { region: name }, { labels: { project: name } }];

test.each(
  blanks.map((blank) => [blank.codePointAt(0)?.toString(16).padStart(4, "0"), blank]),
)("U+%s is no name, and in none", (_, blank) => {
  for (const name of [blank, `a${blank}b`, `${blank}ab`, `ab${blank}`]) {
    // Line breaks at the ends of a name are cut off with the spaces.
    for (const field of required) {
      const { event: taken, reject } = canonicalise({ ...event, [field]: name }, context);
      expect(taken?.[field] ?? reject?.reason).toBe(name.trim() === "ab" ? "ab" : "invalid_field");
    }
    for (const place of optional(name)) {
      const result = canonicalise({ ...event, ...place }, context);
      expect(result.event).toBeDefined();
      expect(JSON.stringify(result.event)).not.toContain(JSON.stringify(name).slice(1, -1));
    }
    expect(new RegExp(titlePattern, "u").test(name)).toBe(false);
  }
});

test.each([..." \u00a0\u1680\u2003\u202f\u205f\u3000"])("a space of any script (%j) stands between words", (space) => {
  const name = `${space}Projekt${space}${space}X${space}`;
  for (const field of required)
    expect(canonicalise({ ...event, [field]: name }, context).event).toHaveProperty(
      field,
      field === "provider" ? "projekt x" : "Projekt X",
    );
  expect(canonicalise({ ...event, team: name }, context).event?.team).toBe("Projekt X");
  expect(canonicalise({ ...event, model: space }, context).reject).toMatchObject({ reason: "invalid_field" });
});

test.each(["ann@example.com", "müller", "研究", "Đặng", "r&d", "a'b", "🌱", "नमस्ते", "한글"])("%s is a name", (name) => {
  for (const field of required) expect(canonicalise({ ...event, [field]: name }, context).reject).toBeUndefined();
  for (const place of optional(name))
    expect(canonicalise({ ...event, ...place }, context)).toMatchObject({ warnings: [] });
  expect(new RegExp(titlePattern, "u").test(`${name} ${name}`)).toBe(true);
});

test("an event can carry every team that the list of members takes", () => {
  const form = new RegExp(titlePattern, "u");
  const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 9 });
  const teams = fc.array(word, { minLength: 1, maxLength: 32 }).map((words) => words.join(" "));
  fc.assert(
    fc.property(teams, (team) => {
      fc.pre(form.test(team) && [...team].length <= limits.teamLength);
      expect(canonicalise({ ...event, team }, context)).toMatchObject({ event: { team }, warnings: [] });
    }),
  );
});

test("the schema has the same patterns", () => {
  const schema = JSON.parse(readFileSync(`${import.meta.dirname}/../schema/event.v2.schema.json`, "utf8")).properties;
  const words = wordsPattern(limits.nameWords);
  const { user_id, provider, model, region, team, labels, response_id } = schema;
  expect([user_id, provider, model, region].map(({ pattern }) => pattern)).toEqual([words, words, words, words]);
  expect([team.pattern, labels.additionalProperties.pattern]).toEqual([titlePattern, wordsPattern(limits.labelWords)]);
  expect(response_id.pattern).toBe(wordsPattern(1));
  expect([user_id, team, provider, model, region].map(({ maxLength }) => maxLength)).toEqual([
    limits.userIdLength,
    limits.teamLength,
    limits.providerLength,
    limits.modelLength,
    limits.regionLength,
  ]);
});
