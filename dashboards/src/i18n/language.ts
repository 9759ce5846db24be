import { englishText } from "./english.js";
import type { MessageKey } from "./messages.js";

export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

export interface Language {
  /** Of Intl. */
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  readonly t: Translate;
}

/** Languages that a person may choose; pseudo-languages show texts that were not translated or do not fit. */
export const languages = {
  en: "English",
  de: "Deutsch",
} as const;
export const pseudoLanguages = ["en-XA", "ar-XB"] as const;
export type LanguageTag = keyof typeof languages | (typeof pseudoLanguages)[number];

/** How a person's region writes dates and numbers in a language: of "en" and [en-GB, de], en-GB. */
export const regional = (language: string, wanted: readonly string[]): string =>
  wanted.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;

const wantedNow = (): readonly string[] => globalThis.navigator?.languages ?? [];

export function languageTag(wanted: readonly string[]): LanguageTag {
  for (const tag of wanted) {
    if ((pseudoLanguages as readonly string[]).includes(tag)) return tag as LanguageTag;
    const base = tag.toLowerCase().split("-")[0] ?? "";
    if (base in languages) return base as LanguageTag;
  }
  return "en";
}

const accents: Readonly<Record<string, string>> = {
  a: "á",
  c: "ç",
  e: "é",
  i: "í",
  n: "ñ",
  o: "ó",
  s: "š",
  u: "ú",
  y: "ý",
  z: "ž",
  A: "Á",
  C: "Ç",
  E: "É",
  I: "Í",
  N: "Ñ",
  O: "Ó",
  S: "Š",
  U: "Ú",
};

/** Accents on letters and a third more length, in words of five; places of values stay as they are. */
export function pseudo(text: string): string {
  const accented = text.replaceAll(/\{\w+\}|[a-zA-Z]/g, (part) => accents[part] ?? part);
  return `[${accented}${"~~~~~ ".repeat(Math.ceil(text.length / 18)).trimEnd()}]`;
}

/** @param textOf gives the text of a key */
export function translator(textOf: (key: MessageKey) => string): Translate {
  return (key, values = {}) => textOf(key).replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

const inPseudo = (key: MessageKey): string => (englishText(key) === "" ? "" : pseudo(englishText(key)));

/** Loads a language's texts; English is always there. */
export async function loadLanguage(tag: LanguageTag): Promise<Language> {
  switch (tag) {
    case "de": {
      const { de } = await import("./de.js");
      return { locale: regional("de", wantedNow()), direction: "ltr", t: translator((key) => de[key] ?? "") };
    }
    case "en-XA":
      return { locale: "en", direction: "ltr", t: translator(inPseudo) };
    case "ar-XB":
      return { locale: "en", direction: "rtl", t: translator(inPseudo) };
    default:
      return english;
  }
}

export const english: Language = { locale: regional("en", wantedNow()), direction: "ltr", t: translator(englishText) };
