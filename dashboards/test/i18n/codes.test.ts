import { rejectReasons } from "@ecomind/contract";
import { expect, test } from "vitest";
import { administrators } from "../../../query/src/identity/roles.js";
import { operations } from "../../../query/src/operations.js";
import { codedText } from "../../src/elements/coded-text.js";
import "../../src/i18n/en-pages.js";
import { type LanguageTag, loadLanguage } from "../../src/i18n/language.js";

/** What the audit log may say was done: audited operations, and refused questions that only administrators may ask. */
const actions = operations
  .filter(({ audited, roles }) => audited || roles.every((role) => administrators.includes(role)))
  .map(({ id }) => id);
const others = [
  "signIn",
  "restartEngine",
  "expireKey",
  "completeErasure",
  "expireEvents",
  "expireLateEvents",
  "expireHistory",
  "expireDeadLetters",
];

test.each<LanguageTag>(["en", "de"])("no raw code is shown to people: %s", async (tag) => {
  const { t } = await loadLanguage(tag);
  expect(actions.length).toBeGreaterThan(12);
  const raw = [
    ...[...actions, ...others].filter((action) => codedText("audit", action, t) === action),
    ...Object.keys(rejectReasons).filter((reason) => codedText("letter", reason, t) === reason),
    ...["owner", "admin", "analyst", "viewer", "billing"].filter((role) => codedText("role", role, t) === role),
  ];
  expect(raw).toEqual([]);
});

test("a code of a newer service is shown as it is", async () => {
  for (const tag of ["en", "de", "en-XA"] as const)
    expect(codedText("audit", "doSomethingNew", (await loadLanguage(tag)).t)).toBe("doSomethingNew");
});
