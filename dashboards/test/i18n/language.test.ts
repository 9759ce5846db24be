import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { de } from "../../src/i18n/de.js";
import { en as first } from "../../src/i18n/en.js";
import { enPages } from "../../src/i18n/en-pages.js";
import { languageTag, loadLanguage, pseudo, regional, translator } from "../../src/i18n/language.js";
import type { MessageKey } from "../../src/i18n/messages.js";

const en = { ...first, ...enPages };
const keys = Object.keys(en) as MessageKey[];
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe("German", () => {
  test("has every text, with the same places for values", () => {
    expect(Object.keys(de).sort()).toEqual([...keys].sort());
    for (const key of keys) expect([key, places(de[key])]).toEqual([key, places(en[key])]);
  });

  test("is German: few texts are the same", () => {
    const same = keys.filter((key) => de[key] === en[key] && /[a-z]{4}/.test(en[key]));
    expect(same.length).toBeLessThan(12);
  });
});

test("no text is left that no page says", () => {
  const folder = join(import.meta.dirname, "../../src");
  const source = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith("i18n"))
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
  // A key is written out, or made of a beginning and a value: `tier.${tier}`.
  const begun = [...source.matchAll(/`([a-z0-9.]+\.)\$\{/gi)].map(([, beginning = ""]) => beginning);
  const unused = keys.filter(
    (key) => !source.includes(`"${key}"`) && !begun.some((beginning) => key.startsWith(beginning)),
  );
  expect(unused).toEqual([]);
});

test("the pseudo-language keeps places and is longer", () => {
  expect(pseudo("{share} of requests")).toMatch(/^\[\{share\} óf réqúéšt[šs][~ ]+~\]$/);
  for (const key of keys) expect(places(pseudo(en[key]))).toEqual(places(en[key]));
});

test("a language is chosen from what is wanted", async () => {
  expect([languageTag(["fr-FR", "de-AT", "en"]), languageTag(["xx"]), languageTag(["ar-XB"])]).toEqual([
    "de",
    "en",
    "ar-XB",
  ]);
  expect([regional("en", ["de-AT", "en-GB", "en"]), regional("en", ["english", "fr"])]).toEqual(["en-GB", "en"]);
  expect((await loadLanguage("ar-XB")).direction).toBe("rtl");
  expect(translator((key) => en[key])("filter.is", { dimension: "Team", value: "a" })).toBe("Team: a");
});
