import { de } from "./text/de.js";
import { en, type TextKey, type Texts } from "./text/en.js";

export interface Language {
  /** Of Intl. */
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  readonly t: (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;
}

function language(locale: string, texts: Texts, direction: "ltr" | "rtl" = "ltr"): Language {
  return {
    locale,
    direction,
    t: (key, values = {}) => texts[key].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? "")),
  };
}

/** @param wanted languages of the browser, the preferred first; `ar-XB` shows English from right to left, for tests */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (tag === "ar-XB") return language("en", en, "rtl");
    if (/^de\b/i.test(tag)) return language(tag, de);
    if (/^en\b/i.test(tag)) return language(tag, en);
  }
  return language("en", en);
}
