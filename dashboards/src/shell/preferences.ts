import type { UnitSystem } from "../figures/units.js";
import { type LanguageTag, languageTag } from "../i18n/language.js";
import { themeChanged } from "../theme/appearance.js";

/** Choices of a person and browser. They change how things look, never what they are, so they are not in the address. */
export interface Preferences {
  readonly theme: "auto" | "light" | "dark";
  readonly units: UnitSystem;
  readonly language: LanguageTag;
  /** Whether the person chose the language; else the organisation's goes before the browser's. */
  readonly hasLanguage: boolean;
  /** Keys of one character: whoever speaks to the machine, or strikes keys by chance, turns them off (WCAG 2.1.4). */
  readonly keys: "on" | "off";
}

const key = "ecomind-preferences";

export function readPreferences(): Preferences {
  const stored = storedPreferences();
  const language = typeof stored.language === "string" ? [stored.language] : navigator.languages;
  return {
    theme: stored.theme === "light" || stored.theme === "dark" ? stored.theme : "auto",
    units: stored.units === "us" ? "us" : "metric",
    language: languageTag(language),
    hasLanguage: typeof stored.language === "string" && stored.hasLanguage !== false,
    keys: stored.keys === "off" ? "off" : "on",
  };
}

/** Nothing where storage is refused, or holds another's text: the defaults do. */
function storedPreferences(): Partial<Record<keyof Preferences, unknown>> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
}

/** @returns whether they are kept; else they hold until the page is closed */
export function writePreferences(preferences: Preferences): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(preferences));
    return true;
  } catch {
    return false;
  }
}

export function applyTheme({ theme }: Preferences): void {
  const { documentElement } = document;
  if (theme === "auto") delete documentElement.dataset.theme;
  else documentElement.dataset.theme = theme;
  document.dispatchEvent(new Event(themeChanged));
}
