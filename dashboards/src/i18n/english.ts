import { en } from "./en.js";

/** English as far as it is loaded: texts of other pages come with those. */
const texts: Record<string, string> = { ...en };

/** Adds the texts of a part that has been loaded. */
export function addTexts(more: Readonly<Record<string, string>>): void {
  Object.assign(texts, more);
}

export const englishText = (key: string): string => texts[key] ?? "";
