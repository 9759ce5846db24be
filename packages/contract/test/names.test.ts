import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { canonicalise, idKey, limits, namePattern, titlePattern } from "../src/index.js";

const nowMs = Date.parse("2026-06-17T12:00:00.000Z");
const context = { orgId: "acme", nowMs, maxAgeMs: 30 * 86_400_000, idKey: idKey("a secret of the tests' own") };
const event = { ts: "2026-06-17T11:59:00.000Z", user_id: "u1", provider: "openai", model: "gpt-4o" };

/** One of each kind that shows nothing. */
const blanks = [
  ..." \t\n\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u180b\u180e\u2003\u200b\u200d\u2028\u202e\u2060\u2800\u3000",
  ..."\u3164\ufe0f\ufeff\uffa0\u{1bca0}\u{1d159}\u{1d173}\u{13441}\u{16fe4}\u{e0001}\u{e0100}",
];

test.each(
  blanks.map((blank) => [blank.codePointAt(0)?.toString(16).padStart(4, "0"), blank]),
)("U+%s is no name, and in none", (_, blank) => {
  for (const name of [blank, `a${blank}b`, `${blank}ab`, `ab${blank}`]) {
    for (const place of [{ user_id: name }, { team: name }, { labels: { project: name } }])
      expect(canonicalise({ ...event, ...place }, context).reject).toMatchObject({ reason: "invalid_field" });
    expect(canonicalise({ ...event, model: name }, context).reject).toMatchObject({ reason: "invalid_field" });
    expect(canonicalise({ ...event, provider: name }, context).reject).toMatchObject({ reason: "invalid_field" });
    if (name !== "a b") expect(new RegExp(titlePattern, "u").test(name)).toBe(false);
  }
});

test.each(["ann@example.com", "müller", "研究", "Đặng", "r&d", "a'b", "🌱", "नमस्ते", "한글"])("%s is a name", (name) => {
  for (const place of [{ user_id: name }, { team: name }, { labels: { project: name } }])
    expect(canonicalise({ ...event, ...place }, context).reject).toBeUndefined();
  expect(new RegExp(titlePattern, "u").test(`${name} ${name}`)).toBe(true);
});

test("the schema has the same pattern", () => {
  const schema = JSON.parse(readFileSync(`${import.meta.dirname}/../schema/event.v1.schema.json`, "utf8")).properties;
  expect([schema.user_id.pattern, schema.team.pattern, schema.labels.additionalProperties.pattern]).toEqual([
    namePattern(limits.userIdLength),
    namePattern(limits.teamLength),
    namePattern(limits.labelValueLength),
  ]);
});
