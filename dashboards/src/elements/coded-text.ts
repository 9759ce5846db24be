import type { Translate } from "../i18n/language.js";
import type { MessageKey } from "../i18n/messages.js";

const keys = {
  audit: (code: string) => `audit.${code}`,
  outcome: (code: string) => `outcome.${code}`,
  refusal: (code: string) => `refusal.${code}`,
  role: (code: string) => `role.${code}`,
  scope: (code: string) => `scope.${code}`,
  letter: (code: string) => `letter.${code}`,
  stage: (code: string) => `stage.${code}`,
} as const;

/** A code of the API as people read it; the code itself where a newer service has one that is not known here. */
export function codedText(kind: keyof typeof keys, code: string, t: Translate): string {
  // The catalogue has no text for a code that it does not know.
  const text = t(keys[kind](code) as MessageKey);
  return text === "" ? code : text;
}
