import { destination, silence } from "../policy/settings.js";
import type { Language } from "./language.js";
import type { Shown } from "./read-stored.js";

/** What the extension does now, in one line. */
export function statusText({ policy, choices }: Shown, { t }: Language, at: Date): string {
  const silent = silence(policy, choices, at);
  if (silent !== undefined) return t(`silent_${silent}`);
  return destination(policy, choices) === undefined ? t("recordingLocally") : t("recording");
}

/** Notices of what can't be counted. */
export function noticeTexts({ notices, rules }: Shown, { t }: Language): string[] {
  return Object.entries(notices).map(([key, { count }]) => {
    const [kind, id = ""] = key.split(" ");
    return t(kind === "stale" ? "stale" : "notCovered", { name: rules.pack(id)?.name ?? id, count });
  });
}
