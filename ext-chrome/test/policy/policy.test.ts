import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  destination,
  firstChoices,
  isProviderOn,
  isQuiet,
  type PolicyState,
  policyAfter,
  policyWaitMs,
  readPolicyValues,
  silence,
  userIdOf,
} from "../../src/index.js";

const noon = new Date(2026, 10, 30, 12);
const agreed = { ...firstChoices, consented: true };
const present = (values: object): PolicyState => ({ state: "present", values });

describe("three states of the policy", () => {
  test("nothing read is absent only after the browser has had time, and what was known stays until then", () => {
    const known = present({ consent_given: true });
    expect(policyAfter({ state: "unknown" }, {}, 100)).toEqual({ state: "unknown" });
    expect(policyAfter(known, {}, 100)).toEqual(known);
    expect(policyAfter(known, {}, policyWaitMs)).toEqual({ state: "absent" });
    expect(policyAfter({ state: "absent" }, { consent_given: true }, 1)).toEqual(known);
  });

  test("while it is unknown nothing is recorded or sent", () => {
    const all = { ...agreed, localOnly: false, endpoint: "https://eco.example" };
    expect(silence({ state: "unknown" }, all, noon)).toBe("policy_unknown");
    expect(destination({ state: "unknown" }, all)).toBeUndefined();
  });
});

describe("consent", () => {
  test("is the person's, unless the organisation has given it", () => {
    expect(silence({ state: "absent" }, firstChoices, noon)).toBe("no_consent");
    expect(silence({ state: "absent" }, agreed, noon)).toBeUndefined();
    expect(silence(present({}), firstChoices, noon)).toBe("no_consent");
    expect(silence(present({ consent_given: true }), firstChoices, noon)).toBeUndefined();
    expect(silence({ state: "absent" }, { ...agreed, paused: true }, noon)).toBe("paused");
  });
});

test.each([
  ["20:00", "07:00", 12, false],
  ["20:00", "07:00", 23, true],
  ["20:00", "07:00", 6, true],
  ["12:00", "13:00", 12, true],
  ["12:00", "13:00", 13, false],
  ["12:00", "12:00", 12, false],
  ["25:00", "13:00", 12, false],
])("quiet from %s to %s: at %i o'clock %s", (from, to, hour, expected) => {
  expect(isQuiet({ from, to }, new Date(2026, 10, 30, hour))).toBe(expected);
});

test("quiet days are whole days", () => {
  expect(isQuiet({ from: "20:00", to: "21:00", days: [1] }, noon)).toBe(true);
  expect(isQuiet({ from: "20:00", to: "21:00", days: [0, 6] }, noon)).toBe(false);
});

describe("where events go", () => {
  test.each([
    ["https://eco.example/edge", true],
    ["http://127.0.0.1:8080", true],
    ["http://eco.example", false],
    ["https://user:secret@eco.example", false],
    ["ftp://eco.example", false],
    ["", false],
  ])("%s: %s", (endpoint, expected) => {
    const choices = { ...agreed, localOnly: false, endpoint };
    expect(destination({ state: "absent" }, choices) !== undefined).toBe(expected);
    expect(destination(present({ endpoint }), agreed) !== undefined).toBe(expected);
  });

  test("an organisation's address is the only one where it sets one, and local-only stays local otherwise", () => {
    const own = { ...agreed, localOnly: false, endpoint: "https://own.example" };
    expect(destination(present({ endpoint: "https://eco.example", api_key: "k" }), own)).toEqual({
      endpoint: "https://eco.example",
      apiKey: "k",
    });
    expect(destination(present({ endpoint: "http://eco.example" }), own)).toBeUndefined();
    expect(destination({ state: "absent" }, { ...own, localOnly: true })).toBeUndefined();
  });
});

test("providers are those of the organisation without those that the person switched off", () => {
  expect(isProviderOn({ state: "absent" }, agreed, "claude")).toBe(true);
  expect(isProviderOn(present({ providers: ["chatgpt"] }), agreed, "claude")).toBe(false);
  expect(isProviderOn(present({ providers: ["chatgpt"] }), { ...agreed, off: ["chatgpt"] }, "chatgpt")).toBe(false);
});

describe("user ids", () => {
  test("are pseudonyms: the same under one salt, others under another, never a name", async () => {
    const id = await userIdOf({ user: "ada", user_salt: "0123456789abcdef" }, "one");
    expect(id).toMatch(/^u-[0-9a-f]{24}$/);
    expect(await userIdOf({ user: "ada", user_salt: "0123456789abcdef" }, "two")).toBe(id);
    expect(await userIdOf({ user: "ada", user_salt: "another salt 123" }, "one")).not.toBe(id);
    expect(await userIdOf({ user: "bob", user_salt: "0123456789abcdef" }, "one")).not.toBe(id);
  });

  test("a name without a salt is not used: its hash could be guessed", async () => {
    expect(await userIdOf({ user: "ada" }, "one")).toBe(await userIdOf({}, "one"));
    expect(await userIdOf({ user_id: "p-7" }, "one")).toBe("p-7");
  });
});

test("what the schema describes is what is read, each with a title and a description", () => {
  const schema = JSON.parse(readFileSync(new URL("../../src/policy/managed-schema.json", import.meta.url), "utf8"));
  const samples: Record<string, unknown> = { string: "x", array: ["x"], boolean: true, object: { from: "1", to: "2" } };
  const properties = Object.entries(schema.properties as Record<string, Record<string, string>>);
  const managed = Object.fromEntries(properties.map(([name, { type = "" }]) => [name, samples[type]]));
  expect(Object.keys(readPolicyValues(managed)).sort()).toEqual(Object.keys(schema.properties).sort());
  for (const [name, { title, description }] of properties) expect([name, title, description]).not.toContain(undefined);
  expect(readPolicyValues({ endpoint: 1, providers: "x", consent_given: "yes", unknown: 1 })).toEqual({});
});
