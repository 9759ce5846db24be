import type { AppContext } from "./app-context.js";

/** Milliseconds of a time as the API writes it: RFC 3339, or the store's own text in UTC. */
export const timeMs = (text: string): number => Date.parse(/[TZ]/.test(text) ? text : `${text.replace(" ", "T")}Z`);

/** A time of the API in the view's zone, unbroken however narrow its column; a dash for none. */
export function timeText(text: string | null, { language, view }: AppContext): string {
  if (text === null || text === "") return "–";
  const time = new Intl.DateTimeFormat(language.locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: view.zone,
  }).format(timeMs(text));
  return time.replaceAll(" ", "\u00a0");
}
